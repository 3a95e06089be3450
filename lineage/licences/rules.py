"""Every rule by which a model's licence is compared with those above it: its sentence, its verdict and its source."""

from dataclasses import dataclass
from enum import StrEnum

from lineage.licences.terms import AXES

NO_ADVICE = "Licences: information, not legal advice."
"""What every list says that tells of licences."""

REFERENCE = "the terms of both licences, each with its source in the table of licences"
COLPALI = "https://github.com/illuin-tech/colpali/issues/334"
ADDED = "https://github.com/deepbeepmeep/Wan2GP/issues/648, https://huggingface.co/HKUSTAudio/Llasa-3B/discussions/28"
MERGES = (
    "https://huggingface.co/vicgalle/CarbonBeagle-11B/discussions/4, "
    "https://huggingface.co/nitky/Llama-3.3-SuperSwallow-70B-Instruct-v0.1/discussions/1"
)
NAMES = "the card's `base_model`, and the rules by which names are read (docs/data-model.md)"
COPIES = "https://github.com/aikian/hf-model-supply-chain: quantised models and mirrors inherit, and are marked"


class LicenseVerdict(StrEnum):
    """What a model's own licence does with the terms above it."""

    KEPT = "kept"
    OMITTED = "omitted"
    LOOSENED = "loosened"
    ADDED = "added"
    UNKNOWN = "unknown"


VERDICTS = tuple(LicenseVerdict)


@dataclass(frozen=True, slots=True)
class LicenceRule:
    """One rule: what it says of a model that it finds, and where that is from. `verdict` is what follows; None for a
    rule that stands beside the verdict. `axis` is the one that the rule looks at, if one."""

    name: str
    verdict: LicenseVerdict | None
    sentence: str
    source: str
    axis: str | None = None


_LOOSENED = {
    "commercial": "It grants more commercial use than a licence above it",
    "scale": "It names no limit of scale, but a licence above it does",
    "derivatives": "It lets derivatives be shared, but a licence above it does not",
    "same_terms": "It leaves out that the terms above it bind derivatives",
    "use_policy": "It leaves out a use policy that a licence above it passes on",
    "notice": "It asks for no notice, but a licence above it does",
    "naming": "It leaves out a rule about names or a line to show that a licence above it has",
    "outputs": "It frees the use of outputs that a licence above it binds",
    "territory": "It grants use everywhere, but a licence above it does not in the European Union, whatever the model",
}

RULES = (
    LicenceRule("kept", LicenseVerdict.KEPT, "It asks for what the licences above it ask for, on every axis",
                REFERENCE),
    LicenceRule("adapter_files", LicenseVerdict.KEPT,
                "An adapter's own files may have terms of their own; adapter and base together follow the base",
                COLPALI),
    LicenceRule("omitted", LicenseVerdict.OMITTED,
                "It states no licence, below models whose terms ask for more than a notice", REFERENCE),
    LicenceRule("omitted_permissive", LicenseVerdict.OMITTED,
                "It states no licence, below models that are permissive", REFERENCE),
    LicenceRule("omitted_unknown", LicenseVerdict.OMITTED,
                "It states no licence, and what some base asks for is not known; any others are permissive", REFERENCE),
    LicenceRule("omitted_copy", LicenseVerdict.OMITTED,
                "A quantisation, mirror or conversion states no licence: the terms above it pass unchanged", COPIES),
    *(LicenceRule(f"loosened_{axis.name}", LicenseVerdict.LOOSENED, _LOOSENED[axis.name], REFERENCE, axis.name)
      for axis in AXES),
    LicenceRule("loosened_licence", LicenseVerdict.LOOSENED,
                "A licence above it has derivatives stay under it, and it states another one", REFERENCE,
                "same_terms"),
    LicenceRule("added_over_permissive", LicenseVerdict.ADDED,
                "It asks for more than the licences above it, which are permissive and allow that", REFERENCE),
    LicenceRule("added_over_terms", LicenseVerdict.ADDED,
                "It asks for more than the licences above it, which have terms of their own: disputed", ADDED),
    LicenceRule("unknown_own", LicenseVerdict.UNKNOWN,
                "Its licence has no name, or one that is in no row of the table", REFERENCE),
    LicenceRule("unknown_above", LicenseVerdict.UNKNOWN,
                "A model above it is not in the snapshot or was not found, states no licence, or one that is not known",
                REFERENCE),
    LicenceRule("naming", None, "Its name does not begin as a licence above it asks", REFERENCE, "naming"),
    LicenceRule("line_to_show", None,
                "A licence above it has a line shown, or rules what a derivative is called; whether that is kept, "
                "metadata cannot tell", REFERENCE, "naming"),
    LicenceRule("other_version", None, "It states another version of a licence above it", REFERENCE),
    LicenceRule("adapted_version", None, "A licence above it lets no adapted version be shared", REFERENCE,
                "derivatives"),
    LicenceRule("no_common_licence", None,
                "A merge of models whose terms bind the result each in its own way: no one licence keeps them all",
                MERGES),
    LicenceRule("base_not_found", None,
                "It names a base that was not found: what that asks for is not known", NAMES),
)  # fmt: skip
"""In the order in which they are shown. A rule's place is its bit in what is kept of a model."""

BY_NAME = {rule.name: rule for rule in RULES}
PLACE = {rule.name: place for place, rule in enumerate(RULES)}


def bits_of(*names: str) -> int:
    """Rules as bits."""
    return sum(1 << PLACE[name] for name in names)


def rules_in(bits: int) -> list[LicenceRule]:
    """The rules of some bits, in their order."""
    return [rule for place, rule in enumerate(RULES) if bits >> place & 1]
