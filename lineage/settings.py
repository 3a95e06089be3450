"""The settings, as one table: name, default, help and environment variable."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lineage.errors import BadSetting

PREFIX = "QWEN_LINEAGE_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its environment variable, its default as text, and what it does."""

    variable: str
    default: str
    help: str

    @property
    def option_help(self) -> str:
        """What the option of this setting says of it: a sentence, then its variable and its default."""
        text, _, told = self.help.replace("`", "").partition(" [default: ")
        default = told.removesuffix("]") or self.default
        notes = [f"env: {self.variable}", *([f"default: {default}"] if default else [])]
        return f"{text[0].upper()}{text[1:]}.  [{'; '.join(notes)}]"


HOME = Setting(PREFIX + "HOME", "", "folder of snapshots, store and frozen graphs [default: the user data folder]")
ACCESS = Setting(
    PREFIX + "ACCESS", "private", "who may read the home: private (its owner alone), group, or all; 0700, 0750, 0755"
)
STORE = Setting(PREFIX + "STORE", "embedded:", "the store's URL: embedded:, embedded:DIR, or neo4j://user@host:7687")
HOST = Setting(PREFIX + "HOST", "127.0.0.1", "address the web app listens on")
PORT = Setting(PREFIX + "PORT", "8765", "port the web app listens on")
ALLOWED_HOSTS = Setting(
    PREFIX + "ALLOWED_HOSTS", "", "names the web app answers to beside this machine's own, commas between; `*` for any"
)
URL_PREFIX = Setting(PREFIX + "URL_PREFIX", "", "path the web app stands below behind a proxy, such as /qwen")
TRUSTED_PROXIES = Setting(
    PREFIX + "TRUSTED_PROXIES",
    "",
    "addresses or networks of proxies whose X-Forwarded-For, -Proto, -Host and -Prefix count, commas between; "
    "`loopback` for this machine",
)
METRICS_READERS = Setting(
    PREFIX + "METRICS_READERS", "", "addresses or networks that may read /metrics beside this machine, commas between"
)
ACCESS_LOG = Setting(PREFIX + "ACCESS_LOG", "off", "a line for each request on standard error: `common`, `json`, `off`")
PASSWORD = Setting(PREFIX + "NEO4J_PASSWORD", "", "password of the Neo4j user; never part of a URL we print")
PASSWORD_FILE = Setting(PREFIX + "NEO4J_PASSWORD_FILE", "", "a file that holds it instead, e.g. a Docker secret")
ORGANISATIONS = Setting(
    PREFIX + "ORGANISATIONS", "", "a table of organisations over our own [default: organisations.toml in the home]"
)
CYPHER_ROWS = Setting(PREFIX + "CYPHER_ROWS", "1000", "rows a Cypher statement answers where nobody asks for more")
CYPHER_TIMEOUT = Setting(
    PREFIX + "CYPHER_TIMEOUT", "5", "seconds a Cypher statement may take where nobody asks for more"
)
CYPHER_BYTES = Setting(
    PREFIX + "CYPHER_BYTES", "8000000", "bytes the answer of a Cypher statement may have as it is sent, JSON or CSV"
)
CYPHER_MEMORY = Setting(PREFIX + "CYPHER_MEMORY", "1000000000", "bytes of memory a Cypher statement may use as it runs")
CYPHER_RUNS = Setting(
    PREFIX + "CYPHER_RUNS", "4", "Cypher statements the web app runs at once; others wait a moment, or are refused"
)
CYPHER_RUNS_EACH = Setting(
    PREFIX + "CYPHER_RUNS_EACH", "2", "of them those of one client's address, this machine's own users left aside"
)
CYPHER_TOKEN = Setting(
    PREFIX + "CYPHER_TOKEN", "", "who sends it as `Authorization: Bearer` may ask for 60 seconds from anywhere"
)

ACCESS_LOGS = ("off", "common", "json")
WEB = (ALLOWED_HOSTS, URL_PREFIX, TRUSTED_PROXIES, METRICS_READERS, ACCESS_LOG)
CYPHER = (CYPHER_ROWS, CYPHER_TIMEOUT, CYPHER_BYTES, CYPHER_MEMORY, CYPHER_RUNS, CYPHER_RUNS_EACH, CYPHER_TOKEN)

SETTINGS = (
    HOME,
    ACCESS,
    STORE,
    HOST,
    PORT,
    *WEB,
    PASSWORD,
    PASSWORD_FILE,
    ORGANISATIONS,
    *CYPHER,
)


def check_environment(environment: Mapping[str, str] = os.environ) -> None:
    """Raise BadSetting when a variable with our prefix is none of ours: a misspelt setting must not pass silently."""
    known = {setting.variable for setting in SETTINGS}
    for variable in sorted(environment):
        if variable.startswith(PREFIX) and variable not in known:
            raise BadSetting(f"unknown setting {variable}", f"valid ones are {', '.join(sorted(known))}")


def value(setting: Setting, given: str | None = None, environment: Mapping[str, str] = os.environ) -> str:
    """What was given on the command line, else the environment's value, else the default."""
    return given or environment.get(setting.variable) or setting.default


def password(environment: Mapping[str, str] = os.environ) -> str:
    """The Neo4j user's password, from the environment or else from the file it names; empty when there is neither.

    Raises BadSetting when the file cannot be read or is empty. A line end behind the password is not part of it.
    """
    given, named = value(PASSWORD, None, environment), value(PASSWORD_FILE, None, environment)
    if given or not named:
        return given
    try:
        secret = Path(named).expanduser().read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no text"
        raise BadSetting(f"{PASSWORD_FILE.variable}: cannot read {named} ({reason})", "name a readable file") from None
    if not secret:
        raise BadSetting(f"{PASSWORD_FILE.variable}: {named} is empty", "write the password into it")
    return secret


def markdown_table() -> str:
    """The table of the settings in docs/operations.md."""
    rows = [f"| `{s.variable}` | {f'`{s.default}`' if s.default else ''} | {s.help} |" for s in SETTINGS]
    return "\n".join(["| variable | default | what it does |", "|---|---|---|", *rows])
