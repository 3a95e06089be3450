"""`qwen-lineage evaluate`: how good our own rules are."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from ingest.audit.evaluate.subjects import EvaluationSubject
from lineage.cli.json_output import json_option, print_json
from lineage.cli.options import with_place
from lineage.place import Place

if TYPE_CHECKING:  # the rules and the tables are imported by those who evaluate: `--help` needs neither
    from ingest.audit.evaluate.evaluation import Evaluation
    from ingest.inference import HoldOut


@click.command()
@click.argument(
    "subjects",
    nargs=-1,
    type=click.Choice([subject.value for subject in EvaluationSubject]),
    metavar="[inference|mass-uploads|missing]...",
)
@click.option("--snapshot", metavar="NAME", help="The resolved snapshot to hide parents in; by default the newest.")
@click.option("--practice", type=int, metavar="MODELS", help="Evaluate on a practice Hub of so many models instead.")
@json_option()
@with_place
def evaluate(
    place: Place, subjects: tuple[str, ...], snapshot: str | None, practice: int | None, as_json: bool
) -> None:
    """How often our own rules are right, and how much they find: rule by rule, with 95 % intervals.

    `inference`: the rules that guess parents from names. Parents that cards declare are hidden and guessed again, for
    the owners the rules were tuned on and for all others.

    `mass-uploads`: the rules that mark models which programs upload by the hundred. Only a made-up Hub knows the truth
    about these, and about models that declare no parent: --practice measures both.

    `missing`: the rules that guess parents of models that are only named as a parent. Children are taken for such
    models, and the parents they declare guessed again. It runs only when you name it.

    \b
    qwen-lineage evaluate inference
    qwen-lineage evaluate inference mass-uploads --practice 60000
    """
    from ingest.audit.evaluate.evaluations import evaluate as evaluations  # noqa: PLC0415

    results = evaluations(place.home, [EvaluationSubject(name) for name in subjects], snapshot, practice)
    if as_json:
        print_json([result.as_dict() for result in results])
    else:
        print_results(results)


def print_results(results: "Iterable[Evaluation | HoldOut]") -> None:
    """One table each."""
    from lineage.cli.tables import print_table  # noqa: PLC0415

    for result in results:
        print_table(result.table())
