"""Serving a place: its graph at an address, until it is told to end."""

import errno
import logging
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime

import click
from flask import Flask

from lineage import settings
from lineage.cli.shell import shell_command
from lineage.errors import BadInput
from lineage.home.servers import RunningServer, announced
from lineage.place import Place
from lineage.stores import without_password
from web.app import app_of
from web.http.metrics import metrics_of
from web.options import DEFAULTS, WebOptions, contains, is_loopback
from web.reload import start_reloading
from web.running_queries import queries_of
from web.serving.files import most_connections
from web.serving.server import LimitedServer
from web.source import Source, served

SWITCH = 0.0005
"""Seconds after which a thread that computes lets another in: a page waits half as long while a table is written."""
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - addresses to recognise
"""Addresses that stand for all of this machine's, and one of those."""


def serve_place(place: Place, address: str, port: int, options: WebOptions = DEFAULTS) -> None:
    """Print where the loaded graph is served, and serve it until Ctrl-C. Raises BadInput when the port is taken.

    Where nothing is loaded yet, a page says what to do, and the graph follows.
    """
    options = answering_to(address, options)
    app = app_of(place, options)
    server = _listening(app, address, port, options)
    metrics_of(app).connections = server.counts
    logging.basicConfig(format="%(message)s")
    logging.getLogger("web").setLevel(logging.INFO)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a page's thirty modules queue for a moment: no news
    sys.setswitchinterval(SWITCH)
    url = f"http://{_shown(address)}:{server.effective_port}{options.prefix}/"
    click.echo(f"{_invitation(served(app).source, url, place)}  Ctrl-C stops")
    say_who_is_answered(address, options)
    stop = start_reloading(app, place)
    about = RunningServer(url, without_password(place.store), os.getpid(), datetime.now(UTC).isoformat())
    try:
        with announced(place.home, about):
            server.run(queries_of(app).end)
    finally:
        stop()


def _invitation(source: Source | None, url: str, place: Place) -> str:
    """What there is to see at the address."""
    if source is None:
        command = shell_command("run --no-serve", place)
        return f"nothing is loaded yet; {url} shows what is, from then on. For a first graph: {command}"
    note = "  (synthetic data, made up by the practice Hub)" if source.graph.facts.synthetic else ""
    return f"look at {source.graph.size:,} models: {url}{note}"


def answering_to(address: str, options: WebOptions) -> WebOptions:
    """The options, with the address that is listened on among the names."""
    return options if address in EVERYWHERE else replace(options, hosts=options.hosts | {address.lower()})


def _shown(address: str) -> str:
    """The address as it stands in a URL that leads here."""
    return EVERYWHERE.get(address, f"[{address}]" if ":" in address else address)


def say_who_is_answered(address: str, options: WebOptions) -> None:
    """Whoever opens the server to other machines must name it, or they are turned away."""
    if address in EVERYWHERE and not options.hosts:
        click.echo(
            "it listens on every address, and answers to localhost alone: let others in with --allowed-host NAME (or "
            f"{settings.ALLOWED_HOSTS.variable}), this machine's name or address as they type it",
            err=True,
        )


def _listening(app: Flask, address: str, port: int, options: WebOptions) -> LimitedServer:
    try:
        return LimitedServer(
            app,
            address,
            port,
            exempt=lambda client: is_loopback(client) or contains(options.proxies, client),
            most=most_connections(),
            prefix=options.prefix,
        )
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        raise BadInput(
            f"cannot listen on {address}:{port}: {error.strerror}", "choose another one with --port"
        ) from error
