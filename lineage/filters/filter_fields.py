"""The fields of a filter of models: how the text of each is read. Addresses, the command line and Python share them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lineage.errors import BadInput
from lineage.filters.model_filter import OPTIONAL, MassUploads, ModelFilter
from lineage.filters.parameter_kinds import Date, Flag, Member, OneOf, ParameterKind, Quantity, Text, WholeNumber
from lineage.licences import LicenseClass
from lineage.licences.grants import LicenceGrant
from lineage.licences.rules import BY_NAME, LicenseVerdict
from lineage.licences.unknown_reasons import UnknownReason
from lineage.values import Denominator, Relation, Status

MOST_PARAMETERS = 10**14
MOST_DOWNLOADS = 10**12
MOST_VALUES = 50
"""Values of one field."""


@dataclass(frozen=True, slots=True)
class FilterField:
    """One field of ModelFilter, which may be given `most` times; `default` is the text that it is taken to be where it
    is not given."""

    name: str
    kind: ParameterKind
    meaning: str
    example: str | None = None
    most: int = 1
    default: str | None = None

    @property
    def described(self) -> str:
        """What it asks for, and the words that it takes where these are few."""
        return f"{self.meaning}: {self.kind.values}" if isinstance(self.kind, Member | OneOf) else self.meaning

    def read(self, texts: Sequence[str]) -> Any:
        """Its value. Raises BadInput, which tells the valid values."""
        if len(texts) > self.most:
            raise BadInput(f"{self.name} is given {len(texts)} times", f"give it {self.most} times at most")
        values = tuple(self.kind.read(self.name, text) for text in texts)
        return values if self.most > 1 else values[0]


def any_of(name: str, kind: ParameterKind, meaning: str, example: str | None = None) -> FilterField:
    """A field that may have several values, any of which will do."""
    return FilterField(name, kind, f"{meaning}; several: any of them", example, MOST_VALUES)


_FIELDS = (
    FilterField(
        "q", Text(), "words as in a search: parts of ids, tasks, libraries, licences; mistyped too", "qwen3 gguf"
    ),
    any_of("relation", Member(Relation), "how a model was made from a parent of it", "quantized"),
    any_of(
        "license",
        Text(),
        "the licence's id, or its name where the id is `other`; where no model has it so spelt, in any spelling",
        "apache-2.0",
    ),
    FilterField(
        "terms",
        Member(LicenceGrant),
        "what all licences above it and its own allow; several: all of them",
        most=len(LicenceGrant),
    ),
    any_of("effective_class", Member(LicenseClass), "the strictest class of its licence and of all above it"),
    FilterField("license_verdict", Member(LicenseVerdict), "what its licence does with the terms above it"),
    FilterField("licence_rule", OneOf(tuple(BY_NAME)), "a licence rule that finds it: `/licences`"),
    FilterField(
        "unknown_because", Member(UnknownReason), "the first reason for which what applies is unknown: `/licences`"
    ),
    any_of("author", Text(), "the owner; capitals and separators count where there is one so spelt", "Qwen"),
    any_of("organisation", Text(), "the owner's organisation", "Qwen"),
    FilterField("base", Text(), "an organisation, from a root of which it descends", "Qwen"),
    FilterField(
        "of",
        Member(Denominator),
        "all models, those with a declared parent other than themselves, language models, or those of organisations in "
        "the table",
        default=Denominator.ALL,
    ),
    any_of("task", Text(), "the task, as the Hub spells it", "text-generation"),
    any_of("library", Text(), "the library that the card names", "transformers"),
    any_of("weight_format", Text(), "the format of its weights, as names, tags and libraries tell", "gguf"),
    any_of("bits", Text(), "the bits of its weights, as names and tags tell", "4"),
    any_of("language", Text(), "a language that its tags name, by its English name or its ISO 639 code", "Portuguese"),
    FilterField(
        "not_stated",
        OneOf(OPTIONAL),
        "a field of which the model states nothing, taken as one more value of it; several: each of them",
        most=len(OPTIONAL),
    ),
    FilterField("parameters_from", Quantity(0, MOST_PARAMETERS), "so many parameters, or more"),
    FilterField("parameters_below", Quantity(1, MOST_PARAMETERS), "fewer parameters than these"),
    FilterField("downloads_from", Quantity(0, MOST_DOWNLOADS), "so many downloads in 30 days or more"),
    FilterField("downloads_below", Quantity(1, MOST_DOWNLOADS), "fewer downloads than these"),
    FilterField("created_from", Date(), "created on that day or later", "2025-01-31"),
    FilterField("created_to", Date(), "created on that day or earlier", "2025-01-31"),
    any_of("status", Member(Status), "whether the snapshot's source lists the model"),
    FilterField(
        "mass_uploads",
        Member(MassUploads),
        "0 leaves out models marked as mass uploads, `only` all others",
        default=MassUploads.WITH,
    ),
    FilterField(
        "descends_from",
        Text(),
        "an organisation, an owner (`owner:Qwen`) or a model, any model of which it descends from; several: from each",
        "Qwen",
        most=8,
    ),
    FilterField(
        "not_descends_from",
        Text(),
        "an organisation, an owner or a model, from no model of which it descends; several: from none of them",
        "meta-llama",
        most=8,
    ),
    FilterField("made_by", OneOf(("own", "others")), "with one `descends_from`: by itself, or by others"),
    FilterField(
        "generation", WholeNumber(1, 100_000), "with one `descends_from`: derivations from the nearest model of it"
    ),
    FilterField(
        "exclusive",
        Flag(),
        "with one `descends_from`: 1 for no roots, and roots of its organisation alone",
        default="0",
    ),
)
FILTER_FIELDS: Mapping[str, FilterField] = {field.name: field for field in _FIELDS}
"""By name, in the order of reading."""


def filter_of(values: Mapping[str, Any]) -> ModelFilter:
    """The filter of these values; what is None is not asked for."""
    return ModelFilter(**{name: value for name, value in values.items() if value is not None})
