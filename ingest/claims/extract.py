"""The claims in a snapshot: each source's words, taken apart, before anything is looked up.

A frame of claims has the columns of CLAIMED, one row for each model a text may name.
"""

from collections.abc import Set as AbstractSet
from functools import lru_cache

import polars as pl

from ingest.claims.relations import RELATIONS, card_relations, known_relation, relations_by_place, unknown_word
from ingest.claims.rules import Reading, readings
from ingest.claims.values import texts, texts_of_json
from ingest.claims.vocabulary import PREFIXES
from ingest.rows.json_values import parse
from lineage.text.hub_ids import ORDINARY
from lineage.values import BASE_TAG, TRUST, Evidence, Relation

CLAIMED = pl.Schema(
    {
        "child": pl.String(),
        "source": pl.String(),
        "position": pl.Int64(),  # from 0, within the child and the source
        "text": pl.UInt32(),  # the number of the text it was read off, maybe with others; null for the Hub
        "raw": pl.String(),  # what was written
        "relation": pl.String(),  # what this source says; null where it says nothing the Hub knows
        "unknown_relation": pl.String(),  # the word it says instead
        "candidate": pl.String(),  # the id that was read; null when none was
        "hub_id": pl.String(),  # the `_id` the Hub gives with it
        "rules": pl.List(pl.String()),  # that read the text, in their order; empty for a plain id
        "unless": pl.String(),  # the reason to reject it with when the snapshot does not know the id
        "by_owner": pl.Boolean(),  # with `unless`: another known model of that owner is enough
        "reason": pl.String(),  # why it names no model
        "by_hub": pl.Boolean(),  # the Hub itself wrote it: a `baseModels` entry, or a pair of tags
    }
)

CLAIMING = (
    "id",
    "tags",
    "hub_relation",
    "hub_parents",
    "card_base_model",
    "card_other_bases",
    "card_relation",
    "config_base_model",
)
"""Columns of ROW that claims are made of."""


def claims_of(rows: pl.LazyFrame, odd: AbstractSet[str] | None = None) -> pl.DataFrame:
    """Every claim of every model of a snapshot (columns of `ingest.rows.table.ROW`), as CLAIMED, by child and trust.

    Where the rows are only some of it, `odd` are its ids that are `oddly_named`.
    """
    written = pl.concat([_card(rows), _tags(rows), _config(rows)])
    parts = [_hub(rows), _read(written, frozenset(oddly_named(rows) if odd is None else odd))]
    claims = pl.concat([part.select(CLAIMED.names()) for part in parts])
    trust = pl.col("source").replace_strict(TRUST, return_dtype=pl.Int8)
    return with_position(claims.sort("child", trust, maintain_order=True))


def with_position(claims: pl.DataFrame) -> pl.DataFrame:
    """The claims, each source's of a child standing together, with `position` among these, from 0."""
    place = pl.int_range(pl.len(), dtype=pl.Int64)
    first = pl.struct("child", "source").rle_id().diff().fill_null(1) > 0
    return claims.with_columns(position=place - pl.when(first).then(place).forward_fill())


def stated_relations(rows: pl.LazyFrame) -> pl.DataFrame:
    """What the Hub and the card say of a child as a whole: `child, hub, card`, null where nothing the Hub knows."""
    own = rows.filter(pl.col("hub_relation").is_not_null() | pl.col("card_relation").is_not_null())
    return (
        own.select(child="id", hub=known_relation(pl.col("hub_relation")), card="card_relation")
        .collect()
        .pipe(lambda frame: frame.with_columns(card=card_relations(frame["card"])["relation"]))
    )


def oddly_named(rows: pl.LazyFrame) -> set[str]:
    """Listed ids that the rules would not take as they are: few, such as `gpt2` in an old snapshot."""
    return set(rows.filter(is_oddly_named()).select("id").collect()["id"])


