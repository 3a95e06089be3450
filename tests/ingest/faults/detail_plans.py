"""The fault plans of single models, as `verify` asks for them."""

from dataclasses import replace

from tests.ingest.faults.breaks import break_plans
from tests.ingest.faults.changes import at_faulty_page, redirect, renamed_to, status
from tests.ingest.faults.plan import ExpectedResult, FaultPlan

_STOPS = "stops with one line"
_NOT_SHOWN = "compares all others, and counts this one's children as churn"
_NO_REPOSITORY = ("X-Error-Code", "RepoNotFound")

DETAIL_PLANS: tuple[FaultPlan, ...] = tuple(replace(plan, details=True) for plan in (
    *break_plans("detail-", "tries again and compares everything", _STOPS, "no model"),
    FaultPlan("detail-400", "400 Bad Request", "stops at once: asking again would not help",
              at_faulty_page(status(400)), ExpectedResult(error="400", requests=1)),
    FaultPlan("detail-401", "401, as for a model that is gone, to a client without a token", _NOT_SHOWN,
              at_faulty_page(status(401, _NO_REPOSITORY)), ExpectedResult(lost=1, requests=1)),
    FaultPlan("detail-403", "403, as for a model that is disabled", _NOT_SHOWN, at_faulty_page(status(403)),
              ExpectedResult(lost=1, requests=1)),
    FaultPlan("detail-404", "404, as for a model that is gone, to a client with a token", _NOT_SHOWN,
              at_faulty_page(status(404, _NO_REPOSITORY)), ExpectedResult(lost=1, requests=1)),
    FaultPlan("detail-renamed", "a redirect to the model's new name", "follows it and compares everything",
              renamed_to("renamed/since-then"), ExpectedResult(requests=1)),
    FaultPlan("detail-foreign-redirect", "a redirect to another host", f"{_STOPS}; sends nothing there",
              at_faulty_page(redirect(lambda v: f"{v.elsewhere}/api/models/a/b")),
              ExpectedResult(error="another host")),
    FaultPlan("detail-endless-redirect", "a redirect to itself", _STOPS,
              at_faulty_page(redirect(lambda v: v.base + v.target)), ExpectedResult(error="without end")),
))  # fmt: skip
