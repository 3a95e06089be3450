"""`qwen-lineage quality`: what is odd in a snapshot, and how good our own rules are."""

import json

import click
from rich.console import Console

from ingest.audit.assess import assess
from lineage.cli.options import with_place
from lineage.place import Place


@click.command()
@click.argument("snapshot", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--inference", is_flag=True, help="Hide declared parents, guess them again, print how often that is right."
)
@click.option("--mass-uploads", is_flag=True, help="Print how right the marks of mass uploads are; needs --practice.")
@click.option("--practice", type=int, metavar="MODELS", help="Judge by a practice Hub's truth instead of a snapshot.")
@with_place
def quality(
    place: Place, snapshot: str | None, as_json: bool, inference: bool, mass_uploads: bool, practice: int | None
) -> None:
    """Every irregularity of a resolved snapshot: how often, examples, and what the resolver did.

    With --inference or --mass-uploads: how good the rules are that guess parents from names, and that mark models
    which programs upload by the hundred. Only a made-up Hub knows the truth about the latter:

    \b
    qwen-lineage quality --inference
    qwen-lineage quality --inference --mass-uploads --practice 60000
    """
    found = assess(place.home, snapshot, inference=inference, mass_uploads=mass_uploads, practice=practice)
    if as_json:
        values = [part.as_dict() for part in found]
        shown = values if inference or mass_uploads else values[0]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2, default=str))
    else:
        for part in found:
            Console().print(part.table())
