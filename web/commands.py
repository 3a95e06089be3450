"""The command of this package: `serve`."""

import click

from lineage import settings
from lineage.cli.options import with_place
from lineage.errors import BadSetting
from lineage.place import Place


@click.command()
@click.option("--host", help=settings.HOST.option_help)
@click.option("--port", type=int, help=settings.PORT.option_help)
@click.option(
    "--allowed-host",
    multiple=True,
    metavar="NAME",
    help="A name, or an address, that visitors reach this server by, beside localhost; * for any. "
    f"May be given several times.  [env: {settings.ALLOWED_HOSTS.variable}]",
)
@click.option(
    "--access-log",
    type=click.Choice(settings.ACCESS_LOGS),
    help=settings.ACCESS_LOG.option_help,
)
@with_place
def serve(
    place: Place, host: str | None, port: int | None, allowed_host: tuple[str, ...], access_log: str | None
) -> None:
    """Serve the loaded graph to browsers, until Ctrl-C. Another load is served as soon as it is there."""
    from web.options import WebOptions  # noqa: PLC0415 - `--help` needs no web server
    from web.serve import serve_place  # noqa: PLC0415

    options = WebOptions.of_settings(allowed_host, access_log)
    serve_place(place, settings.value(settings.HOST, host), _port(port), options)


def _port(given: int | None) -> int:
    text = settings.value(settings.PORT, None if given is None else str(given))
    if not text.isdecimal() or int(text) > 65535:
        raise BadSetting(f"{text!r} is no port", f"{settings.PORT.variable} and --port take 0 to 65535")
    return int(text)
