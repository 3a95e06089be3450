"""Each cell knows its column's name, so that a row can be a card."""

import pytest

from web.presentation.tables import labelled

HEAD = "<table><thead><tr>{}</tr></thead><tbody><tr>{}</tr></tbody></table>"


@pytest.mark.parametrize(
    ("heads", "cells", "named"),
    [
        ("<th>Model</th><th class='x'><a href='?'>Likes ▾</a></th>", "<td>a</td><td>1</td>", ["Model", "Likes"]),
        ("<th>#</th><th>R&amp;D &lt;x&gt;</th>", "<td>1</td><td>y</td>", [None, "R&amp;D &lt;x&gt;"]),
        ('<th abbr="Qwen">Qwen <a>remove</a></th>', '<th scope="row">1</th>', ["Qwen"]),
        ("<th>A</th><th>B</th>", "<td>below a cell of two rows</td>", ["B"]),
        ("<th>A</th><th>B</th>", '<td colspan="2">wide</td>', [None]),
        ("<th>Only</th>", "<td>1</td><td>beyond the head</td>", ["Only", None]),
        ("<th><span>Two\n words</span></th>", "<td>1</td>", ["Two words"]),
    ],
)
def test_a_cell_has_the_name_of_its_column(heads: str, cells: str, named: list[str | None]) -> None:
    before, *parts = labelled(HEAD.format(heads, cells)).split("<tbody><tr>")[1].split("<t")
    assert before == ""
    assert [part.split('data-label="')[1].split('"')[0] if "data-label" in part else None for part in parts] == named


def test_text_outside_tables_and_tables_without_heads_stay_as_they_are() -> None:
    page = "<p>&lt;td&gt;</p><table><tbody><tr><td>1</td></tr></tbody></table>"
    assert labelled(page) == page
