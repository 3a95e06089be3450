"""Serving a place: its graph at an address, until Ctrl-C."""

import errno
import logging
import os
from datetime import UTC, datetime
from typing import Any

import click
import waitress
from flask import Flask

from lineage.cli.shell import shell_command
from lineage.errors import BadInput
from lineage.place import Place
from lineage.servers import RunningServer, announced
from lineage.stores import without_password
from web.app import app_of
from web.reload import start_reloading
from web.source import Source, served

THREADS = 8


def serve_place(place: Place, address: str, port: int) -> None:
    """Print where the loaded graph is served, and serve it until Ctrl-C. Raises BadInput when the port is taken.

    Where nothing is loaded yet, a page says what to do, and the graph follows.
    """
    app = app_of(place)
    server = _listening(app, address, port)
    logging.basicConfig(format="%(message)s")
    logging.getLogger("web").setLevel(logging.INFO)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a page's thirty modules queue for a moment: no news
    url = f"http://{address}:{server.effective_port}/"
    click.echo(f"{_invitation(served(app).source, url, place)}  Ctrl-C stops")
    stop = start_reloading(app, place)
    about = RunningServer(url, without_password(place.store), os.getpid(), datetime.now(UTC).isoformat())
    try:
        with announced(place.home, about):
            server.run()
    finally:
        stop()


def _invitation(source: Source | None, url: str, place: Place) -> str:
    """What there is to see at the address."""
    if source is None:
        command = shell_command("run --no-serve", place)
        return f"nothing is loaded yet; {url} shows what is, from then on. For a first graph: {command}"
    note = "  (synthetic data, made up by the practice Hub)" if source.graph.facts.synthetic else ""
    return f"look at {source.graph.size:,} models: {url}{note}"


def _listening(app: Flask, address: str, port: int) -> Any:
    try:
        return waitress.create_server(
            app,
            host=address,
            port=port,
            threads=THREADS,
            channel_request_lookahead=1,  # lets a running statement know that its client went away
        )
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        raise BadInput(
            f"cannot listen on {address}:{port}: {error.strerror}", "choose another one with --port"
        ) from error
