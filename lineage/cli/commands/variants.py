"""`variants`: the quantisations of a model by format and bits, and the list behind each."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.completion import model_ids
from lineage.cli.json_output import json_option, print_json
from lineage.cli.options import with_place
from lineage.cli.tables import plain_table, print_table
from lineage.place import Place
from lineage.text.few_digits import about_bytes
from lineage.text.printable import printable
from lineage.values import shown_license
from lineage.weight_formats.rules import VariantFormat

if TYPE_CHECKING:
    from lineage.variants.ladder import LadderPart, Rung, VariantLadder, VariantRow

NOT_KNOWN = "not known"


@click.command()
@click.argument("id", shell_complete=model_ids)
@json_option("Print JSON: the ladder, and the list with its total.")
@click.option("--list", "as_list", is_flag=True, help="Each variant by itself, the most downloaded first.")
@click.option(
    "--format",
    "format_",
    type=click.Choice([one.value for one in VariantFormat], case_sensitive=False),
    help="Those of a format, by themselves.",
)
@click.option("--bits", type=click.IntRange(1), help="Those with so many whole bits of a weight, by themselves.")
@click.option("--official", is_flag=True, help="In the list, those of the model's own organisation alone.")
@click.option("--no-mass-uploads", is_flag=True, help="In the list, leave out models marked as mass uploads.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="Variants of the list.")
@with_place
def variants(
    place: Place,
    id: str,
    as_json: bool,
    as_list: bool,
    format_: str | None,
    bits: int | None,
    official: bool,
    no_mass_uploads: bool,
    limit: int,
) -> None:
    """The quantisations of a model: how many of each format and width, and the most downloaded of each.

    \b
    qwen-lineage variants Qwen/Qwen3-8B
    qwen-lineage variants Qwen/Qwen3-8B --format gguf --bits 4
    qwen-lineage variants Qwen/Qwen3-8B --list --official --json

    Below a model means by quantisations alone, one behind another. Formats and bits are read off names, tags and
    libraries; what none of them tells is not known. The size on disk is a lower bound, the model's parameters times
    the bits, divided by 8; files are larger, at 4 bits by a fifth to two thirds, for their scales and for layers
    that AWQ, GPTQ and NVFP4 keep at 16 bits.
    """
    from lineage.graph import open_place  # noqa: PLC0415 - `--help` needs no graph

    with closing(open_place(place)) as opened:
        ladder, statement = opened.ladder(id), opened.statement.short
    format = None if format_ is None else VariantFormat(format_)
    part = ladder.rows(format, bits, official=official, mass_uploads=not no_mass_uploads)
    if as_json:
        print_json(_answer(ladder, part, limit))
        return
    for line in _heading(ladder, statement):
        click.echo(printable(line))
    if as_list or format is not None or bits is not None or official or no_mass_uploads:
        _print_list(part, limit)
    else:
        _print_ladder(ladder)


def _answer(ladder: "VariantLadder", part: "LadderPart", limit: int) -> dict[str, Any]:
    """The same as `/api/v1/variants/ID` answers."""
    ids = ladder.graph.ids
    return {
        "id": ids[ladder.number],
        "totals": asdict(ladder.totals),
        "rungs": [{**asdict(rung), "best": _item(rung.best)} for rung in ladder.rungs()],
        "re_uploads": ids.take(ladder.re_uploads),
        "candidates": ids.take(ladder.candidates),
        "relation_not_stated": [_item(row) for row in ladder.relation_not_stated],
        "total": len(part),
        "offset": 0,
        "limit": limit,
        "items": [_item(row) for row in part.page(limit=limit)],
    }


def _item(row: "VariantRow") -> dict[str, Any]:
    names = ("official", "downloads", "created_at", "mass_upload", "license", "license_name", "effective_class")
    return {"id": row.id, **asdict(row.variant), "author": row.owner, **{name: getattr(row, name) for name in names}}


def _heading(ladder: "VariantLadder", statement: str) -> Iterator[str]:
    totals, ids = ladder.totals, ladder.graph.ids
    yield f"{ids[ladder.number]}, in {statement}"
    marked = totals.models - totals.without_mass_uploads
    without = f" ({totals.without_mass_uploads:,} without mass uploads)" if marked else ""
    yield f"{totals.models:,} variants{without}, {totals.official:,} official"
    if totals.format_not_known or totals.bits_not_known:
        yield f"format not known of {totals.format_not_known:,}, bits of {totals.bits_not_known:,}"
    if len(ladder.re_uploads):
        yield f"with those of its re-uploads {', '.join(ids.take(ladder.re_uploads))}"
    if named_so := ladder.relation_not_stated:
        most = named_so[0]
        yield (
            f"beside them {len(named_so):,} called so that state no relation, in no count; "
            f"the most downloaded: {most.id} ({'not known' if most.downloads is None else f'{most.downloads:,}'})"
        )
    yield ""


def _print_ladder(ladder: "VariantLadder") -> None:
    columns = (
        "format",
        "bits",
        "at_least",
        "variants",
        "without_mass_uploads",
        "official",
        "most_downloaded",
        "downloads",
    )
    rows = (dict(zip(columns, _rung(rung), strict=True)) for rung in ladder.rungs())
    print_table(plain_table("", columns, rows))


def _rung(rung: "Rung") -> tuple[Any, ...]:
    counts = (rung.models, rung.without_mass_uploads, rung.official)
    size = "" if rung.estimated_bytes is None else about_bytes(rung.estimated_bytes)
    return (_shown(rung.format), _shown(rung.bits), size, *counts, rung.best.id, rung.best.downloads)


def _print_list(part: "LadderPart", limit: int) -> None:
    columns = ("id", "format", "bits", "encoding", "official", "license", "what_applies", "downloads")
    rows = [dict(zip(columns, _row(row), strict=True)) for row in part.page(limit=limit)]
    print_table(plain_table("", columns, rows))
    if len(part) > len(rows):
        click.echo(f"note: the first {len(rows):,} of {len(part):,}: --limit", err=True)


def _row(row: "VariantRow") -> tuple[Any, ...]:
    read = row.variant
    return (
        row.id,
        _shown(read.format),
        _shown(read.bits),
        read.encoding,
        "official" if row.official else "",
        shown_license(row.license, row.license_name),
        row.effective_class,
        row.downloads,
    )


def _shown(value: object) -> str:
    return NOT_KNOWN if value is None else str(value)