def is_oddly_named() -> pl.Expr:
    """Whether the rules would not take an `id` as it is, were it not listed."""
    id = pl.col("id")
    return ~(id.str.contains(ORDINARY) & ~id.str.contains(r"--|\.\.|\.git$"))


def _hub(rows: pl.LazyFrame) -> pl.DataFrame:
    """The Hub's own claims are ids, word for word."""
    exploded = rows.filter(pl.col("hub_parents").list.len() > 0).select("id", "hub_relation", "hub_parents")
    parent = pl.col("hub_parents").struct
    return (
        exploded.explode("hub_parents")
        .select(
            child="id",
            source=pl.lit(Evidence.HUB.value),
            position=pl.lit(0, pl.Int64),
            text=pl.lit(None, pl.UInt32),
            raw=parent.field("id"),
            relation=known_relation(pl.col("hub_relation")),
            unknown_relation=unknown_word(pl.col("hub_relation")),
            candidate=parent.field("id"),
            hub_id=parent.field("hub_id"),
            rules=pl.lit([], pl.List(pl.String)),
            unless=pl.lit(None, pl.String),
            by_owner=pl.lit(False),
            reason=pl.lit(None, pl.String),
            by_hub=pl.lit(True),
        )
        .collect()
    )


def _card(rows: pl.LazyFrame) -> pl.DataFrame:
    columns = ["id", "card_relation"]
    said = []
    for column in ("card_base_model", "card_other_bases"):
        values = rows.filter(pl.col(column).is_not_null()).select(*columns, value=column).collect()
        distinct = values.select("value").unique(maintain_order=True)
        read = texts_of_json if column == "card_base_model" else _texts_under_keys
        table = distinct.with_columns(
            text=pl.Series([read(value) for value in distinct["value"]], dtype=pl.List(pl.String))
        )
        said.append(
            values.join(table, on="value", how="left", maintain_order="left")
            .with_columns(place=pl.int_ranges(pl.col("text").list.len().cast(pl.Int64)))
            .explode("text", "place")
            .filter(pl.col("text").is_not_null())
            .with_columns(misspelt=pl.lit(column != "card_base_model"))
        )
    frame = pl.concat(said)
    by_place = _relations_by_place(frame.filter(~pl.col("misspelt")))
    frame = frame.hstack(card_relations(frame["card_relation"])).join(
        by_place, on=["value", "card_relation", "place"], how="left", maintain_order="left"
    )
    return frame.select(
        child="id",
        source=pl.lit(Evidence.CARD.value),
        raw="text",
        text="text",
        relation=pl.coalesce("relation", known_relation(pl.col("own"))),
        unknown_relation=pl.when(pl.col("placed")).then(unknown_word(pl.col("own"))).otherwise("unknown_relation"),
        misspelt="misspelt",
        by_hub=pl.lit(False),
    )


def _relations_by_place(cards: pl.DataFrame) -> pl.DataFrame:
    """`value, card_relation, place, own, placed`: the word for the relation to each parent in cards that state one for
    each; `placed` is true."""
    lists = cards.filter(pl.col("card_relation").str.starts_with("[")).select("value", "card_relation").unique()
    table = [
        (value, stated, place, own, True)
        for value, stated in lists.rows()
        for place, own in enumerate(relations_by_place(value, stated) or ())
    ]
    schema = {"value": pl.String, "card_relation": pl.String, "place": pl.Int64, "own": pl.String, "placed": pl.Boolean}
    return pl.DataFrame(table, schema=schema, orient="row")


