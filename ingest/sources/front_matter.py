"""The YAML front matter of a model card: what the card says of its model, read as the Hub reads it."""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from ingest.rows.fields import CARD_FIELDS
from ingest.rows.json_values import encodable

_FENCED = re.compile(r"\A\ufeff?\s*---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
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
    fenced = _FENCED.match(card)
    if fenced is None:
        return FrontMatter()
    try:
        return _read(_Loader(encodable(fenced[1])))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise BadYAML(" ".join(str(error).split())[:200]) from error


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # libyaml's is there in every wheel
    """Safe, and without dates: `2026-01-02` is a text like any other."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own table, without one entry
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _read(loader: Any) -> FrontMatter:
    """Only what stands under the keys we read is made into values."""
    node = loader.get_single_node()
    if node is None:
        return FrontMatter()
    if not isinstance(node, yaml.MappingNode):
        raise BadYAML("no mapping of keys")
    values: dict[str, Any] = {}
    repeated = set()
    for key, value in node.value:
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


def _check_size(node: yaml.Node) -> None:
    waiting, seen = [node], 0
    while waiting:
        now = waiting.pop()
        seen += 1
        if seen > _MOST_NODES:
            raise BadYAML("a value that expands without end")
        if isinstance(now, yaml.SequenceNode):
            waiting.extend(now.value)
        elif isinstance(now, yaml.MappingNode):
            waiting.extend(part for pair in now.value for part in pair)
