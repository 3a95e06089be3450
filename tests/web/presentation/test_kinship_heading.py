"""What two models are to each other, as a heading says it."""

import re

import pytest

from lineage.comparison.kinship import MeetingPoint, PairKinship
from web.presentation.kinship_heading import kinship_heading


def heading(ancestor: str | None, is_only: bool) -> str:
    meetings = () if ancestor is None else (MeetingPoint(ancestor, ((), ())),)
    pair = PairKinship("a/one", "<b>/other", len(meetings), meetings, None, ())
    return re.sub("</?span[^>]*>", "", kinship_heading(pair, is_only))


@pytest.mark.parametrize(
    ("ancestor", "alone", "among_others"),
    [
        (None, "Nothing declared connects them", "nothing declared connects them"),
        ("a/one", "&lt;b&gt;/other descends from a/one", "the second descends from the first"),
        ("<b>/other", "a/one descends from &lt;b&gt;/other", "the first descends from the second"),
        ("c/base", "Both descend from c/base", "both descend from c/base"),
    ],
)
def test_a_heading_says_how_two_models_are_related(ancestor: str | None, alone: str, among_others: str) -> None:
    assert heading(ancestor, is_only=True) == alone
    assert heading(ancestor, is_only=False) == f"a/one and &lt;b&gt;/other: {among_others}"
