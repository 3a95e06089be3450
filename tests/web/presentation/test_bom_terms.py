"""What a bill of materials says of licences, case by case."""

import re
from typing import Any

import pytest

from lineage.bom.terms import BomTerms, LicenceTerm
from lineage.licences import LicenseClass
from web.presentation.bom_terms import applying, licence_term

APACHE = LicenceTerm("apache-2.0", "Apache-2.0")


def terms(**other: Any) -> BomTerms:
    nothing = {"declared": None, "own": (), "own_unknown": False, "known": (), "unknown": False, "inherits": False}
    rest = {"effective_class": LicenseClass.UNKNOWN, "verdict": None, "rules": (), "asks": (), "not_stated": ()}
    return BomTerms(**{**nothing, **rest, **other})


def words(markup: str) -> str:
    return re.sub("<[^>]*>", "", markup)


@pytest.mark.parametrize(
    ("term", "said"),
    [
        (APACHE, "apache-2.0"),
        (LicenceTerm("gemma", "LicenseRef-gemma"), "gemma LicenseRef-gemma"),
        (LicenceTerm("<i>", "Other", read_as="LicenseRef-scancode-x"), "&lt;i&gt; read as LicenseRef-scancode-x"),
    ],
)
def test_a_licence_is_called_as_the_card_does_with_what_it_is_beside(term: LicenceTerm, said: str) -> None:
    assert words(licence_term(term)) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"known": (APACHE,)}, "Apache-2.0"),
        ({"unknown": True}, "Not all are known"),
        (
            {"known": (APACHE,), "inherits": True},
            "Apache-2.0 It states no licence and is a copy: the terms above it pass unchanged.",
        ),
    ],
)
def test_what_applies_is_one_expression_or_is_not_known(given: dict[str, Any], said: str) -> None:
    assert words(applying(terms(**given))) == said
