"""The domain's values: models, derivations between them, and what is known of a snapshot."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import NoneType
from typing import Any

from lineage.text.notebook import html_table

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
BASE_TAG = "base_model:"
"""What a tag of the Hub that names a base begins with, maybe with a relation behind it (`base_model:quantized:`)."""
PLACEHOLDER = "placeholder"
"""The reason of a rejected claim (`reason: raw text`) that is a template's blank: it claims no base."""
BARE_NAME = "no owner"
"""That of one that is a bare name."""


class Denominator(StrEnum):
    """Which new models are counted, and what a share is a share of."""

    ALL = "all"
    DECLARED = "declared"
    LANGUAGE = "language"
    TRACKED = "tracked"


class Relation(StrEnum):
    """How a child was made from its parent, in the Hub's own words (`base_model_relation`)."""

    FINETUNE = "finetune"
    ADAPTER = "adapter"
    MERGE = "merge"
    QUANTIZED = "quantized"
    UNKNOWN = "unknown"


class Evidence(StrEnum):
    """Who says that a derivation exists, most trusted first; where sources differ, the first one here is believed.

    `hub`: the Hub's `baseModels`. It looked the parent up and follows it through renames, so it names a repository that
    was there; it only ever leaves parents out. `card`: the card's `base_model`, the author's own words: nearest to who
    knows, but free text (paths, old names, wrong case). `tag`: a `base_model:` tag. The Hub copies most of them from
    the card, so they add nothing to the two above; the rest are written by hand and checked by nobody. `config`: what
    an adapter's own configuration names, written by the training script: often a path or a copy. `inferred`:
    nobody declared it, a rule read it off the name. It is kept apart from derivations and is part of no count.
    """

    HUB = "hub"
    CARD = "card"
    TAG = "tag"
    CONFIG = "config"
    INFERRED = "inferred"


TRUST = {source.value: rank for rank, source in enumerate(Evidence)}
"""The place of each source in the order of trust, 0 for the most trusted."""


class Status(StrEnum):
    """Whether the snapshot's source lists a model, listed it once (`removed`), or it is only named as a parent
    (`missing`)."""

    LISTED = "listed"
    MISSING = "missing"
    REMOVED = "removed"


LANGUAGE_TASKS = ("text-generation", "image-text-to-text", "any-to-any")
"""Tasks of models that write text, whatever they read."""


def shown_license(license: str | None, name: str | None) -> str | None:
    """What a licence is called: by the card's name for it where the Hub's id says `other`, in any case, or nothing."""
    return name or license if goes_by_name(license) else license


def goes_by_name(license: str | None) -> bool:
    """Whether a licence id says nothing of the licence, so that the card's `license_name` has to."""
    return license is None or license.lower() == "other"


class Outcome(StrEnum):
    """What the resolver made of a claim: a listed parent, one that is not listed, or nothing (with a reason)."""

    RESOLVED = "resolved"
    MISSING = "missing"
    REJECTED = "rejected"


class Irregularity(StrEnum):
    """What is odd about a derivation that is kept all the same."""

    SELF_REFERENCE = "self_reference"
    CYCLE = "cycle"


@dataclass(frozen=True, slots=True)
class Model:
    """A model repository. Every field but `id` and `status` may be unknown: `None`, never 0 or an empty string."""

    id: str
    status: Status
    hub_id: str | None = None
    author: str | None = None
    created_at: datetime | None = None
    created_month: str | None = None
    last_modified: datetime | None = None
    downloads: int | None = None
    downloads_all_time: int | None = None
    likes: int | None = None
    license: str | None = None
    license_name: str | None = None
    license_link: str | None = None
    license_class: str | None = None
    effective_class: str | None = None
    license_verdict: str | None = None
    license_rules: tuple[str, ...] | None = None
    new_version: str | None = None
    pipeline_tag: str | None = None
    library: str | None = None
    parameters: int | None = None
    gated: str | None = None
    tags: tuple[str, ...] | None = None
    rejected_claims: tuple[str, ...] | None = None
    base_not_found: str | None = None
    mass_upload: str | None = None
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    organisation: str | None = None

    def _repr_html_(self) -> str:
        """For notebooks: what is known of it."""
        known = ((one.name, getattr(self, one.name)) for one in fields(self))
        return html_table(self.id, ((name, value) for name, value in known if value is not None))


