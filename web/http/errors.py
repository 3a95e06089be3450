"""One shape for every error: {"error": {"code", "message", "hint"}} from the API, the same words as a page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote, urlencode

from flask import Flask, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from lineage.errors import (
    BadInput,
    ClientShareTaken,
    DamagedError,
    HomeBusy,
    HubError,
    LineageError,
    NothingServed,
    NotLoadedError,
    QueryCancelled,
    StaleMap,
    StaleVersion,
    StatementsLinger,
    StoreError,
    TooManyQueries,
    UnknownChanges,
    UnknownModel,
    UnknownOwner,
)
from lineage.given_ids import given_ids
from lineage.text import ids
from web.answers.errors import ErrorAnswer, Problem
from web.http.encoding import encode, json_response
from web.http.other_addresses import other_address
from web.presentation.labels import parameter_words, value_words
from web.source import source_if_loaded

API_PREFIX = "/api/"
HINTS = {
    404: "the routes are listed at /api, the models at /outline",
    405: "every route is read with GET; DELETE cancels /api/v1/cypher/runs/<run>",
}
STATUSES: Mapping[type[LineageError], int] = {
    LineageError: 500,
    BadInput: 400,
    UnknownChanges: 404,
    UnknownModel: 404,
    UnknownOwner: 404,
    QueryCancelled: 409,
    StaleMap: 410,
    StaleVersion: 412,
    HubError: 502,
    HomeBusy: 503,
    NotLoadedError: 503,
    StoreError: 503,
    TooManyQueries: 503,
    ClientShareTaken: 429,
}
"""The HTTP status of each kind of error; one that is not here has that of the class above it."""

OURS: Mapping[type[LineageError], str] = {
    DamagedError: "a file of the graph is damaged: `qwen-lineage freeze` or `qwen-lineage load --force` makes it anew",
    HomeBusy: "the server's data is being written",
    HubError: "the Hub could not be read",
    NotLoadedError: "this graph is served without a store that holds it",
    StoreError: "the store cannot be asked just now",
}
"""What a visitor is told of errors that are no visitor's, whose own words name paths and addresses."""

TOLD = (NothingServed, StatementsLinger)  # ours too, in words that name nothing
RETRY_AFTER = "2"  # seconds: by then a place to run has come free, or a long statement gives its place up
OURS_HINT = "try again in a moment; the server's log says more"


def register(app: Flask) -> None:
    """Handlers for our own errors, for HTTP's, and for surprises."""
    app.register_error_handler(LineageError, explained)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, surprise)


def explained(error: LineageError) -> ResponseReturnValue:
    if isinstance(error, UnknownModel | UnknownOwner) and (address := _elsewhere(error)) is not None:
        return _moved(error, address)
    problem, status, form = problem_of(error), status_of(error), _form_of(error)
    if form is not None and (address := _of_bare_name(error, form)) is not None:
        return redirect(address)
    if form is None or _is_for_a_program():
        answer = make_response(respond(problem, status, _pages_of_similar(error), _notes(error)))
    else:
        answer = _form_again(problem, status, form)
    if isinstance(error, TooManyQueries):
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _moved(error: LineageError, address: str) -> ResponseReturnValue:
    """Where what was meant is; from the API beside what is wrong with the name that was given."""
    if not request.path.startswith(API_PREFIX):
        return redirect(address, 301)
    answer = make_response(respond(problem_of(error), 301))
    answer.headers["Location"] = address
    return answer


def _elsewhere(error: UnknownModel | UnknownOwner) -> str | None:
    """The address of the page that was meant; None where nothing tells."""
    return _of_other_address() or _of_meant(error) or _of_organisation(error) or _without_end()


def _of_other_address() -> str | None:
    """The page that is meant by an address as its neighbours' or the API's are written."""
    address = other_address()
    return None if address is None else _with_query(address)


def _of_organisation(error: UnknownModel | UnknownOwner) -> str | None:
    """The page of the organisation that was asked for as an owner; None where it is no such page."""
    name = error.organisation if isinstance(error, UnknownOwner) else None
    if name is None or request.endpoint != "owners.owner" or (error.text or "").lower() != name.lower():
        return None
    return _with_query(url_for("owners.organisation", name=name))


