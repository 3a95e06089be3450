"""What licences come to for models as people name them: each text's model and its licence, or that it names none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lineage.compliance.model_licence import ModelLicence, licence_of_model
from lineage.frozen import FrozenGraph
from lineage.given_ids import GivenId, given_ids


@dataclass(frozen=True, slots=True)
class GivenLicence:
    """What a given text names, and what its licence comes to; None where it names no model."""

    given: GivenId
    licence: ModelLicence | None


def given_licences(graph: FrozenGraph, texts: Sequence[str]) -> Iterator[GivenLicence]:
    """Those of each, in their order."""
    for given in given_ids(graph, texts):
        number = None if given.id is None else graph.ids.number(given.id)
        yield GivenLicence(given, None if number is None else licence_of_model(graph, number))
