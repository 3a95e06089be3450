"""What is kept of the last `update` of a home: when it began and ended, and what came of it."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from lineage.home.home import Home, write_text

FILE = "update.json"


@dataclass(frozen=True, slots=True)
class UpdateRecord:
    """One update; moments in ISO 8601. `finished_at` and `result`, its line, are None until it has ended well.

    `replaces` is the snapshot that was served when it began, None for none.
    """

    started_at: str
    finished_at: str | None = None
    result: str | None = None
    replaces: str | None = None

    @property
    def began(self) -> datetime:
        return datetime.fromisoformat(self.started_at)


def last_update(home: Home) -> UpdateRecord | None:
    """The last one; None where none was begun, or another version wrote it."""
    try:
        return UpdateRecord(**json.loads(_path(home).read_text(encoding="utf-8")))
    except (OSError, TypeError, ValueError):
        return None


def keep(home: Home, update: UpdateRecord) -> None:
    """Put it in the place of the last one."""
    write_text(_path(home), json.dumps(asdict(update)))


def _path(home: Home) -> Path:
    return home.root / FILE
