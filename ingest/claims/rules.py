"""Every rule by which a claim becomes a parent, in the order they are tried, with its source and an example."""

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ingest.claims import addresses, markup, paths, plain, prose, steps
from ingest.claims.steps import NOT_AN_ID, Accept, Doubt, Reject, Rewrite, Step
from lineage.text.hub_ids import PLAIN_ID
from lineage.text.markup import BLANKS
from lineage.values import BARE_NAME, PLACEHOLDER

ROWS = "real hub-stats rows, May 2026"
RADAR = "real radar rows, August 2026"
CARDS = "reported of model cards"
CASES = "inputs of users, November 2026"


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
         Example("ORIGINAL_REPO_NAME", reason=PLACEHOLDER), prose.placeholder),
    Rule("html", "HTML", "its links are read, else its text", CARDS,
         Example('<a href="https://huggingface.co/Qwen/Qwen3-8B">Qwen3</a>', ("Qwen/Qwen3-8B",)), markup.markup),
    Rule("markdown_link", "a Markdown link", "its target is read", CARDS,
         Example("[Qwen3 8B](https://huggingface.co/Qwen/Qwen3-8B)", ("Qwen/Qwen3-8B",)), markup.markdown_link),
    Rule("quoted", "quotes, backticks, brackets or asterisks around it", "taken off", CARDS,
         Example("`Qwen/Qwen3-8B`", ("Qwen/Qwen3-8B",)), markup.quoted),
    Rule("list_dash", "a list's dash or number that became part of the text", "taken off", ROWS,
         Example("- Qwen/Qwen3-8B", ("Qwen/Qwen3-8B",)), markup.list_dash),
    Rule("key", "the card's key or a tag's words in front: `base_model: a/b`, `adapter:a/b`", "taken off", CASES,
         Example("base_model: Qwen/Qwen3-8B", ("Qwen/Qwen3-8B",)), markup.key),
    Rule("percent", "a slash as an address writes it: `%2F`", "decoded", CASES,
         Example("Qwen%2FQwen3-8B", ("Qwen/Qwen3-8B",)), addresses.percent),
    Rule("url", "a URL", "the repository of a Hub page; rejected for other pages", ROWS,
         Example("https://huggingface.co/Qwen/Qwen3-8B/tree/main", ("Qwen/Qwen3-8B",)), addresses.url),
    Rule("hub_prefix", "the Hub's name in front of an id: `hf://`, `huggingface/a/b`", "taken off", CASES,
         Example("hf://models/Qwen/Qwen3-8B@main/config.json", ("Qwen/Qwen3-8B",)), addresses.hub_prefix),
    Rule("other_kind", "a dataset, a Space, a collection", "rejected", ROWS,
         Example("datasets/Qwen/P-MMEval", reason=steps.NOT_A_MODEL), addresses.other_kind),
    Rule("modelscope", "a name on ModelScope: `modelscope:a/b`, `AI-ModelScope/b`",
         "kept where the snapshot knows it; else rejected", CASES,
         Example("AI-ModelScope/bge-large-zh", reason=steps.NOT_ON_THE_HUB), addresses.modelscope),
    Rule("cache_path", "`models--owner--name` or `/cache/.../owner--name`, as the Hub's client names its cache folders",
         "the repository is read off; `owner--name` elsewhere only where the snapshot knows it", RADAR,
         Example("/cache/models/Qwen--Qwen3.5-9B", ("Qwen/Qwen3.5-9B",)), paths.cache_path),
    Rule("modelscope_cache", "a folder of ModelScope's cache: `.../modelscope/hub/Qwen/Qwen2___5-7B`",
         "the name is read off, kept where the snapshot knows it; else rejected", CASES,
         Example("/root/.cache/modelscope/hub/acme/Odd___5-7B", reason=steps.LOCAL_PATH), paths.modelscope_cache),
    Rule("several_ids", "several ids in one text", "each is read", ROWS,
         Example("Qwen/Qwen3-8B, Qwen/Qwen3-4B", ("Qwen/Qwen3-4B", "Qwen/Qwen3-8B")), prose.several_ids),
    Rule("local_path", "a path on someone's disk", "rejected; `/a/b` kept where the snapshot knows `a/b`", RADAR,
         Example("C:\\Models\\Apriel-5B", reason=steps.LOCAL_PATH), paths.local_path),
    Rule("note", "an id and a note behind it: `a/b (4 bit)`, `a/b # main`",
         "the id is read; ids in the note only where the snapshot knows them", CASES,
         Example("someone/Odd-7B (w/o thinking)", ("someone/Odd-7B",)), markup.note),
    Rule("left_over", "half a pair of quotes or brackets, or the middle of some markup", "taken off", CASES,
         Example('Qwen/Qwen3-8B">Qwen3</a><br>', ("Qwen/Qwen3-8B",)), markup.left_over),
    Rule("trailing_path", "an id with a trailing `/`, `/tree/main` or `/blob/...`", "cut off", ROWS,
         Example("Qwen/Qwen3-8B/", ("Qwen/Qwen3-8B",)), addresses.trailing_path),
    Rule("revision", "an id with a revision or tag: `@main`, `:Q4_K_M`",
         "cut off; with a tag of Ollama's (`:8b`) kept where the snapshot knows it", CARDS,
         Example("Qwen/Qwen3-8B@main", ("Qwen/Qwen3-8B",)), addresses.revision),
    Rule("words", "a sentence",
         "addresses in it are read, else ids where the snapshot knows them (or their owner); rejected when there are "
         "none", CARDS,
         Example("a merge based on Qwen/Qwen3-8B, w/o SFT.", ("Qwen/Qwen3-8B",), listed=("Qwen/Qwen3-8B",)),
         prose.words),
    Rule("inner_path", "a path of three and more parts",
         "its first two, where its end is a model's file or the snapshot knows them; else rejected", RADAR,
         Example("outputs/smolvla/checkpoints/last", reason=steps.LOCAL_PATH), paths.inner_path),
    Rule("forbidden_end", "an id that begins or ends as the Hub allows none: `a/b.`, `a/b-`, `a/b.git`",
         "the mark is cut off", ROWS, Example("Qwen/Qwen3-8B.git", ("Qwen/Qwen3-8B",)), plain.forbidden_end),
    Rule("forbidden", "any other id that the Hub allows no repository", "rejected", CASES,
         Example("Qwen/..", reason=steps.NOT_ALLOWED), plain.forbidden),
    Rule("ollama", "a name of Ollama's library: `qwen3:8b`, `library/qwen3`",
         "kept where the snapshot knows it; else rejected", CASES,
         Example("qwen3:8b", reason=steps.NOT_ON_THE_HUB), addresses.ollama),
    Rule("slashed_words", "two words and a slash, or sizes: `and/or`, `English/Chinese`, `7B/14B`",
         "kept where the snapshot knows it; else rejected", CASES,
         Example("English/Chinese", reason=NOT_AN_ID), prose.slashed_words),
    Rule("folder", "a folder or file: no account's name in front, or `checkpoint-500`, `config.json` behind the slash",
         "kept where the snapshot knows it or its owner; else rejected", RADAR,
         Example("sft_out/final_checkpoint", reason=steps.LOCAL_PATH), paths.folder),
    Rule("exact", "an id", "taken as it is", ROWS,
         Example("Qwen/Qwen3-8B", ("Qwen/Qwen3-8B",), listed=("Qwen/Qwen3-8B",)), plain.exact),
    Rule("legacy_name", "a name from before repositories had owners: `gpt2`", "the id the Hub redirects it to", RADAR,
         Example("gpt2", ("openai-community/gpt2",)), plain.legacy_name),
    Rule("bare_name", "any other name without an owner", "kept where the snapshot knows it; else rejected", ROWS,
         Example("lazymergekit", reason=BARE_NAME), plain.bare_name),
    Rule("not_an_id", "anything else", "rejected", ROWS, Example("==Qwen3==", reason=NOT_AN_ID), plain.not_an_id),
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
    Rule("case_twin", "an id that is not listed, and that others spell in another case",
         "one model, spelt as the Hub itself or else most children do", CASES,
         Example("qwen/qwen3-8b", ("Qwen/Qwen3-8B",))),
    Rule("not_listed", "a well-formed id that the snapshot does not list", "kept as a missing model", ROWS,
         Example("someone/gone", ("someone/gone",))),
)  # fmt: skip
"""What the listing and the Hub's own claims make of an id that was read; they stand behind the text's rule."""

