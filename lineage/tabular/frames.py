"""Owners, growth and claims as polars tables: each has one schema, whatever the rows, and without any."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from lineage import arguments
from lineage.compliance.given_licences import GivenLicence
from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.files import growth_of, rollups_of
from lineage.frozen.rollups.growth import AXES, MAY_BE_UNSTATED, MOST_KEYS, ONE_KEY_EACH, MonthlyGrowth, Series
from lineage.frozen.rollups.rollups import OWN, VARIANTS, WAYS
from lineage.given_ids import GivenId
from lineage.owners import owners
from lineage.published_claims import CheckedClaim, CheckedDefinition
from lineage.schema import INFERRED_FROM
from lineage.stores.port import Reader
from lineage.values import Denominator
from lineage.variants.ladder import VariantLadder

if TYPE_CHECKING:
    import polars as pl

NOT_STATED, OTHERS = "not stated", "all others"
"""What growth has beside the series of keys, as the page does."""
PERIODS = ("month", "quarter", "year")
RANKED = ("union", "exclusive", "fractional")
LISTED_VARIANTS = {"value": "", "without_mass_uploads": "_without_mass_uploads"}


def organisations_frame(graph: FrozenGraph) -> "pl.DataFrame":
    """See `Lineage.organisations`."""
    import polars as pl  # noqa: PLC0415 - an import of 0.1 s, paid by those who ask for a table

    rolled, codes = rollups_of(graph), owners.ranking(graph).codes
    columns: dict[str, Any] = {"organisation": pl.Series(rolled.organisations.take(codes), dtype=pl.String)}
    models = rolled.arrays["organisation.models"]
    for variant, suffix in LISTED_VARIANTS.items():
        columns[f"models{suffix}"] = _whole(models[VARIANTS.index(variant)][codes])
        for way in RANKED:
            counts = rolled.column("organisation", way, variant)[codes]
            columns[f"{way}{suffix}"] = pl.Series(counts, dtype=pl.Float64) if way == "fractional" else _whole(counts)
        own = rolled.column("organisation", "union", variant, OWN)
        columns[f"others{suffix}"] = _whole((rolled.column("organisation", "union", variant) - own)[codes])
    return pl.DataFrame(columns)


def roll_up_frame(several: Sequence[owners.OwnerSummary]) -> "pl.DataFrame":
    """See `Lineage.roll_ups`."""
    import polars as pl  # noqa: PLC0415

    rows = [
        (way, of, *(getattr(part, variant) for variant in VARIANTS), found.name)
        for found in several
        for way in WAYS
        if (count := getattr(found.roll_up, way)) is not None
        for of, part in (("all", count), ("own", count.own), ("others", count.others))
    ]
    schema: dict[str, Any] = {"way": pl.String, "of": pl.String, **dict.fromkeys(VARIANTS, pl.Float64)}
    return pl.DataFrame(rows, {**schema, "name": pl.String}, orient="row")


def quality_frame(findings: Sequence[Mapping[str, Any]]) -> "pl.DataFrame":
    """See `Lineage.quality`."""
    import polars as pl  # noqa: PLC0415

    example = pl.Struct(dict.fromkeys(("child", "raw", "parent", "said"), pl.String))
    schema: dict[str, Any] = {
        "kind": pl.String,
        "what": pl.String,
        "count": pl.Int64,
        "done": pl.String,
        "examples": pl.List(example),
    }
    return pl.DataFrame([[one[name] for name in schema] for one in findings], schema, orient="row")


def inferred_frame(reader: Reader) -> "pl.DataFrame":
    """See `Lineage.inferred_parents`."""
    import polars as pl  # noqa: PLC0415

    texts = ("child", "parent", "relation", "rule", "raw")
    schema: dict[str, Any] = {**dict.fromkeys(texts, pl.String), "precision": pl.Int64}
    batches = reader.columns(INFERRED_FROM, ("relation", "rule", "raw", "precision"))
    read = [pl.DataFrame({name: batch[name] for name in schema}, schema) for batch in batches]
    return pl.concat([pl.DataFrame(schema=schema), *read]).sort("child", "parent")


def growth_frame(
    graph: FrozenGraph,
    by: str,
    of: str,
    keys: Sequence[str],
    most: int,
    mass_uploads: bool,
    every: str = "month",
    rest: bool = False,
) -> "pl.DataFrame":
    """See `Lineage.growth`."""
    import polars as pl  # noqa: PLC0415

    axis = arguments.one_of("by", by, AXES)
    denominator = Denominator(arguments.one_of("of", of, list(Denominator)))
    most = arguments.whole_number("most", most, 1, MOST_KEYS)
    period = arguments.one_of("every", every, list(PERIODS))
    growth = growth_of(graph)
    named = [keys] if isinstance(keys, str) else keys
    whole = growth.everything(denominator, mass_uploads)
    series = dict(_growth_series(growth, axis, denominator, named, most, mass_uploads))
    if rest:
        series |= _rest(growth, axis, denominator, mass_uploads, series)
    rows = [(month, name, *values) for name, one in series.items() for month, *values in one.rows(growth.months, whole)]
    schema = {"month": pl.String, "name": pl.String, "new": pl.Int64, "cumulative": pl.Int64}
    by_month = pl.DataFrame(rows, {**schema, "share": pl.Float64, "whole": pl.Int64}, orient="row")
    dated = by_month.with_columns(first_day=(pl.col("month") + "-01").str.to_date("%Y-%m-%d"))
    return dated if period == "month" else _by_period(dated, period)


def _growth_series(
    growth: MonthlyGrowth, axis: str, of: Denominator, keys: Sequence[str], most: int, mass_uploads: bool
) -> Iterator[tuple[str, Series]]:
    """The series of these keys, by name; without any those of the largest."""
    for name in keys or [growth.name(axis, key) for key in growth.largest(axis, of, most, mass_uploads)]:
        if name == NOT_STATED and axis in MAY_BE_UNSTATED:
            yield name, growth.not_stated(axis, of, mass_uploads)
        else:
            key = growth.key(axis, name)
            yield growth.name(axis, key), growth.series(axis, key, of, mass_uploads)


def _rest(
    growth: MonthlyGrowth, axis: str, of: Denominator, mass_uploads: bool, series: Mapping[str, Series]
) -> dict[str, Series]:
    """What stands beside some series: models that state nothing, and those in no series, where each is in one."""
    rest: dict[str, Series] = {}
    if axis in MAY_BE_UNSTATED:
        rest[NOT_STATED] = growth.not_stated(axis, of, mass_uploads)
    if axis in ONE_KEY_EACH:
        told = {**series, **rest}
        rest[OTHERS] = growth.everything(of, mass_uploads).without([*told.values()])
    return rest


def _by_period(by_month: "pl.DataFrame", period: str) -> "pl.DataFrame":
    """Growth by month added up by quarter or year."""
    import polars as pl  # noqa: PLC0415

    year, quarter = pl.col("month").str.slice(0, 4), pl.col("first_day").dt.quarter().cast(pl.String)
    name = year if period == "year" else year + "-Q" + quarter
    begins = pl.col("first_day").dt.truncate("1y" if period == "year" else "1q")
    added = by_month.group_by(name.alias(period), "name", maintain_order=True).agg(
        pl.col("new").sum(),
        pl.col("cumulative").last(),
        pl.col("whole").sum(),
        begins.first(),
    )
    share = pl.when(pl.col("first_day").is_not_null() & (pl.col("whole") > 0)).then(pl.col("new") / pl.col("whole"))
    return added.select(period, "name", "new", "cumulative", share=share, whole="whole", first_day="first_day")


def given_ids_frame(found: Iterable[GivenId]) -> "pl.DataFrame":
    """See `Lineage.resolve`."""
    import polars as pl  # noqa: PLC0415

    schema: dict[str, Any] = {"given": pl.String, "id": pl.String, "rule": pl.String, "similar": pl.List(pl.String)}
    rows = [(one.given, one.id, str(one.rule), list(one.similar)) for one in found]
    return pl.DataFrame(rows, schema, orient="row")


def licences_frame(found: Iterable[GivenLicence]) -> "pl.DataFrame":
    """See `Lineage.licences`."""
    import polars as pl  # noqa: PLC0415

    texts = ("id", "sentence", "license", "license_name", "license_class", "effective_class", "license_verdict")
    schema: dict[str, Any] = {
        **dict.fromkeys(("given", *texts), pl.String),
        **dict.fromkeys(("applies", "rules", "duties"), pl.List(pl.String)),
    }
    rows = [
        {
            "given": one.given.given,
            **{name: None if (word := getattr(one.licence, name, None)) is None else str(word) for name in texts},
            "applies": None if one.licence is None else list(one.licence.applies),
            "rules": None if one.licence is None else [finding.rule for finding in one.licence.findings],
            "duties": None if one.licence is None else list(one.licence.duties),
        }
        for one in found
    ]
    return pl.DataFrame(rows, schema, orient="row")


def variants_frame(ladder: VariantLadder) -> "pl.DataFrame":
    """See `Lineage.variants`."""
    import polars as pl  # noqa: PLC0415

    read = dict.fromkeys(("encoding", "format_rule", "bits_rule"), pl.String)
    schema: dict[str, Any] = {"id": pl.String, "format": pl.String, "bits": pl.Int64, **read, "owner": pl.String}
    texts = ("mass_upload", "license", "license_name", "effective_class")
    whose: dict[str, Any] = {"official": pl.Boolean, "downloads": pl.Int64, "created_at": pl.Datetime("us", "UTC")}
    rows = [
        {**asdict(row.variant), **{name: getattr(row, name) for name in ("id", "owner", *whose, *texts)}}
        for row in ladder.rows().page()
    ]
    return pl.DataFrame(rows, {**schema, **whose, **dict.fromkeys(texts, pl.String)})


def claims_frame(checked: Iterable[CheckedClaim]) -> "pl.DataFrame":
    """See `Lineage.claims`."""
    import polars as pl  # noqa: PLC0415

    texts = dict.fromkeys(("claim", "date", "source", "definition", "meaning"), pl.String)
    values = {"value": pl.Float64, "text": pl.String, "verdict": pl.String, "reason": pl.String}
    sides = {"expected": pl.Float64, "expected_text": pl.String, "at_most": pl.Float64, "compared_with": pl.Float64}
    where = {"lower_bound": pl.Boolean, "snapshot": pl.String, "as_of": pl.Date, "list": pl.String}
    rows = [_claim_row(claim, one) for claim in checked for one in claim.definitions]
    return pl.DataFrame(rows, {**texts, **values, **sides, **where})


def _claim_row(claim: CheckedClaim, one: CheckedDefinition) -> dict[str, Any]:
    value, text = _number_or_text(one.value)
    expected, expected_text = _number_or_text(one.expected)
    named = {"claim": claim.text, "date": claim.date, "source": claim.source, "definition": one.name}
    values = {"value": value, "text": text, "expected": expected, "expected_text": expected_text}
    return {**asdict(one), **named, **values, "verdict": str(one.verdict)}


def _number_or_text(value: float | str | None) -> tuple[float | None, str | None]:
    return (None, value) if isinstance(value, str) else (value, None)


def _whole(values: Any) -> "pl.Series":
    import polars as pl  # noqa: PLC0415

    return pl.Series(values, dtype=pl.Int64)
