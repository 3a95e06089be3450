"""The claims in a snapshot: each source's words, taken apart, before anything is looked up.

A frame of claims has the columns of CLAIMED, one row for each model a text may name.
"""

import polars as pl

from ingest.claims.rules import Reading, readings
from ingest.claims.values import texts, texts_of_json
from ingest.rows.json_values import parse
from lineage.values import Evidence, Relation

CLAIMED = pl.Schema(
    {
        "child": pl.String(),
        "source": pl.String(),
        "position": pl.Int64(),  # from 0, within the child and the source
        "raw": pl.String(),  # what was written
        "relation": pl.String(),  # what this source says; null where it says nothing the Hub knows
        "candidate": pl.String(),  # the id that was read; null when none was
        "hub_id": pl.String(),  # the `_id` the Hub gives with it
        "rules": pl.List(pl.String()),  # that read the text, in their order; empty for a plain id
        "unless": pl.String(),  # the reason to reject it with when the snapshot does not know the id
        "reason": pl.String(),  # why it names no model
        "by_hub": pl.Boolean(),  # the Hub itself wrote it: a `baseModels` entry, or a pair of tags
    }
)

RELATIONS = tuple(relation for relation in Relation if relation is not Relation.UNKNOWN)
_TAG = "base_model:"


def claims_of(rows: pl.LazyFrame, odd: set[str] | None = None) -> pl.DataFrame:
    """Every claim of every model of a snapshot (columns of `ingest.snapshot.ROW`), as CLAIMED.

    Where the rows are only some of it, `odd` are its ids that are `oddly_named`.
    """
    parts = [_hub(rows), _read(pl.concat([_card(rows), _tags(rows)]), oddly_named(rows) if odd is None else odd)]
    claims = pl.concat([part.select(CLAIMED.names()) for part in parts])
    return claims.with_columns(position=pl.int_range(pl.len(), dtype=pl.Int64).over("child", "source"))


def stated_relations(rows: pl.LazyFrame) -> pl.DataFrame:
    """What the Hub and the card say of a child as a whole: `child, hub, card`, null where nothing the Hub knows."""
    own = rows.filter(pl.col("hub_relation").is_not_null() | pl.col("card_relation").is_not_null())
    return (
        own.select(child="id", hub=_known_relation(pl.col("hub_relation")), card="card_relation")
        .collect()
        .pipe(lambda frame: frame.with_columns(card=_card_relation(frame["card"])))
    )


def oddly_named(rows: pl.LazyFrame) -> set[str]:
    """Listed ids that the rules would not take as they are: few, such as `gpt2` in an old snapshot."""
    plain = pl.col("id").str.contains(r"^[A-Za-z0-9][A-Za-z0-9_.-]*/[A-Za-z0-9_.-]+$") & ~pl.col("id").str.contains(
        "--"
    )
    return set(rows.filter(~plain).select("id").collect()["id"])


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
            raw=parent.field("id"),
            relation=_known_relation(pl.col("hub_relation")),
            candidate=parent.field("id"),
            hub_id=parent.field("hub_id"),
            rules=pl.lit([], pl.List(pl.String)),
            unless=pl.lit(None, pl.String),
            reason=pl.lit(None, pl.String),
            by_hub=pl.lit(True),
        )
        .collect()
    )


_WRITTEN = pl.Schema(
    {
        "child": pl.String(),
        "source": pl.String(),
        "raw": pl.String(),
        "text": pl.String(),
        "relation": pl.String(),
        "misspelt": pl.Boolean(),
        "by_hub": pl.Boolean(),
    }
)
"""What a card or a tag says, one text a row; `text` is the part that names a parent."""


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
            .explode("text")
            .filter(pl.col("text").is_not_null())
            .with_columns(misspelt=pl.lit(column != "card_base_model"))
        )
    frame = pl.concat(said)
    return frame.select(
        child="id",
        source=pl.lit(Evidence.CARD.value),
        raw="text",
        text="text",
        relation=_card_relation(frame["card_relation"]),
        misspelt="misspelt",
        by_hub=pl.lit(False),
    )


