"""`qwen-lineage verify`: our counts against the Hub's own."""

from typing import TYPE_CHECKING

import click

from ingest.audit.budget import MOST_REQUESTS
from ingest.commands.progress import crawling
from lineage.cli.completion import snapshot_names
from lineage.cli.json_output import json_option, print_json
from lineage.cli.options import with_place
from lineage.cli.tables import plain_table, print_table
from lineage.place import Place

if TYPE_CHECKING:  # the client of the Hub and the tables are imported by those who verify: `--help` needs neither
    from ingest.audit.verify import Verification


@click.command()
@click.argument("snapshot", required=False, shell_complete=snapshot_names)
@click.option(
    "--bases",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    help="How many of the largest bases to compare.",
)
@click.option(
    "--max-requests", type=click.IntRange(min=1), default=MOST_REQUESTS, show_default=True, help="Requests to spend."
)
@click.option("--endpoint", metavar="URL", help="The Hub to ask.  [env: HF_ENDPOINT]")
@json_option()
@with_place
def verify(
    place: Place, snapshot: str | None, bases: int, max_requests: int, endpoint: str | None, as_json: bool
) -> None:
    """Compare direct children with the Hub's own counts, for the largest bases of a resolved snapshot.

    Each difference is explained as far as it can be: models made, changed or removed since, bases named in the wrong
    case, the Hub's rule of one parent.
    """
    from ingest.audit import verify as verifying  # noqa: PLC0415
    from ingest.hub.client import Hub  # noqa: PLC0415

    hub = Hub(endpoint, hint="nothing was changed; the same command asks again")
    with crawling(f"asking {hub.endpoint}", max_requests) as watch:
        found = verifying.verify(place.home.resolution(snapshot), hub, max_requests, bases, watch)
    if as_json:
        print_json(found.as_dict())
    else:
        _print_verification(found)


def _print_verification(found: "Verification") -> None:
    from ingest.audit.verify import MEANING  # noqa: PLC0415

    differing = [
        {
            "base": one.base,
            "relation": one.relation,
            "ours": one.ours,
            "Hub's": one.theirs,
            "why": ", ".join(f"{count:+,} {why}" for why, count in one.why.items()),
        }
        for one in found.differences
    ]
    agreeing = found.compared - len(differing)
    title = f"{found.snapshot}: {agreeing:,} of {found.compared:,} counts agree ({found.bases:,} bases)"
    print_table(plain_table(title, ("base", "relation", "ours", "Hub's", "why"), differing, prose=("why",)))
    reasons = [{"children": count, "why": why, "meaning": MEANING[why]} for why, count in found.by_reason().items()]
    print_table(plain_table("why they differ", ("children", "why", "meaning"), reasons, prose=("meaning",)))
