"""Every rule by which a claim becomes a parent, in the order they are tried, with its source and an example."""

from collections.abc import Callable
from dataclasses import dataclass

from ingest.claims import text as read
from ingest.claims.text import NOT_AN_ID, Reject, Rewrite, Step

ROWS = "real hub-stats rows, May 2026"
RADAR = "real radar rows, August 2026"
CARDS = "reported of model cards"


@dataclass(frozen=True, slots=True)
class Example:
    """A card that says `raw` has the parent `result`, or is rejected for `reason`.

    `results` where there are several. `listed` are other models of the snapshot, `hub` what the Hub itself names.
    """

    raw: str
    results: tuple[str, ...] = ()
    reason: str | None = None
    listed: tuple[str, ...] = ()
    hub: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it recognises, what is done, where it comes from. `apply` reads a text; naming rules have none."""

    name: str
    recognises: str
    done: str
    source: str
    example: Example
    apply: Callable[[str], Step | None] | None = None


TEXT_RULES = (
    Rule("placeholder", "nothing, or a template's blank: `[]`, `None`, `ORIGINAL_REPO_NAME`", "rejected", ROWS,
         Example("ORIGINAL_REPO_NAME", reason=read.PLACEHOLDER), read.placeholder),
    Rule("html", "HTML", "its links are read, else its text", CARDS,
         Example('<a href="https://huggingface.co/Qwen/Qwen3-8B">Qwen3</a>', ("Qwen/Qwen3-8B",)), read.markup),
    Rule("markdown_link", "a Markdown link", "its target is read", CARDS,
         Example("[Qwen3 8B](https://huggingface.co/Qwen/Qwen3-8B)", ("Qwen/Qwen3-8B",)), read.markdown_link),
    Rule("quoted", "quotes, backticks, brackets or asterisks around it", "taken off", CARDS,
         Example("`Qwen/Qwen3-8B`", ("Qwen/Qwen3-8B",)), read.quoted),
    Rule("list_dash", "a list's dash that became part of the text", "taken off", ROWS,
         Example("- Qwen/Qwen3-8B", ("Qwen/Qwen3-8B",)), read.list_dash),
    Rule("url", "a URL", "the repository of a Hub page; rejected for other pages", ROWS,
         Example("https://huggingface.co/Qwen/Qwen3-8B/tree/main", ("Qwen/Qwen3-8B",)), read.url),
    Rule("other_kind", "a dataset, a Space, a collection", "rejected", ROWS,
         Example("datasets/Qwen/P-MMEval", reason=read.NOT_A_MODEL), read.other_kind),
    Rule("cache_path", "`models--owner--name` or `/cache/.../owner--name`, as the Hub's client names its cache folders",
         "the repository is read off", RADAR, Example("/cache/models/Qwen--Qwen3.5-9B", ("Qwen/Qwen3.5-9B",)),
         read.cache_path),
    Rule("several_ids", "several ids in one text", "each is read", ROWS,
         Example("Qwen/Qwen3-8B, Qwen/Qwen3-4B", ("Qwen/Qwen3-4B", "Qwen/Qwen3-8B")), read.several_ids),
    Rule("local_path", "a path on someone's disk", "rejected", RADAR,
         Example("C:\\Models\\Apriel-5B", reason=read.LOCAL_PATH), read.local_path),
    Rule("trailing_path", "an id with a trailing `/`, `/tree/main` or `/blob/...`", "cut off", ROWS,
         Example("Qwen/Qwen3-8B/", ("Qwen/Qwen3-8B",)), read.trailing_path),
    Rule("revision", "an id with a revision or tag: `@main`, `:Q4_K_M`", "cut off", CARDS,
         Example("Qwen/Qwen3-8B@main", ("Qwen/Qwen3-8B",)), read.revision),
    Rule("words", "a sentence", "the ids in it are read; rejected when there are none", CARDS,
         Example("a merge based on Qwen/Qwen3-8B.", ("Qwen/Qwen3-8B",)), read.words),
    Rule("inner_path", "a path of three and more parts", "its first two, where the snapshot knows them; else rejected",
         RADAR, Example("outputs/smolvla/checkpoints/last", reason=read.LOCAL_PATH), read.inner_path),
    Rule("folder", "a folder's usual name in the owner's place", "kept where the snapshot knows it; else rejected",
         RADAR, Example("outputs/checkpoint-500", reason=read.LOCAL_PATH), read.folder),
    Rule("exact", "an id", "taken as it is", ROWS,
         Example("Qwen/Qwen3-8B", ("Qwen/Qwen3-8B",), listed=("Qwen/Qwen3-8B",)), read.plain),
    Rule("legacy_name", "a name from before repositories had owners: `gpt2`", "the id the Hub redirects it to", RADAR,
         Example("gpt2", ("openai-community/gpt2",)), read.legacy_name),
    Rule("bare_name", "any other name without an owner", "kept where the snapshot knows it; else rejected", ROWS,
         Example("lazymergekit", reason=read.NO_OWNER), read.bare_name),
    Rule("not_an_id", "anything else", "rejected", ROWS, Example("==Qwen3==", reason=NOT_AN_ID), read.not_an_id),
)  # fmt: skip
"""Tried from the top for each text; the first that recognises it says what it means."""

AMBIGUOUS = "several models differ from it only by case"

NAMING_RULES = (
    Rule("misspelt_key", "a card that spells the key differently: `Base_model`, `base-model`",
         "read as the card's claim; the Hub ignores it", ROWS, Example("Qwen/Qwen3-8B", ("Qwen/Qwen3-8B",))),
    Rule("wrong_case", "an id that differs from a known one only by case", "that one, when there is only one", ROWS,
         Example("qwen/qwen3-8b", ("Qwen/Qwen3-8B",), listed=("Qwen/Qwen3-8B",))),
    Rule("renamed", "an old name: the Hub names another model in its place, or the same `_id` under another id",
         "the new name", ROWS, Example("THUDM/glm-4-9b", ("zai-org/glm-4-9b",), hub=("zai-org/glm-4-9b",))),
    Rule("learned_rename", "an old name that `renamed` met at other children, always with the same new name",
         "the new name", ROWS, Example("THUDM/glm-4-9b", ("zai-org/glm-4-9b",))),
    Rule("not_listed", "a well-formed id that the snapshot does not list", "kept as a missing model", ROWS,
         Example("someone/gone", ("someone/gone",))),
)  # fmt: skip
"""What the listing and the Hub's own claims make of an id that was read; they stand behind the text's rule."""

RULES = {rule.name: rule for rule in (*TEXT_RULES, *NAMING_RULES)}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text, or one part of it, means: an id to look up, or a reason why it names no model.

    With `unless`, the id counts only if the snapshot knows it, and `unless` is the reason otherwise.
    """

    id: str | None
    rules: tuple[str, ...]
    unless: str | None = None
    reason: str | None = None


