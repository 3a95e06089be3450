"""How much anybody's statement may use, from the settings."""

from lineage import settings
from lineage.errors import BadInput, BadSetting
from lineage.stores.port import Limits

MOST_STATEMENT_ROWS = 100_000
MOST_SECONDS = 60.0


def limits(rows: int | None = None, seconds: float | None = None) -> Limits:
    """The limits asked for, by default those of the settings. Raises BadInput outside what may be asked for."""
    given = Limits(
        rows=_whole(settings.CYPHER_ROWS) if rows is None else rows,
        seconds=_number(settings.CYPHER_TIMEOUT) if seconds is None else seconds,
        bytes=_whole(settings.CYPHER_BYTES),
        memory=_whole(settings.CYPHER_MEMORY),
    )
    if not 1 <= given.rows <= MOST_STATEMENT_ROWS:
        raise BadInput(f"limit cannot be {given.rows}", f"give a whole number from 1 to {MOST_STATEMENT_ROWS}")
    if not 0 < given.seconds <= MOST_SECONDS:
        raise BadInput(f"timeout cannot be {given.seconds:g}", f"give seconds, above 0, to {MOST_SECONDS:g} at most")
    return given


def runs_at_once() -> int:
    """How many statements of anybody's the web app runs at once."""
    return _whole(settings.CYPHER_RUNS)


def runs_of_a_client() -> int:
    """How many of them are one client's at most."""
    return _whole(settings.CYPHER_RUNS_EACH)


def _number(setting: settings.Setting) -> float:
    text = settings.value(setting)
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 < number < 1e15:
        raise BadSetting(f"{setting.variable} cannot be {text!r}", f"give a number above 0; it is {setting.help}")
    return number


def _whole(setting: settings.Setting) -> int:
    return max(1, int(_number(setting)))
