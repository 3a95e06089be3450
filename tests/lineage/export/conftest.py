"""The tests' family, opened once: a star, a merge, a cycle, a self-reference, text that bites."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import lineage
from lineage.graph import Lineage
from tests.web import family


@pytest.fixture(scope="package")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("home")
    family.write(root / "store", family.MODELS, family.DERIVATIONS, family.facts())
    return root


@pytest.fixture(scope="package")
def graph(home: Path) -> Iterator[Lineage]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("QWEN_LINEAGE_STORE", raising=False)
        opened = lineage.open(str(home))
        yield opened
        opened.close()
