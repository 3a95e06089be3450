"""The command of this package: `serve`."""

import click

from lineage import settings
from lineage.cli.options import with_place
from lineage.errors import BadSetting
from lineage.place import Place


@click.command()
@click.option("--host", help=f"{settings.HOST.help}  [env: {settings.HOST.variable}; default: {settings.HOST.default}]")
@click.option(
    "--port", type=int, help=f"{settings.PORT.help}  [env: {settings.PORT.variable}; default: {settings.PORT.default}]"
)
@click.option(
    "--allowed-host",
    multiple=True,
    metavar="NAME",
    help="A name, or an address, that visitors reach this server by, beside localhost; may be repeated; * for any.  "
    f"[env: {settings.ALLOWED_HOSTS.variable}]",
)
@click.option(
    "--access-log",
    type=click.Choice(settings.ACCESS_LOGS),
    help=f"{settings.ACCESS_LOG.help}  [env: {settings.ACCESS_LOG.variable}; default: {settings.ACCESS_LOG.default}]",
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
