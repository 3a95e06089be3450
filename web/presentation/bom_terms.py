"""What a bill of materials says of licences, as pieces of its page."""

from markupsafe import Markup

from lineage.bom.document import BomComponent, Completeness, LicenceOrigin
from lineage.bom.terms import BomTerms, LicenceTerm
from web.presentation.labels import count
from web.presentation.pieces import model_link

COMPLETENESS = {
    Completeness.COMPLETE: "It is all that anybody declares.",
    Completeness.INCOMPLETE: "No: something is known to be missing, see below.",
    Completeness.UNKNOWN: "That cannot be told, see below.",
}
"""Whether a document has all that a model was made from."""
NOT_ALL = Markup(' <span class="muted">Not all are known.</span>')
COPY = Markup(' <span class="muted">It states no licence and is a copy: the terms above it pass unchanged.</span>')
NOBODY = Markup('<span class="unknown">No known licence</span><span class="muted">:</span>')
ITSELF = Markup('<span class="muted">the model itself</span>')


def licence_term(term: LicenceTerm) -> Markup:
    """A licence as it is called, with its identifier where that is another, and what it is read as."""
    differs = not term.read_as and term.spdx.lower() != term.name.lower()
    identifier = Markup(' <span class="faint raw">{}</span>').format(term.spdx) if differs else ""
    reading = Markup(' <span class="small muted">read as <span class="raw">{}</span></span>').format(term.read_as)
    return Markup('<span class="term">{}{}</span>{}').format(term.name, identifier, reading if term.read_as else "")


def applying(terms: BomTerms) -> Markup:
    """The licences that apply, as one expression; where that cannot be said, those that are known."""
    return _expression(terms) + (COPY if terms.inherits else "")


def _expression(terms: BomTerms) -> Markup:
    if terms.expression:
        return Markup('<strong class="expression">{}</strong>').format(terms.expression) + (
            NOT_ALL if terms.unknown else ""
        )
    known = Markup('<span class="muted">; known to apply: <span class="expression">{}</span></span>')
    names = ", ".join(term.spdx for term in terms.known)
    return Markup("<strong>Not all are known</strong>") + (known.format(names) if terms.known else "")


def origin_line(origin: LicenceOrigin) -> Markup:
    """Which licence it is, and the nearest models that state it."""
    stated = Markup('{}<span class="muted">: stated by</span>')
    said = stated.format(licence_term(origin.term)) if origin.term else NOBODY
    more = len(origin.models) - len(origin.named)
    rest = Markup(' <span class="muted">and {} more</span>').format(count(more)) if more else ""
    return Markup("{} {}{}").format(said, Markup(", ").join(map(_where, origin.named)), rest)


def _where(one: BomComponent) -> Markup:
    if not one.steps:
        return ITSELF
    return Markup('{} <span class="faint nowrap">{} up</span>').format(model_link(one.model), one.steps)
