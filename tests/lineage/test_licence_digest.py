"""What is kept of licences is found anew whenever anything changes that judges them."""

import shutil
from pathlib import Path

import pytest

import lineage
from lineage.licence_digest import JUDGING, digest_below, table_digest

PACKAGE = Path(lineage.__file__).parent


@pytest.mark.parametrize(
    "file",
    [
        "licences/known.toml",
        "licences/rules.py",
        "frozen/terms/along.py",
        "frozen/terms/joined.py",
        "frozen/terms/unknown.py",
        "weight_formats/names.py",
    ],
)
def test_the_digest_covers_the_table_the_rules_and_whoever_applies_them(tmp_path: Path, file: str) -> None:
    for folder in JUDGING:
        shutil.copytree(PACKAGE / folder, tmp_path / folder)
    assert digest_below(tmp_path) == table_digest()
    with (tmp_path / file).open("a", encoding="utf-8") as changed:
        changed.write("# another rule\n")
    assert digest_below(tmp_path) != table_digest()
