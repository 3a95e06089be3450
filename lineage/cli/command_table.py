"""The commands as one table: name, where each is defined, and its summary; nothing is imported until one is used."""

from importlib import import_module
from typing import Any

import click


class DeferredCommand(click.Command):
    """A command's name and summary; the command itself is imported when its arguments are read.

    `target` is `module:attribute`. Listing and completing names need no more than this.
    """

    def __init__(self, name: str, target: str, summary: str) -> None:
        super().__init__(name, help=summary)
        self.target = target

    def load(self) -> click.Command:
        """The command itself."""
        module, _, attribute = self.target.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        return self.load().make_context(*arguments, **options)


_TABLE = (
    (
        "run",
        "ingest.commands.run:run",
        "Do the whole way: crawl what descends from Qwen's models, resolve, load, freeze, and serve it.",
    ),
    (
        "status",
        "ingest.commands.status:print_status",
        "What is in this home, what is loaded and served, and the command that comes next.",
    ),
    (
        "practice-hub",
        "ingest.commands.practice_hub:practice_hub",
        "Serve a made-up Hub on this machine, for practice, tests and offline demos.",
    ),
    (
        "crawl",
        "ingest.commands.crawl:crawl",
        "Read models from the Hub into a snapshot.",
    ),
    (
        "refresh",
        "ingest.commands.crawl:refresh",
        "Bring the newest complete snapshot up to date as a new one.",
    ),
    (
        "update",
        "ingest.commands.update:update",
        "Read what changed on the Hub, resolve, load and freeze it, and remove old snapshots: one command for a timer.",
    ),
    (
        "import",
        "ingest.commands.import_file:import_",
        "Make a snapshot from a file, from a folder of model cards or of shards, or from a pattern ('data/*.parquet').",
    ),
    (
        "resolve",
        "ingest.commands.resolve:resolve",
        "Make models and derivations from a snapshot's claims (the newest, unless one is named).",
    ),
    (
        "load",
        "ingest.commands.load:load",
        "Load a resolved snapshot (the newest, unless one is named) into the store, in place of what is there.",
    ),
    (
        "freeze",
        "lineage.cli.commands.freeze:freeze",
        "Read the store once into memory-mapped arrays, which the web app and notebooks use.",
    ),
    (
        "serve",
        "web.commands:serve",
        "Serve the loaded graph to browsers, until Ctrl-C.",
    ),
    (
        "cypher",
        "lineage.cli.commands.cypher:cypher",
        "Ask the graph in Cypher, read-only, on either store.",
    ),
    (
        "claims",
        "lineage.cli.commands.claims:claims",
        "Published claims about families of models, each definition computed on the loaded graph.",
    ),
    (
        "licences",
        "lineage.cli.commands.licences:licences",
        "What may be done with models after all that they were made from, and why; or what each licence rule finds.",
    ),
    (
        "impact",
        "lineage.cli.commands.impact:impact",
        "If a model went: who descends from it, who hangs on it alone, who has another way, and where to go.",
    ),
    (
        "variants",
        "lineage.cli.commands.variants:variants",
        "The quantisations of a model: how many of each format and width, and the most downloaded of each.",
    ),
    (
        "bom",
        "lineage.cli.commands.bom:bom",
        "A bill of materials: what a model was made from, its licences and who says so, as a document to file.",
    ),
    (
        "export",
        "lineage.cli.commands.export:export",
        "A part of the graph as a file for other tools: models, derivations, and what is known of both.",
    ),
    (
        "quality",
        "ingest.commands.quality:quality",
        "Every irregularity of a resolved snapshot: how often, examples, and what the resolver did.",
    ),
    (
        "fixes",
        "ingest.commands.fixes:fixes",
        "What an owner's cards leave out or get wrong about parents, relations and licences, each with its patch.",
    ),
    (
        "evaluate",
        "ingest.commands.evaluate:evaluate",
        "How often our own rules are right, and how much they find: rule by rule, with 95 % intervals.",
    ),
    (
        "verify",
        "ingest.commands.verify:verify",
        "Compare direct children with the Hub's own counts, for the largest bases of a resolved snapshot.",
    ),
    (
        "snapshots",
        "ingest.commands.snapshots:snapshots",
        "List the snapshots, that of the oldest data first.",
    ),
    (
        "diff",
        "ingest.commands.snapshots:diff",
        "What changed from snapshot A to snapshot B (that of the newest data, unless one is named).",
    ),
    (
        "prune",
        "ingest.commands.snapshots:prune",
        "Remove old snapshots and what was resolved from them.",
    ),
)
"""Name, where it is defined, the first sentence of its help; in the order of the data's way, as `--help` lists them."""

COMMANDS = {name: DeferredCommand(name, target, summary) for name, target, summary in _TABLE}