def _tags(rows: pl.LazyFrame) -> pl.DataFrame:
    """Tags come in pairs, `base_model:<id>` and `base_model:<relation>:<id>`: one claim for each id and relation.

    Only the Hub writes both; a tag without its partner was written by hand.
    """
    tags = rows.select("id", pl.col("tags").list.filter(pl.element().str.starts_with(_TAG))).filter(
        pl.col("tags").list.len() > 0
    )
    said = tags.explode("tags").select(child="id", said=pl.col("tags").str.strip_prefix(_TAG)).collect()
    pattern = rf"(?s)^(?:({'|'.join(RELATIONS)}):)?(.*)$"
    found = (
        said.unique(maintain_order=True)
        .with_columns(relation=pl.col("said").str.extract(pattern, 1), text=pl.col("said").str.extract(pattern, 2))
        .group_by("child", "text", maintain_order=True)
        .agg(relation="relation", bare=pl.col("relation").is_null().any())
        .with_columns(by_hub=pl.col("bare") & (pl.col("relation").list.len() > 1))
        .explode("relation")
        .filter(pl.col("relation").is_not_null() | ~pl.col("by_hub"))
    )
    return found.select(
        child="child",
        source=pl.lit(Evidence.TAG.value),
        raw=pl.concat_str(pl.lit(_TAG), pl.concat_str("relation", pl.lit(":")).fill_null(""), "text"),
        text="text",
        relation="relation",
        misspelt=pl.lit(False),
        by_hub="by_hub",
    )


def _read(written: pl.DataFrame, listed: set[str]) -> pl.DataFrame:
    """Each text read once by the rules, then joined to everyone who wrote it."""
    distinct = written["text"].unique(maintain_order=True).to_list()
    read = [(text, reading) for text in distinct for reading in _readings(text, listed)]
    table = pl.DataFrame(
        {
            "text": [text for text, _ in read],
            "candidate": [reading.id for _, reading in read],
            "rules": [list(reading.rules) for _, reading in read],
            "unless": [reading.unless for _, reading in read],
            "reason": [reading.reason for _, reading in read],
        },
        schema={
            "text": pl.String,
            **{name: CLAIMED[name] for name in ("candidate", "rules", "unless", "reason")},
        },
    )
    misspelt = pl.concat_list(pl.lit("misspelt_key"), "rules")
    return written.join(table, on="text", how="left", maintain_order="left_right").with_columns(
        position=pl.lit(0, pl.Int64),
        hub_id=pl.lit(None, pl.String),
        rules=pl.when("misspelt").then(misspelt).otherwise("rules"),
    )


def _readings(text: str, listed: set[str]) -> list[Reading]:
    """An id the snapshot lists is that id, however odd it looks."""
    return [Reading(text, ())] if text in listed else readings(text)


def _texts_under_keys(json: str) -> list[str]:
    """The texts of each value in `{"Base_model": ...}`."""
    values = parse(json)
    return [text for value in values.values() for text in texts(value)] if isinstance(values, dict) else texts(values)


def _known_relation(column: pl.Expr) -> pl.Expr:
    lowered = column.str.strip_chars().str.to_lowercase()
    return pl.when(lowered.is_in(RELATIONS)).then(lowered)


def _card_relation(column: pl.Series) -> pl.Series:
    """The relation in a card's JSON text: one word the Hub knows, alone or in a list of one."""
    meant = {json: _one_relation(texts_of_json(json)) for json in column.unique() if json is not None}
    return column.replace_strict(meant, default=None, return_dtype=pl.String) if meant else column


def _one_relation(said: list[str]) -> str | None:
    words = {word.strip().lower() for word in said}
    return words.pop() if len(words) == 1 and words <= set(RELATIONS) else None