def _tags(rows: pl.LazyFrame) -> pl.DataFrame:
    """Tags come in pairs, `base_model:<id>` and `base_model:<relation>:<id>`: one claim for each id and relation.

    Only the Hub writes both; a tag without its partner was written by hand.
    """
    tags = rows.select("id", pl.col("tags").list.filter(pl.element().str.starts_with(BASE_TAG))).filter(
        pl.col("tags").list.len() > 0
    )
    said = tags.explode("tags").select(child="id", said=pl.col("tags").str.strip_prefix(BASE_TAG)).collect()
    found = (
        said.unique(maintain_order=True)
        .join(said.select("said").unique().with_columns(_parts_of_tag()), on="said", how="left", maintain_order="left")
        .with_columns(child_run=pl.col("child").rle_id())
        .with_columns(
            by_hub=pl.col("bare").any().over("child_run", "text")
            & pl.col("relation").is_not_null().any().over("child_run", "text"),
            alone=pl.len().over("child_run", "text") == 1,
        )
        .filter(~pl.col("bare") | pl.col("alone"))
    )
    return found.select(
        child="child",
        source=pl.lit(Evidence.TAG.value),
        raw=pl.concat_str(pl.lit(BASE_TAG), "said"),
        text="text",
        relation="relation",
        unknown_relation="unknown_relation",
        misspelt=pl.lit(False),
        by_hub="by_hub",
    )


def _config(rows: pl.LazyFrame) -> pl.DataFrame:
    """What an adapter's configuration names as its base; its relation to that can be but one."""
    stated = rows.filter(pl.col("config_base_model").is_not_null()).select(child="id", text="config_base_model")
    return stated.collect().select(
        "child",
        source=pl.lit(Evidence.CONFIG.value),
        raw="text",
        text="text",
        relation=pl.lit(Relation.ADAPTER.value),
        unknown_relation=pl.lit(None, pl.String),
        misspelt=pl.lit(False),
        by_hub=pl.lit(False),
    )


def _parts_of_tag() -> list[pl.Expr]:
    """The relation a tag states, the word it has instead, the text of its parent, and whether that is all."""
    said = pl.col("said")
    pattern = rf"(?s)^({'|'.join(RELATIONS)}):(.*)$"
    other = r"(?s)^([A-Za-z][A-Za-z _-]+):([A-Za-z0-9][\w.-]*/[^/].*)$"
    relation, word = said.str.extract(pattern, 1), said.str.extract(other, 1)
    word = pl.when(relation.is_null() & ~word.str.to_lowercase().is_in(PREFIXES)).then(word)
    return [
        pl.coalesce(relation, known_relation(word)).alias("relation"),
        unknown_word(word).alias("unknown_relation"),
        pl.coalesce(
            pl.when(relation.is_not_null()).then(said.str.extract(pattern, 2)),
            pl.when(word.is_not_null()).then(said.str.extract(other, 2)),
            said,
        ).alias("text"),
        (relation.is_null() & word.is_null()).alias("bare"),
    ]


_READ = ("candidate", "rules", "unless", "by_owner", "reason")
"""What the rules say of a text."""


@lru_cache(maxsize=20_000)
def _readings(text: str, listed: frozenset[str]) -> list[Reading]:
    """Well-known bases are named in every part of a snapshot: their texts are read once."""
    return readings(text, listed)


def _read(written: pl.DataFrame, listed: frozenset[str]) -> pl.DataFrame:
    """Each text read once by the rules, then joined to everyone who wrote it."""
    distinct = written["text"].unique(maintain_order=True).to_list()
    table = pl.DataFrame(
        [
            (text, reading.id, list(reading.rules), reading.unless, reading.by_owner, reading.reason)
            for text in distinct
            for reading in _readings(text, listed)
        ],
        schema={"text": pl.String, **{name: CLAIMED[name] for name in _READ}},
        orient="row",
    )
    misspelt = pl.concat_list(pl.lit("misspelt_key"), "rules")
    joined = written.with_row_index("at").join(table, on="text", how="left", maintain_order="left_right")
    return joined.with_columns(
        text="at",
        position=pl.lit(0, pl.Int64),
        hub_id=pl.lit(None, pl.String),
        rules=pl.when("misspelt").then(misspelt).otherwise("rules"),
    )


def _texts_under_keys(json: str) -> list[str]:
    """The texts of each value in `{"Base_model": ...}`."""
    values = parse(json)
    return [text for value in values.values() for text in texts(value)] if isinstance(values, dict) else texts(values)
