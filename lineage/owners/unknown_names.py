"""What is said of a name that no owner, organisation or model has: what else may have been meant."""

from collections.abc import Iterable, Mapping, Sequence

from lineage.errors import UnknownOwner
from lineage.frozen import FrozenGraph
from lineage.frozen.owners import names_of
from lineage.frozen.rollups.files import makers_of, rollups_of
from lineage.given_ids import number_called
from lineage.owners.similar_owners import near, similar
from lineage.text import ids
from lineage.text.did_you_mean import did_you_mean

MOST_SIMILAR = 3
"""Names that may have been meant, at most."""


def unknown_of_level(graph: FrozenGraph, level: str, name: str) -> UnknownOwner:
    """That no owner, or no organisation, is called so: an owner's organisation is named, an organisation's owners are,
    a model's owner is, what `_meant` finds else."""
    number = number_called(graph, name.removeprefix("model:"))
    if number is not None:
        return _of_model(graph, level, name, number)
    names, owners, rolled = near(graph, name), graph.models.words("author").vocabulary, rollups_of(graph)
    code = owners.find(name)
    if level == "organisation" and code is not None:
        of = rolled.organisation_of(code)
        return UnknownOwner(f"{name!r} is an owner, and no organisation", f"it counts as {of}", [of], level, name)
    if level == "organisation":
        found, makers = _meant(graph, name, names.organisations, models=False)
        return _unknown(level, name, found, makers)
    same = next((one for one in names.organisations if one.lower() == name.lower()), None)
    if same is not None and owners.find(same) is None:
        return _of_organisation(graph, f"{name!r} is an organisation, and no owner", name, same)
    found, makers = _meant(graph, name, names.owners)
    if makers:
        return _of_organisation(graph, f"no owner {name!r} in this snapshot", name, next(iter(makers)), makers)
    return _unknown(level, name, found)


def unknown_of_any_level(graph: FrozenGraph, name: str) -> UnknownOwner:
    """That no organisation, owner or model is called so: what `_meant` finds is named, each with what it is."""
    names, owners = near(graph, name), graph.models.words("author").vocabulary
    found, makers = _meant(graph, name, [*names.owners, *names.organisations])
    levels = {one: "organisation" if owners.find(one) is None else "owner" for one in found if ":" not in one}
    return _unknown("organisation, owner or model", name, found, levels | makers)


def _meant(
    graph: FrozenGraph, name: str, names: Iterable[str], *, models: bool = True
) -> tuple[list[str], dict[str, str]]:
    """The one of some names that this is in another case; else the organisations whose models are called so, and the
    models that bear the name; else those of the names that are like it. With it what those organisations' models are
    called."""
    found = similar(name, names, MOST_SIMILAR)
    if [one.lower() for one in found] == [name.lower()]:
        return found, {}
    makers = makers_of(graph, name)
    bearing = graph.ids.take(graph.search.being(name, MOST_SIMILAR)) if models else []
    return [*makers, *(f"model:{id}" for id in bearing)][:MOST_SIMILAR] or found, makers


def _of_organisation(
    graph: FrozenGraph, message: str, name: str, organisation: str, notes: Mapping[str, str] | None = None
) -> UnknownOwner:
    """That no owner is called so, naming those of an organisation; what is noted of it asks whether it was meant."""
    rolled = rollups_of(graph)
    code = rolled.organisations.find(organisation)
    vocabulary = graph.models.words("author").vocabulary
    owners = [] if code is None else [*names_of(vocabulary, rolled.owners_of(code))]
    asked = f"{did_you_mean([organisation], notes=notes)} " if notes else ""
    hint = f"{asked}its owners are {', '.join(owners)}"
    return UnknownOwner(message, hint, owners, text=name, notes=notes or {}, organisation=organisation)


def _of_model(graph: FrozenGraph, level: str, name: str, number: int) -> UnknownOwner:
    """That a model is called so: its owner or organisation is named, and among owners the model, as what it is."""
    rolled, id = rollups_of(graph), graph.ids[number]
    owner = ids.owner(id)
    code = None if owner is None else graph.models.words("author").vocabulary.find(owner)
    of = [] if owner is None else [owner]
    if code is not None and level == "organisation":
        of = [rolled.organisation_of(code)]
    hint = did_you_mean((f"its {level} {one}" for one in of), f"it has no {level}")
    model = [f"model:{id}"] if level == "owner" else []
    return UnknownOwner(f"{name!r} is a model, and no {level}", hint, [*of, *model], level, name.removeprefix("model:"))


def _unknown(what: str, name: str, found: Sequence[str], notes: Mapping[str, str] | None = None) -> UnknownOwner:
    hint = did_you_mean(found, "the part of a model's id before the slash is its owner", notes)
    return UnknownOwner(f"no {what} {name!r} in this snapshot", hint, found, what, name, notes or {})
