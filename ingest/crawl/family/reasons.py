"""Why a request is worth what is expected of it, in words. A function of the state, as the expectation itself is."""

from ingest.crawl.family.expected import scale, unasked_children, unlisted_children
from ingest.crawl.family.listings import OpenListing
from ingest.crawl.family.profile import Affiliation, Family
from ingest.crawl.family.requests import (
    AncestorRequest,
    AuthorRequest,
    ChildrenRequest,
    HubRequest,
    ModelRequest,
    SearchRequest,
    TagRequest,
)
from ingest.crawl.family.state import FamilyState
from ingest.crawl.family.yields import usual_children


def subject(request: HubRequest) -> str:
    """What a request asks for, as a noun."""
    match request:
        case ModelRequest(id) | AncestorRequest(id):
            return f"model {id}"
        case AuthorRequest(owner):
            return f"models of {owner}"
        case SearchRequest(text):
            return f'models with "{text}" in the id'
        case TagRequest(tag):
            return f"models tagged {tag}"
        case ChildrenRequest(id):
            return f"children of {id}"


def reason(state: FamilyState, request: HubRequest) -> str:
    """What `expected` rests on."""
    listing = state.open_listings.get(request)
    match request:
        case AncestorRequest(id):
            return _of_ancestor(state, id)
        case ModelRequest(id):
            return _of_unlisted(state, id)
        case ChildrenRequest(id) if listing is None:
            return _of_parent(state, id)
    return _of_next_page(state, request, listing) if listing and listing.pages else _of_first_page(request)


def amount(value: float) -> str:
    """A number of models as it is worth saying: whole from 10 on."""
    return f"{value:,.0f}" if value >= 9.5 or value == round(value) else f"{value:.2g}"


def _of_ancestor(state: FamilyState, id: str) -> str:
    if id == state.family.root:
        return "First of all: the model whose family is wanted."
    return f"{state.children[id][0]} names it: what stands above the family's root comes before the rest."


def _of_unlisted(state: FamilyState, id: str) -> str:
    waiting, kinship = state.waiting(id), state.kinship
    if not waiting:
        return f"{amount(state.seen(id))} listed models name it, none of them waits for it: only its own facts are new."
    learned = f"of {amount(kinship.cases)} such parents, {kinship.hits / max(kinship.cases, 1):.0%} did"
    models = "1 listed model joins" if waiting == 1 else f"{amount(waiting)} listed models join"
    return f"{models} if it descends from the family's bases; {learned if kinship.cases else 'as likely as not'}."


def _of_first_page(request: HubRequest) -> str:
    match request:
        case AuthorRequest():
            return "First of all: the owner's own models are the bases of the family."
        case TagRequest():
            return "The owner's models bear this architecture's tag; what such a page adds is known once one was read."
    return "Descendants often bear the name; what such a page adds is known once one was read."


def _of_next_page(state: FamilyState, request: HubRequest, listing: OpenListing) -> str:
    pages = f"{amount(listing.pages)} pages were read" if listing.pages > 1 else "One page was read"
    text = f"{pages}, the last added {amount(listing.last_yield)}"
    if isinstance(request, ChildrenRequest) and listing.forecasts:
        text += f"; by the dates on it, {amount(unlisted_children(state, request.value))} are still to come"
    return f"{text}."


def _of_parent(state: FamilyState, id: str) -> str:
    profile, seen = state.profile(id), state.seen(id)
    listed = f"{amount(seen) if seen else 'None'} of its children {'are' if seen > 1 else 'is'} listed already"
    own = "the owner's, " if profile.affiliation is Affiliation.OWN else ""
    made = f"{profile.relation}, " if profile.relation else ""
    usual = usual_children(state.prior, profile) * scale(state, id)
    return (
        f"{listed}{_share(state, profile.affiliation)}. Models like it ({own}{made}use {profile.magnitude} of 8) "
        f"usually have {amount(usual)}. So {amount(unasked_children(state, id))} are to find; lately such requests "
        f"brought {state.calibration[profile.affiliation].value:.2f} times what was expected."
    )


def _share(state: FamilyState, affiliation: Affiliation) -> str:
    """How many of the children of such parents are listed without asking."""
    shown, whose = state.shown_share(affiliation), _whose(state.family, affiliation)
    if shown <= 0:
        return f"; how many other listings show of those of {whose} is not known" if state.family.word else ""
    part = "under 1%" if shown < 0.005 else f"{shown:.0%}"
    return f"; other listings show {part} of the children of {whose}"


def _whose(family: Family, affiliation: Affiliation) -> str:
    if affiliation is Affiliation.OWN:
        return "the owner's models"
    if family.word is None:
        return "others' models"
    return f"descendants {'with' if affiliation is Affiliation.NAMED else 'without'} the name"
