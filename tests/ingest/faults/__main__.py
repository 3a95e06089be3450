"""Serve a practice Hub with its fault plans, for a person to crawl: `python -m tests.ingest.faults`."""

import click

from ingest.commands.practice_hub import made_up, practice_hub, serve_until_stopped
from tests.ingest.faults import serve_faulty

OF_DAYS = ("days", "day")


def serve_plans(models: int, seed: int, port: int, related: float, quota: int, window: int) -> None:
    """Serve a made-up Hub that goes wrong below /s/PLAN in one of many ways.

    tests/README.md lists the plans. Everywhere else it is the one of `qwen-lineage practice-hub`, with the same
    options, but for its days:

    \b
    python -m tests.ingest.faults &
    HF_ENDPOINT=http://127.0.0.1:8766/s/storm qwen-lineage crawl
    """
    hub = serve_faulty(made_up(models, seed, related), port=port, quota=quota, window=window)
    serve_until_stopped(hub, models)


if __name__ == "__main__":
    params = [param for param in practice_hub.params if param.name not in OF_DAYS]
    click.Command("tests.ingest.faults", params=params, callback=serve_plans, help=serve_plans.__doc__)()
