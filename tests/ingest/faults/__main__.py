"""Serve a practice Hub with its fault plans, for a person to crawl: `python -m tests.ingest.faults`."""

import click

from ingest.commands.practice_hub import practice_hub, serve_until_stopped
from tests.ingest.faults import serve_faulty


def serve_plans(**options: object) -> None:
    """Serve a made-up Hub that goes wrong below /s/PLAN in one of many ways.

    tests/README.md lists the plans. Everywhere else it is the one of `qwen-lineage practice-hub`, with the same
    options:

    \b
    python -m tests.ingest.faults &
    HF_ENDPOINT=http://127.0.0.1:8766/s/storm qwen-lineage crawl
    """
    serve_until_stopped(serve_faulty, **options)  # type: ignore[arg-type]


if __name__ == "__main__":
    click.Command("tests.ingest.faults", params=practice_hub.params, callback=serve_plans, help=serve_plans.__doc__)()
