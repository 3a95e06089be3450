"""`qwen-lineage quality`: what is odd in a snapshot."""

import click
from rich.console import Console

from ingest.audit.evaluate.evaluations import EvaluationSubject, evaluate
from ingest.audit.quality import report
from ingest.commands.evaluate import print_results
from ingest.commands.json_output import print_json
from ingest.commands.progress import console
from lineage.cli.options import with_place
from lineage.place import Place


@click.command()
@click.argument("snapshot", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--inference", is_flag=True, hidden=True)
@click.option("--mass-uploads", is_flag=True, hidden=True)
@click.option("--practice", type=int, hidden=True)
@with_place
def quality(
    place: Place, snapshot: str | None, as_json: bool, inference: bool, mass_uploads: bool, practice: int | None
) -> None:
    """Every irregularity of a resolved snapshot: how often, examples, and what the resolver did.

    `qwen-lineage evaluate` measures how good our own rules are.
    """
    if inference or mass_uploads or practice is not None:
        chosen = {EvaluationSubject.INFERENCE: inference, EvaluationSubject.MASS_UPLOADS: mass_uploads}
        _evaluate(place, [subject for subject, wanted in chosen.items() if wanted], snapshot, practice, as_json)
        return
    found = report(place.home.resolution(snapshot))
    if as_json:
        print_json(found.as_dict())
    else:
        Console().print(found.table())


def _evaluate(
    place: Place, subjects: list[EvaluationSubject], snapshot: str | None, practice: int | None, as_json: bool
) -> None:
    """What the flags of this command did before `evaluate` was one of its own."""
    options = {"--snapshot": snapshot, "--practice": practice}
    words = [*subjects, *(f"{name} {value}" for name, value in options.items() if value is not None)]
    console.print(f"qwen-lineage: this is now `qwen-lineage {' '.join(['evaluate', *words])}`", markup=False)
    results = evaluate(place.home, subjects, snapshot, practice)
    if as_json:
        values = [result.as_dict() for result in results]
        print_json(values if subjects else values[0])
    else:
        print_results(results)
