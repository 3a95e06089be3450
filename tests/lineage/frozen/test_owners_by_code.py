"""Owners and their organisations as codes are those of the table, looked up one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lineage.frozen.owners import owners_by_code
from lineage.frozen.storage.strings import Strings, encode
from lineage.organisations import NO_OWNER, Organisation, Organisations

NAMES = st.sampled_from(("a", "b", "ä", "a (account)", "org", "org (account)", "z", "\U0001f917"))
TABLES = (
    Organisations(),
    Organisations((Organisation("a", ("b", "z"), "seen"), Organisation("ä", ("a",), "seen"))),
    Organisations((Organisation("org", ("b", "\U0001f917"), "seen"), Organisation("z", ("ä",), "seen", part_of="org"))),
)


@given(st.sets(NAMES), st.sampled_from(TABLES), st.booleans())
def test_codes_are_those_of_the_table(owners: set[str], table: Organisations, some_have_none: bool) -> None:
    vocabulary = sorted(owners)
    words = Strings({f"owner.{part}": array for part, array in encode(vocabulary).items()}, "owner")
    codes = np.array([*range(len(owners)), *([-1] if some_have_none else [])], np.int32)
    names, found = owners_by_code(words, codes, table)
    without = [NO_OWNER] if some_have_none else []
    assert list(names) == sorted({*map(table.of, vocabulary), *without})
    assert [names[code] for code in found.organisation.tolist()] == [*map(table.of, vocabulary), *without]
    assert found.of_model.tolist() == list(range(len(codes)))
    assert found.organisations == len(names)