_DEEPEST = 12
_LONGEST = 20_000
"""Characters of a text that is read; the longest real one names 47 parents in fewer than 3,000."""
_BLANKS = " \t\r\n\v\f\0\ufeff\u200b\u200c\u200d\u2060\u00a0"


def readings(text: str) -> list[Reading]:
    """Everything a text claims, in its order: never nothing."""
    if len(text) > _LONGEST:
        return [Reading(None, ("not_an_id",), reason=NOT_AN_ID)]
    found: list[Reading] = []
    waiting: list[tuple[str, tuple[str, ...]]] = [(text, ())]
    while waiting:
        now, before = waiting.pop()
        rule, step = _first(now.strip(_BLANKS), len(before) < _DEEPEST)
        rules = before if rule in before else (*before, rule)
        if isinstance(step, Rewrite):
            waiting.extend((part, rules) for part in reversed(step.texts))
        elif isinstance(step, Reject):
            found.append(Reading(None, rules, reason=step.reason))
        else:
            found.append(Reading(step.id, tuple(r for r in rules if r != "exact"), unless=step.unless))
    return found


def _first(text: str, may_rewrite: bool) -> tuple[str, Step]:
    for rule in TEXT_RULES:
        step = rule.apply(text) if rule.apply else None
        if step and (may_rewrite or not isinstance(step, Rewrite)):
            return rule.name, step
    raise AssertionError("the last rule recognises everything")
