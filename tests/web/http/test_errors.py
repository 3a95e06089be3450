"""Every error of ours has an HTTP status, its own or that of the class above it."""

import pytest

from lineage import errors
from lineage.errors import LineageError
from web.http.errors import STATUSES, status_of

EXPECTED = {
    "LineageError": 500,
    "BadInput": 400,
    "BadFile": 400,
    "BadSetting": 400,
    "BadStatement": 400,
    "BadStoreURL": 400,
    "HomeBusy": 503,
    "NewerFormat": 400,
    "NotLoadedError": 503,
    "NothingServed": 503,
    "QueryCancelled": 409,
    "StaleMap": 410,
    "StaleVersion": 412,
    "TooManyQueries": 503,
    "ClientShareTaken": 429,
    "UnknownChanges": 404,
    "UnknownModel": 404,
    "UnknownOwner": 404,
    "StoreError": 503,
    "StatementsLinger": 503,
    "ConcurrentLoadError": 503,
    "DamagedError": 503,
    "HubError": 502,
    "TokenRefused": 502,
}
KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, LineageError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_status_says_whose_fault_it_is_and_whether_to_try_again(kind: type[LineageError]) -> None:
    assert status_of(kind("something")) == EXPECTED[kind.__name__]


def test_no_status_is_that_of_the_class_above_said_again() -> None:
    for kind, status in STATUSES.items():
        assert kind is LineageError or status_of(kind.__base__("something")) != status  # type: ignore[misc]