WORDED = ("words", "note", "slashed_words")
"""Rules for texts that hold words which name nothing by themselves."""

RULES = {rule.name: rule for rule in (*TEXT_RULES, *NAMING_RULES)}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text, or one part of it, means: an id to look up, or a reason why it names no model.

    With `unless`, the id counts only if the snapshot knows it (with `by_owner`, or another model of its owner), and
    `unless` is the reason otherwise.
    """

    id: str | None
    rules: tuple[str, ...]
    unless: str | None = None
    by_owner: bool = False
    reason: str | None = None


ID_RULES = tuple(
    rule
    for rule in TEXT_RULES
    if rule.apply
    in {
        prose.placeholder,
        addresses.modelscope,
        paths.cache_path,
        plain.forbidden_end,
        plain.forbidden,
        addresses.ollama,
        prose.slashed_words,
        paths.folder,
        plain.exact,
    }
)
"""The rules that may recognise a text with the plain shape of an id, as nearly all are."""
_DEEPEST = 12
_LONGEST = 20_000
"""Characters of a text that is read; the longest real one names 47 parents in fewer than 3,000."""
_MODEL_LIKE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])(?=.*[-_.])")
"""Of names in a sentence whose owner is known: `Qwen3-8B` may be meant as one, `Chinese` may not."""


def readings(text: str, listed: AbstractSet[str] = frozenset()) -> list[Reading]:
    """Everything a text claims, in its order: never nothing. What stands in `listed` is an id, however odd it looks."""
    if len(text) > _LONGEST:
        return [Reading(None, ("not_an_id",), reason=NOT_AN_ID)]
    found: list[Reading] = []
    waiting: list[_Waiting] = [(text, (), None)]
    while waiting:
        now, before, doubt = waiting.pop()
        rule, step = _first(now, listed, len(before) < _DEEPEST)
        rules = before if rule in before else (*before, rule)
        if isinstance(step, Rewrite):
            waiting.extend((part, rules, _both(doubt, step.doubt)) for part in reversed(step.doubtful))
            waiting.extend((part, rules, doubt) for part in reversed(step.texts))
        else:
            found.append(_reading(step, tuple(r for r in rules if r != "exact"), doubt))
    return found


_Waiting = tuple[str, tuple[str, ...], Doubt | None]


def _reading(step: Accept | Reject, rules: tuple[str, ...], doubt: Doubt | None) -> Reading:
    if isinstance(step, Reject):
        return Reading(None, rules, reason=step.reason)
    owned = doubt is None or (doubt.by_owner and bool(_MODEL_LIKE.match(step.id.rpartition("/")[2])))
    both = _both(doubt, step.doubt)
    return Reading(step.id, rules, both.reason if both else None, both is not None and both.by_owner and owned)


def _both(outer: Doubt | None, inner: Doubt | None) -> Doubt | None:
    """The doubt about an id that both throw doubt on."""
    if outer is None or inner is None:
        return outer or inner
    return Doubt(outer.reason, outer.by_owner and inner.by_owner)


def _first(text: str, listed: AbstractSet[str], may_rewrite: bool) -> tuple[str, Step]:
    if text in listed or (text := text.strip(BLANKS)) in listed:
        return "exact", Accept(text)
    for rule in ID_RULES if PLAIN_ID.fullmatch(text) else TEXT_RULES:
        step = rule.apply(text) if rule.apply else None
        if step and (may_rewrite or not isinstance(step, Rewrite)):
            return rule.name, step
    raise AssertionError("the last rule recognises everything")
