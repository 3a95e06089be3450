"""A practice Hub that serves every fault plan below `/s/<plan>`, and is well everywhere else."""

from collections.abc import Mapping
from threading import Lock

from ingest.practice import HubRequest, HubResponse, Population, PracticeHub, Server
from ingest.practice.messages import gzipped
from tests.ingest.faults.detail_plans import DETAIL_PLANS
from tests.ingest.faults.listing_plans import PLANS
from tests.ingest.faults.plan import FaultPlan, Visit

PREFIX = "/s/"
PLANS_BY_NAME: Mapping[str, FaultPlan] = {plan.name: plan for plan in (*PLANS, *DETAIL_PLANS)}


def serve_faulty(
    population: Population,
    host: str = "127.0.0.1",
    port: int = 0,
    quota: int = 500,
    window: float = 300,
    elsewhere: str = "http://elsewhere.invalid",
) -> Server:
    """As `ingest.practice.serve`, with the plans below `/s/<plan>`; those that lead to another host lead to
    `elsewhere`."""
    return Server(FaultyHub(PracticeHub(population, quota, window), elsewhere), host, port)


class FaultyHub:
    """A practice Hub that is well, but for its plans below `/s/<plan>`; calling it answers a request.

    `healed` ends all faults; `requests` holds every request below a plan, for a test to look at.
    """

    def __init__(self, hub: PracticeHub, elsewhere: str = "http://elsewhere.invalid") -> None:
        self.hub, self.elsewhere = hub, elsewhere
        self.healed = False
        self.requests: list[HubRequest] = []
        self._lock = Lock()
        self._hubs: dict[str, PracticeHub] = {}
        self._pages: dict[str, dict[str, int]] = {}

    def __call__(self, request: HubRequest) -> HubResponse:
        """The response to a request, as the plan in its path has it."""
        if not request.path.startswith(PREFIX):
            return self.hub(request)
        name, _, rest = request.target.removeprefix(PREFIX).partition("/")
        plan = PLANS_BY_NAME.get(name)
        if plan is None:
            return HubResponse(404, f"no such plan; there are {', '.join(PLANS_BY_NAME)}".encode())
        response = self._answer(request, plan, f"/{rest}")
        return response if response.header("Content-Encoding") else gzipped(request, response)

    def _answer(self, request: HubRequest, plan: FaultPlan, target: str) -> HubResponse:
        """The plan's answer, not packed unless that is the fault."""
        headers = {name: value for name, value in request.headers.items() if name != "accept-encoding"}
        inner = HubRequest(target, headers, f"{request.base}{PREFIX}{plan.name}")
        honest = self._hub_of(plan)(inner)
        with self._lock:
            self.requests.append(request)
            if self.healed or plan.fault is None or not plan.strikes(inner.path):
                return honest
            visit = self._visit(plan.name, target, honest)
        return plan.fault(visit)

    def visits(self, plan: str) -> list[int]:
        """How often each page of a plan's listing, or each model, was asked for."""
        return list(self._pages.get(plan, {}).values())

    def _hub_of(self, plan: FaultPlan) -> PracticeHub:
        if plan.quota is None:
            return self.hub
        with self._lock:
            return self._hubs.setdefault(plan.name, PracticeHub(self.hub.population, *plan.quota))

    def _visit(self, plan: str, target: str, honest: HubResponse) -> Visit:
        pages = self._pages.setdefault(plan, {})
        before = pages.get(target, 0)
        pages[target] = before + 1
        page = list(pages).index(target) + 1
        return Visit(page, before, honest, tuple(pages), self.elsewhere, target, f"{PREFIX}{plan}")
