"""What a crawl expects still to find, and how far that is its own knowledge."""

import pytest

from ingest.crawl.family.expectation import FEW, Expectation
from ingest.crawl.family.kin import Family, Kin
from ingest.crawl.family.questions import Author, Children, Listing, Question
from ingest.crawl.family.streams import Stream
from tests.ingest.crawl.family.test_kin import rows

BASES = [f"Qwen/{number}" for number in range(40)]


class Crawl:
    """An owner's models, and the children of some of them; nothing is known of how much any of them is used."""

    def __init__(self) -> None:
        self.kin = Kin(Family("Qwen", word="qwen"))
        self.kin.learn(Author("Qwen"), rows((id, []) for id in BASES))
        self.asked: set[Question] = set()
        self.streams: dict[Listing, Stream] = {}
        self.expected = Expectation(self.kin, self.asked, self.streams)

    def read(self, base: str, children: int) -> None:
        name = base.replace("/", "-")
        self.kin.learn(Children(base), rows((f"a/{name}-{child}", [base]) for child in range(children)))
        self.asked.add(Children(base))
        self.expected.rescale()

    def frontier(self) -> dict[str, float]:
        return {id: self.expected.of(id) for id in self.kin.members if Children(id) not in self.asked}


@pytest.mark.parametrize("children", [2, 40, 300])
def test_the_unasked_are_expected_to_have_what_the_asked_have(children: int) -> None:
    crawl = Crawl()
    before = crawl.expected.of(BASES[-1])
    for base in BASES[:30]:
        crawl.read(base, children)
    after = crawl.expected.of(BASES[-1])
    assert abs(after - children) < abs(before - children)
    assert crawl.expected.of(BASES[0]) == 0


def test_in_whatever_order_they_are_asked() -> None:
    crawls = [Crawl(), Crawl()]
    sizes = dict(zip(BASES[:20], range(0, 200, 10), strict=True))
    for crawl, order in zip(crawls, (list(sizes), list(sizes)[::-1]), strict=True):
        for base in order:
            crawl.read(base, sizes[base])
    first, second = (crawl.expected.of(BASES[-1]) for crawl in crawls)
    assert first == pytest.approx(second, rel=0.1)


def test_doubt_goes_as_the_owners_models_are_asked() -> None:
    crawl = Crawl()
    assert crawl.expected.doubt(crawl.frontier()) == pytest.approx(1)
    doubts = []
    for base in BASES:
        crawl.read(base, 30)
        doubts.append(crawl.expected.doubt(crawl.frontier()))
    assert doubts[FEW] < 0.6
    assert doubts[-1] == 0


def test_below_the_missing_more_is_missing() -> None:
    crawl = Crawl()
    crawl.read(BASES[0], 10)
    frontier = crawl.frontier()
    assert crawl.expected.missing(frontier) > sum(frontier.values())


def test_an_open_listing_counts_with_what_is_to_come() -> None:
    crawl = Crawl()
    crawl.read(BASES[0], 1000)
    crawl.streams[Children(BASES[0])] = Stream("/more", 900.0, pages=2)
    assert crawl.expected.of(BASES[0]) == 1800
