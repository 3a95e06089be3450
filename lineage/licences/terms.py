"""The axes along which licences differ, terms as one word for each axis, and the class that follows from them."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Self

TEXT_TASKS = frozenset(
    (
        *("text-generation", "text2text-generation", "text-classification", "token-classification", "fill-mask"),
        *("question-answering", "table-question-answering", "zero-shot-classification", "summarization"),
        *("translation", "feature-extraction", "sentence-similarity", "text-ranking"),
    )
)
MULTIMODAL_TASKS = frozenset(
    (
        *("image-text-to-text", "image-to-text", "visual-question-answering", "document-question-answering"),
        *("visual-document-retrieval", "video-text-to-text", "audio-text-to-text", "any-to-any"),
    )
)
"""Tasks of the Hub (`pipeline_tag`) that tell text models and multimodal ones apart; others, and none, do not."""

NOT_STATED = "not_stated"
"""The word of an axis of which no source says anything. It stands before the last of its axis: what is not known may
be as strict as can be, and what is known to be as strict as can be stays so beside it."""


class LicenseClass(StrEnum):
    """What a licence, or all licences of a lineage, come to; each is stricter than those before it."""

    PERMISSIVE = "permissive"
    SHARE_ALIKE = "share_alike"
    CONDITIONAL = "conditional"
    UNKNOWN = "unknown"
    NON_COMMERCIAL = "non_commercial"


CLASSES = tuple(LicenseClass)


@dataclass(frozen=True, slots=True)
class TermAxis:
    """One thing that a licence may ask for: what it is called, and its words, the least restrictive first.
    Words up to the level `of_some_models` bind some models under a licence and not others: metadata does not tell
    which, so that no verdict says that one was left out."""

    name: str
    words: tuple[str, ...]
    title: str
    sentences: tuple[str, ...]
    of_some_models: int = 0

    def level(self, word: str) -> int:
        return self.words.index(word)

    def sentence(self, word: str) -> str:
        return self.sentences[self.level(word)]


def _axis(name: str, title: str, of_some_models: int = 0, **sentences: str) -> TermAxis:
    words, texts = list(sentences), list(sentences.values())
    return TermAxis(
        name,
        (*words[:-1], NOT_STATED, words[-1]),
        title,
        (*texts[:-1], "not known", texts[-1]),
        of_some_models,
    )


AXES = (
    _axis(
        "commercial",
        "commercial use",
        allowed="may be used commercially",
        limited="may be used commercially within limits",
        not_allowed="may not be used commercially",
    ),
    _axis("scale", "scale limit", none="no limit of scale", limited="large users need a licence of their own"),
    _axis(
        "derivatives",
        "derivatives",
        allowed="derivatives may be shared",
        not_shared="derivatives may not be shared",
    ),
    _axis(
        "same_terms",
        "same terms",
        no="derivatives may have terms of their own",
        terms_bind="its terms bind derivatives too",
        same_licence="derivatives have the same licence",
    ),
    _axis(
        "use_policy",
        "use policy",
        none="no uses are barred",
        barred_uses="listed uses are barred",
        passed_on="listed uses are barred, downstream too",
    ),
    _axis("notice", "notice", none="no notice is asked for", required="a notice or a copy of the terms goes along"),
    _axis(
        "naming",
        "naming rule",
        none="no rule for names",
        shown="a line with the base's name must be shown",
        ruled="what a derivative is called is ruled",
    ),
    _axis(
        "outputs",
        "outputs for training",
        free="outputs may train other models",
        conditions="outputs may train other models under conditions",
        not_allowed="outputs may not improve other models",
    ),
    _axis(
        "territory",
        "territory",
        of_some_models=1,
        everywhere="granted everywhere",
        eu_limited="multimodal models are not granted in the European Union",
        excluded="not granted in the European Union",
    ),
)
"""In the order in which a sentence names them: commercial use first."""

NAMES = tuple(axis.name for axis in AXES)

CONDITIONS = tuple(name for name in NAMES if name not in ("notice",))
"""The axes on which more than the least makes a licence conditional; a notice is asked for by permissive ones too."""


@dataclass(frozen=True)
class Terms:
    """A word for each axis."""

    commercial: str = NOT_STATED
    scale: str = NOT_STATED
    derivatives: str = NOT_STATED
    same_terms: str = NOT_STATED
    use_policy: str = NOT_STATED
    notice: str = NOT_STATED
    naming: str = NOT_STATED
    outputs: str = NOT_STATED
    territory: str = NOT_STATED

    @classmethod
    def of_levels(cls, levels: tuple[int, ...]) -> Self:
        return cls(*(axis.words[level] for axis, level in zip(AXES, levels, strict=True)))

    @cached_property
    def levels(self) -> tuple[int, ...]:
        """The place of each word among those of its axis, in the order of AXES."""
        return tuple(axis.level(getattr(self, axis.name)) for axis in AXES)

    @cached_property
    def stated_levels(self) -> tuple[int, ...]:
        """As `levels`, but below all of an axis where nothing is stated."""
        words = (getattr(self, axis.name) for axis in AXES)
        return tuple(-1 if word == NOT_STATED else level for word, level in zip(words, self.levels, strict=True))

    @cached_property
    def license_class(self) -> LicenseClass:
        """Non-commercial where no commercial use is allowed; unknown where it is not stated whether it is, and where
        nothing that is stated makes it anything but permissive, but something is not stated."""
        if self.commercial == "not_allowed":
            return LicenseClass.NON_COMMERCIAL
        if self.commercial == NOT_STATED:
            return LicenseClass.UNKNOWN
        asked = {name: getattr(self, name) for name, axis in zip(NAMES, AXES, strict=True) if _asks(self, axis)}
        if set(asked) - {"same_terms"} or asked.get("same_terms") == "terms_bind":
            return LicenseClass.CONDITIONAL
        if NOT_STATED in (getattr(self, name) for name in NAMES):
            return LicenseClass.UNKNOWN
        return LicenseClass.SHARE_ALIKE if asked else LicenseClass.PERMISSIVE

    @property
    def not_stated(self) -> tuple[str, ...]:
        """The titles of the axes of which nothing is stated; without commercial use a limit of scale says nothing."""
        unstated = (axis for axis in AXES if getattr(self, axis.name) == NOT_STATED)
        says_nothing = "scale" if self.commercial == "not_allowed" else None
        return tuple(axis.title for axis in unstated if axis.name != says_nothing)

    def for_task(self, task: str | None) -> "Terms":
        """What they come to for a model of a task: a limit of multimodal models is none for a text model, and holds for
        a multimodal one; for what is told to be neither it stays open."""
        if self.territory != "eu_limited" or task not in TEXT_TASKS | MULTIMODAL_TASKS:
            return self
        return replace(self, territory="everywhere" if task in TEXT_TASKS else "excluded")

    def joined(self, *others: "Terms") -> "Terms":
        """The most restrictive word of each axis."""
        return Terms.of_levels(tuple(map(max, zip(*(terms.levels for terms in (self, *others)), strict=True))))


NOTHING_STATED = Terms()


def _asks(terms: Terms, axis: TermAxis) -> bool:
    """Whether a condition is stated on an axis."""
    word = getattr(terms, axis.name)
    return axis.name in CONDITIONS and word not in (NOT_STATED, axis.words[0])
