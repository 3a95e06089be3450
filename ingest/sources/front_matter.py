"""The YAML front matter of a model card: what the card says of its model, read as the Hub reads it."""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from ingest.rows.fields import CARD_FIELDS
from ingest.rows.json_values import encodable
from ingest.rows.rejections import Rejections

_OF_THE_HUB = re.compile(r"\A\ufeff?\s*---(?:\r\n|\r|\n)([\S\s]*?)(?:\r\n|\r|\n)---[ \t]*(?:\r\n|\n|$)")
"""`huggingface_hub.repocard.REGEX_YAML_BLOCK`: an empty first block is the beginning of the next."""
_FENCED = re.compile(r"\A\ufeff?\s*---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_NOT_CLOSED = re.compile(r"\A\ufeff?\s*---[ \t]*\r?\n(?:[ \t]*(?:#.*)?\r?\n)*([A-Za-z_][\w-]*[ \t]*:.*)")
"""A fence with a key behind it, of a card that has no second one."""
_SINGLE = frozenset({"library_name", "pipeline_tag", "tags"}) | {
    field.inner for field in CARD_FIELDS if field.inner and field.inner != "base_model"
}
"""Keys we read that mean one thing; the others, those of parents, are claims each time they are written."""

_MOST_NODES = 10_000
"""Values a key's value may expand to: aliases of aliases can write a billion in ten lines."""


class BadYAML(ValueError):
    """A front matter that is no YAML, or no mapping."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The keys we read, by name; `repeated` are those written more than once."""

    values: dict[str, Any] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()


def front_matter(card: str) -> FrontMatter:
    """What stands between a card's first two lines of `---`; nothing when it does not begin with one. Raises BadYAML.

    Dates stay text. Of a key written twice the last value counts, as for every reader of YAML; but what names parents
    is a claim each time, so those values are gathered in a list.
    """
    fenced = _fenced(card)
    return FrontMatter() if fenced is None else yaml_mapping(fenced[1])


def _fenced(card: str) -> re.Match[str] | None:
    return _OF_THE_HUB.match(card) or _FENCED.match(card)


def yaml_mapping(text: str) -> FrontMatter:
    """A front matter without its fences. Raises BadYAML."""
    try:
        return _read(_Loader(encodable(text)))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise BadYAML(_reason(error)) from error


def yaml_document(text: str) -> object:
    """All of a YAML text as a value. Raises BadYAML."""
    try:
        loader: Any = _Loader(encodable(text))
        node = loader.get_single_node()
        if node is None:
            return None
        _check_size(node, max(_MOST_NODES, len(text)))
        return loader.construct_document(node)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise BadYAML(_reason(error)) from error


def _reason(error: Exception) -> str:
    """What is wrong, and in which line of the card: the first is the fence."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    if mark is None or problem is None:
        return " ".join(str(error).split())[:200]
    return f"line {mark.line + 2}: {problem}"[:200]


def read_card(text: object, id: str, rejections: Rejections) -> dict[str, Any]:
    """What a README says of its model; one whose front matter cannot be read says nothing, and is counted."""
    if text is None:
        return {}
    if not isinstance(text, str):
        rejections.count_odd("card", id, text)
        return {}
    try:
        found = front_matter(text)
    except BadYAML as error:
        rejections.count_odd("card (bad YAML)", id, str(error))
        return {}
    if not found.values and _fenced(text) is None and (begun := _NOT_CLOSED.match(text)):
        rejections.count_odd("card (front matter that is never closed)", id, begun[1])
    if once := found.repeated & _SINGLE:
        rejections.count_irregular("a card's key twice: the last counts", id, ", ".join(sorted(once)))
    if each := found.repeated - _SINGLE:
        rejections.count_irregular("a card's key for parents twice: each is read", id, ", ".join(sorted(each)))
    return found.values


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # libyaml's is there in every wheel
    """Safe, and without dates: `2026-01-02` is a text like any other."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own table, without one entry
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _read(loader: Any) -> FrontMatter:
    """Only what stands under the keys we read is made into values."""
    node = loader.get_single_node()
    if node is None or node.tag == "tag:yaml.org,2002:null":
        return FrontMatter()
    if not isinstance(node, yaml.MappingNode):
        raise BadYAML("no mapping of keys")
    values: dict[str, Any] = {}
    repeated = set()
    for key, value in _merged(loader, node):
        name = key.value
        if not isinstance(name, str) or not (name in _SINGLE or name[:1] in "bB"):
            continue
        _check_size(value)
        made = loader.construct_object(value, deep=True)
        if name in values:
            repeated.add(name)
            made = [values[name], made] if name not in _SINGLE else made
        values[name] = made
    return FrontMatter(values, frozenset(repeated))


def _merged(loader: Any, node: yaml.MappingNode) -> list[tuple[yaml.Node, yaml.Node]]:
    """The keys and values with those that `<<` brings in, which a mapping's own go before."""
    own = list(node.value)
    if not any(key.tag == "tag:yaml.org,2002:merge" for key, _ in own):
        return own
    _check_size(node)
    loader.flatten_mapping(node)
    names = {str(key.value) for key, _ in own}
    brought = {str(pair[0].value): pair for pair in node.value if str(pair[0].value) not in names}
    return [*brought.values(), *(pair for pair in own if pair[0].tag != "tag:yaml.org,2002:merge")]


def _check_size(node: yaml.Node, most: int = _MOST_NODES) -> None:
    waiting, seen = [node], 0
    while waiting:
        now = waiting.pop()
        seen += 1
        if seen > most:
            raise BadYAML("a value that expands without end")
        if isinstance(now, yaml.SequenceNode):
            waiting.extend(now.value)
        elif isinstance(now, yaml.MappingNode):
            waiting.extend(part for pair in now.value for part in pair)