@dataclass(frozen=True, slots=True)
class Derivation:
    """One child made from one parent; `evidence` is never empty and is ordered by trust.

    `raw` is what was written (the card's text where there is one). `relation_claims` holds `"<evidence>:<relation>"`
    for each source, and only where the sources disagree. `relation_inferred` is what the Hub's own rule would make of
    tags, library and number of parents, only where `relation` is unknown; it is part of no count.
    """

    child: str
    parent: str
    relation: Relation
    evidence: tuple[Evidence, ...]
    raw: str
    relation_claims: tuple[str, ...] | None = None
    irregularity: Irregularity | None = None
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    relation_inferred: Relation | None = None


@dataclass(frozen=True, slots=True)
class Inference:
    """A parent that nobody declares but the child's name gives away, as `rule` read it; `raw` is `"rule: child"`.

    `precision` is the per cent of the rule's guesses that were right where the declared parents were hidden; None where
    the snapshot gave it too few to try.
    """

    child: str
    parent: str
    relation: Relation
    rule: str
    raw: str
    precision: int | None = None


class ScopeKind(StrEnum):
    """What kind of part of the Hub a snapshot was asked for; `other` is one that only a newer version knows."""

    WHOLE = "whole"
    FAMILY = "family"
    OWNER = "owner"
    OTHER = "other"


_SCOPE_TEXTS = {ScopeKind.FAMILY: re.compile(r"family of (.+)"), ScopeKind.OWNER: re.compile(r"descendants of (.+)/")}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a snapshot was asked for: everything, one family, or all that descends from one owner's models.

    `subject` is the family's root or the owner; empty for everything, and the words themselves for `other`.
    """

    kind: ScopeKind = ScopeKind.WHOLE
    subject: str = ""

    @classmethod
    def family(cls, id: str) -> "Scope":
        return cls(ScopeKind.FAMILY, id)

    @classmethod
    def owner(cls, author: str) -> "Scope":
        return cls(ScopeKind.OWNER, author)

    @classmethod
    def parse(cls, text: str | None) -> "Scope":
        """The scope that a manifest or a store holds as text; nothing there is the whole Hub."""
        if not text:
            return cls()
        for kind, pattern in _SCOPE_TEXTS.items():
            if match := pattern.fullmatch(text):
                return cls(kind, match[1])
        return cls(ScopeKind.OTHER, text)

    @property
    def text(self) -> str | None:
        """As manifests, stores and the API have it, e.g. `descendants of Qwen/`; None for everything."""
        match self.kind:
            case ScopeKind.WHOLE:
                return None
            case ScopeKind.FAMILY:
                return f"family of {self.subject}"
            case ScopeKind.OWNER:
                return f"descendants of {self.subject}/"
            case ScopeKind.OTHER:
                return self.subject

    @property
    def is_whole(self) -> bool:
        return self.kind is ScopeKind.WHOLE

    def __str__(self) -> str:
        return self.text or "all"


WHOLE_HUB = Scope()


class Extent(StrEnum):
    """What part of the Hub a snapshot is: a `whole` pass over all that is listed, what was found of one `family`, or a
    `sample` of unknown extent, as every file is that nobody says is whole."""

    WHOLE = "whole"
    FAMILY = "family"
    SAMPLE = "sample"


class DatedBy(StrEnum):
    """How it is known when a snapshot's data are from, the first here counts: `stated` by who imported it, the
    source's own date in its `metadata`, among what was `observed` or in its `file_name`, the `newest_change` in it;
    for what was read off a Hub, the `reading` itself."""

    READING = "reading"
    STATED = "stated"
    METADATA = "metadata"
    OBSERVED = "observed"
    FILE_NAME = "file_name"
    NEWEST_CHANGE = "newest_change"


_HUB_SOURCE = re.compile(r"https?://|practice Hub \(")
"""How the source of what was read off a Hub begins; any other is a file's name."""


