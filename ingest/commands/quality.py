"""`qwen-lineage quality`: what is odd in a snapshot."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from io import StringIO
from typing import TYPE_CHECKING

import click

from ingest.audit.evaluate.subjects import EvaluationSubject
from ingest.commands.evaluate import print_results
from ingest.commands.progress import console
from lineage.cli.completion import snapshot_names
from lineage.cli.json_output import json_option, print_json
from lineage.cli.options import with_place
from lineage.cli.tables import terminal_width
from lineage.errors import BadInput
from lineage.files.output_path import replaceable
from lineage.place import Place
from lineage.text.csv_text import cell
from lineage.text.printable import printable

if TYPE_CHECKING:  # the report and the tables are imported by those who ask for them: `--help` needs neither
    from ingest.audit.cases import Cases

COLUMNS = ("kind", "what", "child", "raw", "parent", "said")


@click.command()
@click.argument("snapshot", required=False, shell_complete=snapshot_names)
@json_option("Print JSON; of cases, an object a line.")
@click.option(
    "--list",
    "rule",
    metavar="RULE",
    help="Every case of a rule, a reason or a kind, by its words in the report, as lines of CSV.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the cases to this file.")
@click.option("--inference", is_flag=True, hidden=True)
@click.option("--mass-uploads", is_flag=True, hidden=True)
@click.option("--practice", type=int, hidden=True)
@with_place
def quality(
    place: Place,
    snapshot: str | None,
    as_json: bool,
    rule: str | None,
    output: str | None,
    inference: bool,
    mass_uploads: bool,
    practice: int | None,
) -> None:
    """Every irregularity of a resolved snapshot: how often, examples, and what the resolver did.

    \b
    qwen-lineage quality --list wrong_case
    qwen-lineage quality --list "rejected claims" -o rejected.csv

    `qwen-lineage evaluate` measures how good our own rules are.
    """
    from ingest.audit.quality import find_cases, report  # noqa: PLC0415

    if inference or mass_uploads or practice is not None:
        chosen = {EvaluationSubject.INFERENCE: inference, EvaluationSubject.MASS_UPLOADS: mass_uploads}
        _evaluate(place, [subject for subject, wanted in chosen.items() if wanted], snapshot, practice, as_json)
        return
    resolution = place.home.resolution(snapshot)
    if rule is not None:
        _list(find_cases(resolution, place.home.snapshots / resolution.name, rule), output, as_json)
        return
    if output is not None:
        raise BadInput("-o is for cases", "say of what: --list RULE")
    found = report(resolution)
    if as_json:
        print_json(found.as_dict())
    else:
        click.echo("\n".join(found.lines(terminal_width())))


def _list(found: "Sequence[Cases]", output: str | None, as_json: bool) -> None:
    """Write the cases as lines, and say so where there were more than are kept. Raises BadInput."""
    try:
        path = "-" if output is None else replaceable(output)
        with click.open_file(path, "w", encoding="utf-8", atomic=output is not None) as file:
            for line in case_lines(found, as_json=as_json):
                click.echo(line, file)
    except OSError as error:
        if output is None:
            raise
        raise BadInput(f"{output}: {error.strerror}", "name a file that can be written") from error
    for one in found:
        if one.count > one.kept:
            console.print(f"note: {one.what}: {one.kept:,} of {one.count:,} were kept", markup=False)


def case_lines(found: "Sequence[Cases]", *, as_json: bool) -> Iterator[str]:
    """Each case: an object of JSON, or a line of CSV behind a header, without what a terminal or a spreadsheet would
    obey."""
    cases = ((cases, case) for cases in found for case in cases.occurrences())
    rows = ({"kind": of.kind, "what": of.what, **asdict(case)} for of, case in cases)
    if as_json:
        yield from (json.dumps(row, ensure_ascii=False) for row in rows)
        return
    yield ",".join(COLUMNS)
    for row in rows:
        line = StringIO()
        csv.writer(line, lineterminator="").writerow(cell(_in_one_line(row[name])) for name in COLUMNS)
        yield line.getvalue()


def _in_one_line(text: str | None) -> str:
    return printable(" ".join((text or "").splitlines()))


def _evaluate(
    place: Place, subjects: list[EvaluationSubject], snapshot: str | None, practice: int | None, as_json: bool
) -> None:
    """What the flags of this command did before `evaluate` was one of its own."""
    from ingest.audit.evaluate.evaluations import evaluate  # noqa: PLC0415

    options = {"--snapshot": snapshot, "--practice": practice}
    words = [*subjects, *(f"{name} {value}" for name, value in options.items() if value is not None)]
    console.print(f"qwen-lineage: this is now `qwen-lineage {' '.join(['evaluate', *words])}`", markup=False)
    results = evaluate(place.home, subjects, snapshot, practice)
    if as_json:
        values = [result.as_dict() for result in results]
        print_json(values if subjects else values[0])
    else:
        print_results(results)
