"""Names are found as people type them, whichever letters they have."""

from hypothesis import given
from hypothesis import strategies as st

from lineage.frozen.search.folded_names import FoldedNames
from lineage.frozen.search.folding import folded

ASCII = "aAb-_. /1"
TEXTS = (ASCII, f"{ASCII}éÉΣςİ\n\x00")


@given(st.data(), st.sampled_from(TEXTS))
def test_names_that_hold_a_text_or_are_it_are_those_of_a_plain_scan(data: st.DataObject, letters: str) -> None:
    names = data.draw(st.lists(st.text(letters, max_size=6), max_size=9))
    text = data.draw(st.text(letters.replace("\n", "\ud800"), max_size=3))
    sought, lines = folded(text), [folded(name).replace("\n", "") for name in names]
    found = FoldedNames(names)
    assert found.holding(text).tolist() == [place for place, line in enumerate(lines) if sought in line]
    assert found.being(text) == [place for place, line in enumerate(lines) if sought and sought == line]


def test_the_end_of_a_line_is_in_no_name() -> None:
    names = FoldedNames(["ab", "a\nb", "b"])
    assert (names.holding("\n").tolist(), names.being("b\n"), names.being("ab")) == ([], [], [0, 1])