def is_hub(source: str) -> bool:
    """Whether a snapshot's source is a Hub, the practice Hub included, and no file."""
    return _HUB_SOURCE.match(source) is not None


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """What every count must say about where it comes from.

    `extent` is the part of the Hub it is. `as_of` is when its data are from, `as_of_how` how that is known (both None
    where it is not), `started_at` and `finished_at` when they were read. `frontier` is the number of models whose
    children nobody asked for, and `coverage` the estimated share of the scope's descendants that are listed, with the
    interval from `coverage_low` to `coverage_high` (None where nothing was estimated). `complete` is False when the
    source, whatever part of the Hub that is, was not read to its end. `synthetic` is True for anything made from the
    practice Hub.
    """

    id: str
    source: str
    started_at: datetime
    finished_at: datetime
    complete: bool
    synthetic: bool
    listed: int
    frontier: int = 0
    scope: Scope = WHOLE_HUB
    coverage: float | None = None
    coverage_low: float | None = None
    coverage_high: float | None = None
    extent: Extent = Extent.SAMPLE
    as_of: datetime | None = None
    as_of_how: DatedBy | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "SnapshotFacts":
        """Facts from a manifest or a store's row; keys and words this version does not know are ignored.

        An earlier version wrote neither extent nor date of the data: what was read off a Hub gets those it was read
        for and then, what was imported is a sample of no known date.
        """
        known = {name: row[name] for name in cls.__dataclass_fields__ if row.get(name) is not None}
        scope = Scope.parse(row.get("scope"))
        dated = {} if "extent" in known else _as_read(known, scope)
        words = {name: kind(known[name]) for name, kind in _WORDS.items() if known.get(name) in set(kind)}
        plain = {name: value for name, value in known.items() if name not in _WORDS}
        return cls(**{**plain, **words, **dated, "scope": scope})

    @classmethod
    def from_manifest(cls, row: Mapping[str, Any]) -> "SnapshotFacts":
        """Facts from a manifest, whose moments are ISO 8601 text; see `from_row`.

        Raises KeyError, TypeError or ValueError where it holds none.
        """
        times = ["started_at", "finished_at", *(["as_of"] if row.get("as_of") else [])]
        for name, kinds in _PLAIN.items():
            if type(row.get(name)) not in kinds:
                raise TypeError(f"{name} of its kind: {row.get(name)!r}")
        return cls.from_row({**row, **{name: _moment(name, row[name]) for name in times}})

    @property
    def data_at(self) -> datetime:
        """The moment that snapshots are ordered by: when the data are from, else when they were read."""
        return self.as_of or self.started_at

    @property
    def seen_at(self) -> datetime:
        """The `last_seen` of whatever the snapshot lists: whole milliseconds."""
        return self.data_at.replace(microsecond=self.data_at.microsecond // 1000 * 1000)

    def to_row(self) -> dict[str, Any]:
        """The facts as a manifest and a store hold them: `from_row` gives them back."""
        words = {name: str(getattr(self, name)) for name in _WORDS if getattr(self, name) is not None}
        return {**asdict(self), **words, "scope": self.scope.text}


_WORDS = {"extent": Extent, "as_of_how": DatedBy}

_SHARE = (float, int, NoneType)
_PLAIN: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("id", "source"), (str,)),
    **dict.fromkeys(("complete", "synthetic"), (bool,)),
    **{"listed": (int,), "frontier": (int, NoneType), "scope": (str, NoneType)},
    **dict.fromkeys(("coverage", "coverage_low", "coverage_high"), _SHARE),
}
"""What a manifest holds of facts that are neither moments nor words, by the types that JSON gives them."""


def _moment(name: str, text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{name} with its zone: {text}")
    return moment


def extent_of(scope: Scope, *, complete: bool) -> Extent:
    """What part of the Hub a reading of it is."""
    if not scope.is_whole:
        return Extent.FAMILY
    return Extent.WHOLE if complete else Extent.SAMPLE


def _as_read(row: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """Extent and date of what an earlier version read."""
    if not is_hub(row.get("source", "")):
        return {}
    extent = extent_of(scope, complete=bool(row.get("complete")))
    return {"extent": extent, "as_of": row.get("started_at"), "as_of_how": DatedBy.READING}