def _of_meant(error: UnknownModel | UnknownOwner) -> str | None:
    """This address for the model that is meant, by `lineage.given_ids`, or for the owner or organisation whose name
    differs by its capitals alone; None where its path names no such."""
    args = request.view_args or {}
    name = next((name for name in ("id", "owner", "name") if name in args and args[name] == error.text), None)
    if name is None:
        return None
    meant = error.twin
    if meant is None and isinstance(error, UnknownModel) and (served := source_if_loaded()) is not None:
        meant = next(given_ids(served.graph, [str(args[name])])).id
    return None if meant is None else _with_query(url_for(str(request.endpoint), **{**args, name: meant}))


def _without_end() -> str | None:
    """This page's address without the slash at its end; None where there is none, or no page without it."""
    shorter, pages = request.path.rstrip("/"), current_app.create_url_adapter(request)
    if shorter in ("", request.path) or request.path.startswith(API_PREFIX):
        return None
    if pages is None or not pages.test(shorter, "GET"):
        return None
    return _with_query(request.root_path + quote(shorter))


def _misplaced() -> str | None:
    """The address of this app that is meant by one that it does not have: the same without a slash at its end, that of
    the page by OTHER_ADDRESSES, or of the model that has this address on the Hub."""
    if request.method not in ("GET", "HEAD") or request.path.startswith(API_PREFIX):
        return None
    if (address := _without_end() or _of_other_address()) is not None:
        return address
    served = source_if_loaded()
    if served is None or "/" not in request.path[1:]:
        return None
    found = next(given_ids(served.graph, [f"https://huggingface.co{request.path}"]))
    return None if found.id is None else url_for("model.page", id=found.id)


def _with_query(path: str) -> str:
    return f"{path}?{request.query_string.decode(errors='replace')}" if request.query_string else path


@dataclass(frozen=True, slots=True)
class FormField:
    """A field that was given: its parameter, what it is called, its text, and whether that is what cannot be used."""

    name: str
    words: str
    text: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class MistakenForm:
    """A page's form with what was given, one field of which cannot be used. `meant` are addresses of the page with what
    is like it in its place, by that, and `notes` say what some of that is; `without` is the address that does not ask
    for it."""

    fields: Sequence[FormField]
    meant: Mapping[str, str]
    notes: Mapping[str, str]
    without: str

    @property
    def wrong(self) -> FormField:
        return next(field for field in self.fields if field.is_wrong)


def _form_of(error: LineageError) -> MistakenForm | None:
    """The form of this page, where one of its fields is what the error is about."""
    if not isinstance(error, BadInput) or error.text is None or request.path.startswith(API_PREFIX):
        return None
    if source_if_loaded() is None:  # there is no page to show it on
        return None
    text, given = error.text, [(name, given) for name, given in request.args.items(multi=True) if given]
    wrong = [error.parameter in (None, name) and _with(value, text, "") is not None for name, value in given]
    if not any(wrong):
        return None
    at = wrong.index(True)
    fields = [FormField(name, parameter_words(name), value, i == at) for i, (name, value) in enumerate(given)]

    def address(meant: str) -> str:
        asked = [(one.name, (_with(one.text, text, meant) or "") if one.is_wrong else one.text) for one in fields]
        query = urlencode([(name, value) for name, value in asked if value], safe="/,:")
        return f"{request.root_path}{quote(request.path)}{'?' if query else ''}{query}"

    name = fields[at].name
    meant = {value_words(name, one): address(one) for one in error.similar}
    return MistakenForm(fields, meant, _notes(error), address(""))


def _of_bare_name(error: LineageError, form: MistakenForm) -> str | None:
    """This page for the one model whose name, without its owner, was given; None where none is called so, or several,
    or an organisation's are."""
    if not isinstance(error, UnknownOwner) or error.notes or len(error.similar) != 1 or len(form.meant) != 1:
        return None
    level, _, id = error.similar[0].partition(":")
    is_it = level == "model" and error.text is not None and ids.name(id).lower() == error.text.lower()
    return next(iter(form.meant.values())) if is_it else None


def _with(text: str, name: str, meant: str) -> str | None:
    """The text of a field, of one name or of several with commas between, with what was meant in a name's place; None
    where the name is not in it."""
    parts = [text] if text.strip() == name else [part.strip() for part in text.split(",")]
    there = [part.strip() == name or part.endswith(f":{name}") for part in parts]
    if not any(there):
        return None
    return ",".join(
        filter(
            None, (_of_level(part, name, meant) if is_it else part for part, is_it in zip(parts, there, strict=True))
        )
    )


