"""The command of this package: `serve`."""

import errno
import logging

import click
import waitress

from lineage import settings
from lineage.cli.options import with_place
from lineage.errors import BadInput, BadSetting
from lineage.graph import open_place
from lineage.place import Place
from web import Source, create_app
from web.reload import start_reloading

THREADS = 8


@click.command()
@click.option("--host", help=f"{settings.HOST.help}  [env: {settings.HOST.variable}; default: {settings.HOST.default}]")
@click.option(
    "--port", type=int, help=f"{settings.PORT.help}  [env: {settings.PORT.variable}; default: {settings.PORT.default}]"
)
@with_place
def serve(place: Place, host: str | None, port: int | None) -> None:
    """Serve the loaded graph to browsers, until Ctrl-C. Another load is served as soon as it is there."""
    opened = open_place(place)
    app = create_app(Source.of(opened))
    address, number = settings.value(settings.HOST, host), _port(port)
    try:
        server = waitress.create_server(
            app,
            host=address,
            port=number,
            threads=THREADS,
            channel_request_lookahead=1,  # lets a running statement know that its client went away
        )
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        raise BadInput(
            f"cannot listen on {address}:{number}: {error.strerror}", "choose another one with --port"
        ) from error
    logging.basicConfig(format="%(message)s")
    logging.getLogger("web").setLevel(logging.INFO)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a page's thirty modules queue for a moment: no news
    note = "  (synthetic data, made up by the practice Hub)" if opened.facts.synthetic else ""
    click.echo(f"look at {opened.graph.size:,} models: http://{address}:{server.effective_port}/{note}  Ctrl-C stops")
    stop = start_reloading(app, place)
    try:
        server.run()
    finally:
        stop()


def _port(given: int | None) -> int:
    text = settings.value(settings.PORT, None if given is None else str(given))
    if not text.isdecimal() or int(text) > 65535:
        raise BadSetting(f"{text!r} is no port", f"{settings.PORT.variable} and --port take 0 to 65535")
    return int(text)
