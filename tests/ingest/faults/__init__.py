"""Fault plans: ways in which a practice Hub goes wrong below `/s/<plan>`, each with what its reader must make of it.

`PLANS` (for the listing, read by a crawl) and `DETAIL_PLANS` (for single models, read by `verify`) are the one table:
the server, the tests and the tables in tests/README.md follow from it. A plan goes wrong at the second page of a
listing, or the second model asked for, so that there is something read before and something to read after.
"""

from tests.ingest.faults.detail_plans import DETAIL_PLANS
from tests.ingest.faults.hub import PLANS_BY_NAME, FaultyHub, serve_faulty
from tests.ingest.faults.listing_plans import PLANS
from tests.ingest.faults.plan import FAULTY_PAGE, ExpectedResult, FaultPlan, markdown_table

__all__ = [
    "DETAIL_PLANS",
    "FAULTY_PAGE",
    "PLANS",
    "PLANS_BY_NAME",
    "ExpectedResult",
    "FaultPlan",
    "FaultyHub",
    "markdown_table",
    "serve_faulty",
]
