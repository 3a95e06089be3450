"""One GET of the Hub, through huggingface_hub's session: within a deadline, within the rate limit, tried again while
that makes sense, and never at another host."""

import platform
import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from huggingface_hub import __version__ as client_version
from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled
from huggingface_hub.utils import hf_raise_for_status, httpx

from ingest.hub.deadline import DeadlineExceeded, Over, Worker
from ingest.hub.gzip_body import LARGEST_PACKED, unpacked
from ingest.hub.open_socket import OpenSocket
from ingest.hub.rate_limit import ANONYMOUS, WITH_TOKEN, Clock, QuotaWindow, RateLimit
from ingest.hub.reasons import reason, said
from ingest.hub.session import session
from ingest.hub.tokens import RENEW, Token, bearer, source, unusable
from lineage import __version__
from lineage.errors import HubError, TokenRefused, one_line

SETTINGS = "see HF_ENDPOINT, and HTTPS_PROXY or ALL_PROXY"
LONGEST_SHOWN = 50
"""Characters of a parameter of an address that a message shows: cursors are long."""

RESUME = "what was read is kept; the same command goes on from there"
REDIRECTS = 5
LISTING = "/api/models?"
ONE_MODEL = f"{LISTING}limit=1"
"""The least that everybody may ask."""

UNAUTHORIZED = 401

OUTLIVES = 2
"""So many deadlines a socket waits: the deadline comes first and says so, a thread that was given up still ends."""

