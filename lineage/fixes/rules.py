"""What can be mended in a card's front matter: every rule, with what it finds, and whether the value is certain."""

from dataclasses import dataclass

CARDS = "https://huggingface.co/docs/hub/model-cards: `base_model` and `base_model_relation`"
LICENCES = "the rules of licences, each with its source, and the table of licences, which says where terms stand"
NAMED = "https://huggingface.co/docs/hub/repositories-licenses: `other` goes with `license_name`"

LOOSENED, MISNAMED, UNNAMED = "licence_loosened", "licence_naming", "licence_unnamed"
"""Names of the rules about what is to be looked up of a licence that a card states."""


@dataclass(frozen=True, slots=True)
class FixRule:
    """One rule: what the card does, what the patch does about it, and where it is from that this is to be mended.

    Where the right value is not `certain`, the patch leaves a choice, marked so.
    """

    name: str
    finds: str
    patch: str
    certain: bool
    source: str = CARDS


RULES = (
    FixRule("spelling", "names its parent in other capitals", "the id as the Hub has it", True),
    FixRule("renamed", "names its parent by an id that it has no more", "the id that it has now", True),
    FixRule("wording", "names its parent as an address, as a path, without its owner, or with words around it",
            "the id alone", True),
    FixRule("card_silent", "does not name a parent that a tag or an adapter's configuration names",
            "the id in the card, where the Hub looks for it", True),
    FixRule("not_listed", "names a parent that a whole pass over the Hub does not list",
            "the id stays, marked to be looked up", False),
    FixRule("removed", "names a parent that was removed", "the id stays, marked to be looked up", False),
    FixRule("itself", "names itself as its parent", "a choice: the model it was made from", False),
    FixRule("cycle", "names a parent that descends from it", "the id stays, marked: one of them is wrong", False),
    FixRule("placeholder", "has a placeholder where a parent belongs", "a choice: the model it was made from", False),
    FixRule("no_model", "names as a parent what is no model's id: a path on a disk, a data set, words, a bare name",
            "a choice: the model it was made from", False),
    FixRule("no_parent", "names no parent, though its name is like that of one",
            "the id that the name suggests, marked to be looked up", False),
    FixRule("relation", "states no relation to its parent, and no other source does",
            "a choice: adapter, finetune, merge or quantized", False),
    FixRule("licence_copy", "states no licence, and is a quantisation, mirror or conversion of models that do",
            "their licence, where they have one and the same; else a choice", True, LICENCES),
    FixRule("licence", "states no licence, and models above it do", "a choice, with what those above it state", False,
            LICENCES),
    FixRule(LOOSENED, "states a licence that asks for less than one above it: whether its owner may is not known",
            "the licence stays, marked to be looked up, with what a card states that has the one above it", False,
            LICENCES),
    FixRule(MISNAMED, "is of a model that is not called as a licence above it asks",
            "none of the name; the licence stays, marked with what is asked for", False, LICENCES),
    FixRule(UNNAMED, "states the licence other, and not which one", "a choice: its name", False, NAMED),
)  # fmt: skip
"""In the order in which they are shown."""

BY_NAME = {rule.name: rule for rule in RULES}
