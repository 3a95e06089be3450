"""Every error this project raises on purpose.

LineageError                     something this project can explain; the command line exits 1
├── BadInput                     what was asked or given cannot be used; exits 2
│   ├── NotLoadedError           an earlier step of the way has not been taken
│   │   └── NothingServed        a server has nothing to show yet
│   ├── TooManyQueries           as many Cypher statements run as may run at once
│   │   └── ClientShareTaken     as many of one client's run as may run at once
│   ├── BadFile                  a file is not what it was said to be
│   ├── BadSetting               a setting is misspelt or has a value that makes no sense
│   ├── BadStatement             a Cypher statement is refused or does not parse
│   ├── BadStoreURL              a store's URL names no store we know
│   ├── NewerFormat              written by a newer version of this project
│   ├── QueryCancelled           a Cypher statement was cancelled
│   ├── StaleMap                 the map was laid out anew since the page was loaded
│   ├── StaleVersion             the graph that a client reads is served no more, or not yet
│   ├── UnknownChanges           what changed between these snapshots is not kept
│   ├── UnknownModel             no model has this id
│   └── UnknownOwner             no model is of this owner, or of this organisation
├── HubError                     the Hub could not be read
│   └── TokenRefused             the Hub does not know the token it was sent
├── StoreError                   the store could not be opened, written or asked
│   ├── ConcurrentLoadError      another load was published while all of one was being read
│   ├── DamagedError             what is served is not as it was written
│   └── StatementsLinger         the server runs on what it was told to end, and is given no more
└── HomeBusy                     another process works on the home; exits 4

Each carries one line saying what is wrong (`str(error)`) and one saying what to do next (`error.hint`).
"""

import re
from collections.abc import Mapping, Sequence


class LineageError(Exception):
    """Base class: `message` says what is wrong, `hint` what would fix it, `code` names it in the API."""

    code = "failed"
    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if hint:
            self.add_note(hint)


class BadInput(LineageError):
    """`text` is what was given and cannot be used, and `parameter` where it was given; None where the error is of no
    one text. `similar` is what there is that is like it, and `notes` say by name what some of that is."""

    code = "bad_input"
    exit_code = 2

    def __init__(
        self,
        message: str,
        hint: str = "",
        similar: Sequence[str] = (),
        text: str | None = None,
        parameter: str | None = None,
        notes: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.notes = dict(notes or {})
        self.similar = tuple(similar)
        self.text = text
        self.parameter = parameter


class BadFile(BadInput):
    code = "bad_file"


class BadSetting(BadInput):
    code = "bad_setting"


class BadStatement(BadInput):
    code = "bad_statement"


class BadStoreURL(BadInput):
    code = "bad_store_url"


class NewerFormat(BadInput):
    code = "newer_format"


class NotLoadedError(BadInput):
    code = "nothing_yet"


class NothingServed(NotLoadedError):
    pass


class StaleMap(BadInput):
    code = "stale_map"


class StaleVersion(BadInput):
    code = "stale_version"


class QueryCancelled(BadInput):
    code = "stopped"


class TooManyQueries(BadInput):
    code = "too_busy"


class ClientShareTaken(TooManyQueries):
    code = "share_taken"


class UnknownChanges(BadInput):
    code = "unknown_changes"


class UnknownModel(BadInput):
    """`similar` are ids that there are, and `twin` the one that is meant: it differs by its capitals
    alone, or had the id once."""

    code = "unknown_model"

    def __init__(
        self,
        message: str,
        hint: str = "",
        similar: Sequence[str] = (),
        twin: str | None = None,
        text: str | None = None,
    ) -> None:
        super().__init__(message, hint, similar, text)
        self.twin = twin


class UnknownOwner(BadInput):
    """`similar` are names that there are, of that `level` (owners or organisations) or as
    `lineage.owners.progenitors.named` reads them. `organisation` is one that may have been meant where an owner was
    asked for."""

    code = "unknown_owner"

    def __init__(
        self,
        message: str,
        hint: str = "",
        similar: Sequence[str] = (),
        level: str = "owner",
        text: str | None = None,
        notes: Mapping[str, str] | None = None,
        organisation: str | None = None,
    ) -> None:
        super().__init__(message, hint, similar, text, notes=notes)
        self.level = level
        self.organisation = organisation

    @property
    def twin(self) -> str | None:
        """The one of `similar` that differs from the text by its capitals alone."""
        return next((one for one in self.similar if self.text and one.lower() == self.text.lower()), None)


class HomeBusy(LineageError):
    code = "busy"
    exit_code = 4


class HubError(LineageError):
    """`reason` says in one clause, without addresses, why the Hub cannot be used; where nothing else is known it is the
    message."""

    code = "hub"

    def __init__(self, message: str, hint: str = "", reason: str = "") -> None:
        super().__init__(message, hint)
        self.reason = reason or message


class TokenRefused(HubError):
    code = "token"


class StoreError(LineageError):
    code = "store"


class ConcurrentLoadError(StoreError):
    code = "moved"


class DamagedError(StoreError):
    code = "damaged"


class StatementsLinger(StoreError):
    code = "lingering"


def one_line(error: BaseException) -> str:
    """What an error of somebody else's says, in one line of 300 characters at most; its class where it says nothing."""
    text = getattr(error, "message", None) or str(error)
    return " ".join(str(text).split())[:300] or type(error).__name__


def system_error(error: BaseException) -> int | None:
    """The operating system's number, if any; polars tells it in the text of errors of its own."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    number = re.search(r"\(os error (\d+)\)", str(error))
    return int(number[1]) if number else None