Sleep = Callable[[float], None]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to put up with a Hub that is not well; seconds, and numbers of tries.

    A Hub that never answered yet gets `first_contact_tries`: its address may be wrong. `deadline` is for one whole
    answer, from the first byte sent to the last one read. Between tries the wait doubles from `first_wait` to
    `longest_wait`, a random half of it left out, so that many clients do not come back at once. A Hub that wants to be
    left alone for longer than `longest_rest` is left.
    """

    tries: int = 8
    malformed_tries: int = 4
    first_contact_tries: int = 3
    deadline: float = 90.0
    first_wait: float = 1.0
    longest_wait: float = 60.0
    longest_rest: float = 900.0

    def wait(self, tried: int, chance: float) -> float:
        """Seconds to wait after so many tries; `chance` is from 0 to 1."""
        return min(self.longest_wait, self.first_wait * 2.0 ** (tried - 1)) * (1 + chance) / 2


class MalformedAnswer(ValueError):
    """An answer with a good status whose content is none: worth another try, like a broken line."""


class _Failure(Exception):
    """A try that failed in a way that may go away. `rest` is how long the Hub wants to be left alone, if it says so."""

    def __init__(self, why: str, rest: float = 0.0, *, malformed: bool = False) -> None:
        super().__init__(why)
        self.rest, self.malformed = rest, malformed


class Transport:
    """Asks one endpoint. Clock, sleep and chance are parameters, so that tests take no time."""

    def __init__(
        self,
        endpoint: str,
        token: Token = None,
        policy: RetryPolicy | None = None,
        *,
        hint: str = RESUME,
        sleep: Sleep = time.sleep,
        clock: Clock = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.endpoint = endpoint
        self.policy = policy or RetryPolicy()
        self._hint = hint
        self._sleep, self._chance = sleep, chance
        self._token, self._version = token, __version__
        self._rate_limit = RateLimit(WITH_TOKEN if bearer(token) else ANONYMOUS, clock)
        self._worker, self._socket = Worker(), OpenSocket()
        self._never_answered = True

    @property
    def quota(self) -> QuotaWindow:
        return self._rate_limit.window

    def get(self, path: str, read: Callable[[httpx.Response], _T], also: Sequence[int] = ()) -> _T:
        """What `read` makes of the answer at a path below the endpoint; it is given those of the statuses `also` too.

        `read` may raise MalformedAnswer, and is given another answer then. Transport errors, timeouts, 408, 429 and 5xx
        are tried again too. Raises HubError when that does not help, and at once for any other status.
        """
        failures: list[_Failure] = []
        while True:
            try:
                return self._try(path, read, also)
            except _Failure as failure:
                failures.append(failure)
                self._check_patience(path, failures)
                self._rest(failure.rest + self.policy.wait(len(failures), self._chance()))

    def _try(self, path: str, read: Callable[[httpx.Response], _T], also: Sequence[int]) -> _T:
        """What `read` makes of one answer. Raises _Failure, or HubError where another try would not help."""
        try:
            return read(self._answer(path, also))
        except MalformedAnswer as error:
            raise _Failure(str(error), malformed=True) from error
        except HfHubHTTPError as error:
            if not _passing(error.response.status_code):
                message = f"the Hub refused {self._address(path)}: {said(error)}"
                raise HubError(message, self._hint, reason(error, self.endpoint)) from error
            raise _Failure(said(error), _retry_after(error.response)) from error
        except (OfflineModeIsEnabled, httpx.UnsupportedProtocol) as error:
            message = f"{self.endpoint} cannot be asked: {one_line(error)}"
            raise HubError(message, "see HF_ENDPOINT", reason(error, self.endpoint)) from error
        except (httpx.HTTPError, OSError) as error:
            raise _Failure(one_line(error)) from error

    def _check_patience(self, path: str, failures: Sequence[_Failure]) -> None:
        """Raises HubError when these failures are as many as the policy puts up with."""
        most = self.policy.first_contact_tries if self._never_answered else self.policy.tries
        malformed = sum(failure.malformed for failure in failures)
        if len(failures) >= most or malformed >= self.policy.malformed_tries:
            tries = f"{len(failures)} {'try' if len(failures) == 1 else 'tries'}"
            why = f"the Hub could not be read at {self._address(path)}: {failures[-1]} ({tries})"
            cause = failures[-1].__cause__ or failures[-1]
            raise HubError(why, self._hint, reason(cause, self.endpoint)) from failures[-1].__cause__

    def _address(self, path: str) -> str:
        """Where something was asked, for a person: without the fields that were asked for, long values cut."""
        place, _, query = path.partition("?")
        said = (part if len(part) <= LONGEST_SHOWN else f"{part[:LONGEST_SHOWN]}..." for part in query.split("&"))
        kept = "&".join(part for part in said if not part.startswith("expand="))
        return f"{self.endpoint}{place}{'?' if kept else ''}{kept}"

    def _rest(self, seconds: float) -> None:
        """Leave the Hub alone for so long. Raises HubError when that is longer than anybody would wait."""
        if seconds > self.policy.longest_rest:
            alone = f"wants to be left alone for {seconds:,.0f} s"
            raise HubError(f"{self.endpoint} {alone}", self._hint, f"it {alone}")
        if seconds > 0:
            self._sleep(seconds)

    def _answer(self, path: str, also: Sequence[int]) -> httpx.Response:
        """The answer, redirects within the endpoint followed. Raises HfHubHTTPError for a status nobody asked for."""
        target = path
        for _ in range(REDIRECTS):
            response = self._response(target)
            if not response.has_redirect_location:
                self._check_token(response, path)
                if response.status_code not in also:
                    hf_raise_for_status(response)
                return response
            target = self.below(response, response.headers["location"])
        raise HubError(f"the Hub sends {self._address(path)} from one place to the next without end", self._hint)

    def _response(self, path: str) -> httpx.Response:
        """One answer, whatever it says, as soon as the rate limit lets us ask."""
        self._rest(self._rate_limit.wait())
        response = self._within_deadline(partial(self._exchange, path))
        self._never_answered = False
        self._rate_limit.after(response.headers)
        return response

    def _check_token(self, response: httpx.Response, path: str) -> None:
        """Raises TokenRefused when a 401 is about our token: of a model it may only say that there is none.

        The Hub has words for a token it does not know; where they are missing, the listing tells, which everybody may
        read.
        """
        if response.status_code != UNAUTHORIZED or "authorization" not in self._headers:
            return
        if "invalid credentials" in response.text.lower() or path.startswith(LISTING) or not self._token_lists:
            raise TokenRefused(
                f"{self.endpoint} does not accept the token from {source(self._token)} (401)",
                RENEW,
                f"the token from {source(self._token)} is refused (401)",
            )

    @cached_property
    def _token_lists(self) -> bool:
        """Whether the Hub lists a model to whoever has our token."""
        return self._response(ONE_MODEL).status_code != UNAUTHORIZED

    def below(self, response: httpx.Response, link: str) -> str:
        """The path below the endpoint of a link in an answer. Raises HubError when it leads to another host, or out of
        the endpoint: our token would go there too."""
        target, home = urlsplit(urljoin(str(response.url), link)), urlsplit(self.endpoint)
        if target.netloc != home.netloc or not target.path.startswith(home.path + "/"):
            away = f"leads to another host or place: {target.netloc}{target.path}"
            raise HubError(f"the Hub {away}", self._hint, f"it {away}")
        query = f"?{target.query}" if target.query else ""
        return target.path.removeprefix(home.path) + query

    def _within_deadline(self, work: Callable[[Over], _T]) -> _T:
        seconds = self.policy.deadline
        try:
            return self._worker.within(seconds, work)
        except DeadlineExceeded as error:
            self._socket.shut()  # its thread may be in the middle of a header that never ends
            raise httpx.ReadTimeout(f"no whole answer within {seconds:g} s") from error

    def _exchange(self, path: str, over: Over) -> httpx.Response:
        """One request and its whole answer; given up between two pieces once it is `over`.

        Raises MalformedAnswer for an answer that is larger than any can be. No cookie is kept.
        """
        raw = bytearray()
        client, request = self._request(path)
        with closing(client.send(request, stream=True, follow_redirects=False)) as answer:
            self._socket.of(answer)
            client.cookies.clear()
            for piece in answer.iter_raw():
                raw += piece
                if over():
                    raise httpx.ReadTimeout("given up")
                if len(raw) > LARGEST_PACKED:
                    raise MalformedAnswer(f"the answer goes on after {LARGEST_PACKED:,} bytes")
        return unpacked(answer, bytes(raw))

    def _request(self, path: str) -> tuple[httpx.Client, httpx.Request]:
        """A client and what to send. Raises HubError when endpoint, proxy or token are such that none can be made."""
        try:
            client = session(self.endpoint)
            address, seconds = self.endpoint + path, OUTLIVES * self.policy.deadline
            request = client.build_request("GET", address, headers=self._headers, timeout=seconds)
            request.extensions["trace"] = self._socket.trace
            return client, request
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            clause = reason(error, self.endpoint)
            raise HubError(f"{self.endpoint} cannot be asked: {clause}", SETTINGS, clause) from error

    @cached_property
    def _headers(self) -> Mapping[str, str]:
        """Not those of huggingface_hub's `build_hf_headers`: for its user agent it asks the Hub for a registry of
        agents, past every bound of ours, and takes what it keeps of it for a day at its word."""
        token = bearer(self._token)
        if token and unusable(token):
            where = source(self._token)
            raise TokenRefused(f"the token from {where} is none: it holds signs that no token has", RENEW)
        agent = f"qwen-lineage/{self._version}; hf_hub/{client_version}; python/{platform.python_version()}"
        authorization = {"authorization": f"Bearer {token}"} if token else {}
        return {"user-agent": agent, **authorization, "accept": "application/json", "accept-encoding": "gzip"}


def _passing(status: int) -> bool:
    """Whether a status is of the kind that goes away; 520 to 530 are those of the network in front of the Hub."""
    return status in (408, 429) or status >= 500


def _retry_after(response: httpx.Response) -> float:
    """Seconds of a numeric Retry-After; 0 without one."""
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdecimal() else 0.0