def _of_level(part: str, name: str, meant: str) -> str:
    """`owner:Qwen` for `owner:qwen`; what says itself what it is, as `model:Qwen/Qwen3-8B`, stands alone."""
    return meant if not meant or ":" in meant else part.strip().removesuffix(name) + meant


def _form_again(problem: Problem, status: int, form: MistakenForm) -> Response:
    """The form, which says what is wrong at its field, in the field's words."""
    name = re.compile(rf"""'[^']*'|"[^"]*"|\b{re.escape(form.wrong.name)}\b""")  # what was given stands in quotes
    message = name.sub(lambda found: form.wrong.words if found[0] == form.wrong.name else found[0], problem.message)
    told = Problem(problem.code, message, problem.hint)
    return make_response(render_template("error.html", problem=told, status=status, form=form), status)


def _pages_of_similar(error: LineageError) -> dict[str, str]:
    """Addresses by name of what may have been meant."""
    if isinstance(error, UnknownModel):
        return {id: url_for("model.page", id=id) for id in error.similar}
    if isinstance(error, UnknownOwner) and error.level == "organisation":
        return {name: url_for("owners.organisation", name=name) for name in error.similar}
    if isinstance(error, UnknownOwner) and error.level == "owner":
        meant = [error.organisation] if error.organisation is not None else []
        organisations = {name: url_for("owners.organisation", name=name) for name in meant}
        return organisations | {name: _page_of(name) for name in error.similar}
    return {}


def _page_of(name: str) -> str:
    """That of an owner, or of the model in `model:ID`."""
    _, is_model, id = name.partition("model:")
    return url_for("model.page", id=id) if is_model else url_for("owners.owner", owner=name)


def _notes(error: LineageError) -> Mapping[str, str]:
    """What is noted of names that may have been meant."""
    return error.notes if isinstance(error, BadInput) else {}


def problem_of(error: LineageError) -> Problem:
    """What the visitor is told. What is wrong with the store or the home, at which path or address, the log keeps."""
    told = None if isinstance(error, TOLD) else next((OURS[kind] for kind in type(error).__mro__ if kind in OURS), None)
    if told is None:
        return Problem(error.code, error.message, _hint(error))
    current_app.logger.error("at %s: %s (%s)", request.path, error.message, error.hint)
    return Problem(error.code, told, OURS_HINT)


def _hint(error: LineageError) -> str:
    """What to do next; a program hears where an organisation is that it may have meant."""
    if not isinstance(error, UnknownOwner) or error.organisation is None or not request.path.startswith(API_PREFIX):
        return error.hint
    return f"{error.hint}; the organisation is at {url_for('api_owners.organisation', name=error.organisation)}"


def status_of(error: LineageError | type[LineageError]) -> int:
    """The HTTP status that tells of the error, or of errors of that class."""
    kind = error if isinstance(error, type) else type(error)
    return next(STATUSES[above] for above in kind.__mro__ if above in STATUSES)


def http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status == 404 and (address := _misplaced()) is not None:
        return redirect(address, 301)
    if error.response is not None or status < 400:
        return error.get_response()
    name = (error.name or "error").lower()
    message = "there is no such page" if status == 404 else name
    return respond(Problem(name.replace(" ", "_"), message, HINTS.get(status, "")), status)


def surprise(error: Exception) -> ResponseReturnValue:
    """Tell the visitor nothing but that it is our fault; the log keeps the traceback."""
    current_app.logger.error("unexpected error at %s", request.full_path, exc_info=error)
    return respond(Problem("internal", "something went wrong on our side", "the server's log says what"), 500)


def _is_for_a_program() -> bool:
    """Whether a page is asked for as a file by what does not read pages: no browser leaves HTML out."""
    return bool(request.args.get("format")) and "text/html" not in request.headers.get("Accept", "")


def respond(
    problem: Problem,
    status: int,
    similar: Mapping[str, str] = MappingProxyType({}),
    notes: Mapping[str, str] = MappingProxyType({}),
) -> ResponseReturnValue:
    """The problem as the API's answer, for a program that asks for a file too, or as a page, which leads to the
    addresses of `similar` names, with `notes`."""
    if request.path.startswith(API_PREFIX) or _is_for_a_program():
        return json_response(encode(ErrorAnswer(problem)), status)
    template = "error.html" if source_if_loaded() else "nothing_yet.html"
    page = render_template(template, problem=problem, status=status, similar=similar, notes=notes, form=None)
    return make_response(page, status)
