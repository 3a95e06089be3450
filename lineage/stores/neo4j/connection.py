"""Reaching a Neo4j server, and telling its errors in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit, urlunsplit

import neo4j
from neo4j.exceptions import (
    AuthError,
    BrokenRecordError,
    ClientError,
    DatabaseError,
    DriverError,
    Neo4jError,
    TransientError,
)

from lineage.errors import BadStatement, StoreError, one_line
from lineage.sandbox.messages import NARROW, TOO_MANY_ROWS, engine_fault, out_of_time
from lineage.settings import PASSWORD, PASSWORD_FILE
from lineage.stores.calendar import OUTSIDE

USER = "neo4j"

OF_VALUES = ("ArithmeticError", "ArgumentError", "TypeError")  # what is written is right, a value is not
STATEMENTS = ("Statement", "Procedure")  # kinds of errors that a statement makes, calling a function wrongly included

OUT_OF_MEMORY = ("MemoryPoolOutOfMemoryError", "TransactionOutOfMemoryError")


def connect(url: str, password: str) -> tuple[str, neo4j.Driver]:
    """The URL without its credentials, and a driver that has reached the server. Raises StoreError."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    shown = urlunsplit((parts.scheme, f"{host}:{parts.port}" if parts.port else host, "", "", ""))
    user = unquote(parts.username or USER)
    secret = unquote(parts.password or "") or password
    driver = neo4j.GraphDatabase.driver(
        shown, auth=(user, secret) if secret else None, notifications_min_severity="OFF"
    )
    try:
        with driver_errors(shown):
            driver.verify_connectivity()
    except StoreError as error:
        driver.close()
        if not secret and isinstance(error.__cause__, AuthError):
            hint = f"set {PASSWORD.variable}, or {PASSWORD_FILE.variable} to a file that holds it"
            raise StoreError(f"{shown}: it asks for the password of {user}, and none is set", hint) from error
        raise
    return shown, driver


@contextmanager
def driver_errors(url: str, seconds: float | None = None) -> Iterator[None]:
    """The driver's errors in the block become ours: BadStatement for the statement's fault, StoreError for the rest.

    `seconds` are what a statement has there, where it has an end.
    """
    try:
        yield
    except ClientError as error:
        if "TransactionTimedOut" in (error.code or ""):
            raise out_of_time(seconds) from error
        if TOO_MANY_ROWS in str(error):
            raise BadStatement(TOO_MANY_ROWS, "LIMIT what is collected, or UNWIND it") from error
        if any(kind in (error.code or "") for kind in STATEMENTS):
            raise engine_fault(one_line(error), (error.code or "").endswith(OF_VALUES)) from error
        raise StoreError(f"{url}: {one_line(error)}", f"check user and password ({PASSWORD.variable})") from error
    except TransientError as error:
        if (error.code or "").endswith(OUT_OF_MEMORY):
            raise BadStatement("the statement needs more memory than the server gives", NARROW) from error
        raise StoreError(f"{url}: {one_line(error)}", "ask again") from error
    except BrokenRecordError as error:
        raise BadStatement(*OUTSIDE) from error
    except OverflowError as error:  # the driver's, packing a parameter
        raise BadStatement(one_line(error), "a whole number has 64 bits at most: pass a larger one as text") from error
    except (Neo4jError, DriverError, OSError, ValueError) as error:
        raise StoreError(f"{url}: {one_line(error)}", "is the server up, and is this its Bolt address?") from error


@contextmanager
def anybodys_errors() -> Iterator[None]:
    """What the server says to be its own fault in the block becomes BadStatement: anybody's statement led it there.

    That is what it says of a negative length, of the shortest path of a node to itself, of dates it cannot reckon.
    """
    try:
        yield
    except DatabaseError as error:
        raise BadStatement(one_line(error), "the server cannot carry this out: ask for it in another way") from error
