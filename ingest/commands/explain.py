"""The requests of a family crawl as text: what is asked, what should come and why, and what came."""

import textwrap
from collections.abc import Iterator

import click

from ingest.crawl.family.reasons import amount, subject
from ingest.crawl.family.walk import Step

WIDTH = 80
"""Columns of the text, on a terminal as in a pipe."""

INDENT = " " * 6


def print_step(step: Step) -> None:
    """Print a step as it is sent, or what came once it is answered; plain text on standard output."""
    for line in answer_lines(step) if step.members is not None else request_lines(step):
        click.echo(line)


def request_lines(step: Step) -> Iterator[str]:
    """What a step asks, the members it should add, and the reason; ids are never cut or broken."""
    choice = step.choice
    page = f", page {choice.page:,}" if choice.page > 1 else ""
    yield from _wrapped(f"{subject(choice.request)}{page}", f"{step.number:>4}  ")
    yield from _wrapped(f"{_members(choice.expected)} expected. {choice.reason}", INDENT)


def answer_lines(step: Step) -> Iterator[str]:
    """What came: the members that were not known before, and all models."""
    models = f"{step.models:,} model{'' if step.models == 1 else 's'}" if step.models else "no model"
    yield from _wrapped(f"-> {_members(step.members or 0)} came, {models} in all", INDENT)


def _members(count: float) -> str:
    return f"{amount(count)} member{'' if count == 1 else 's'}"


def _wrapped(text: str, first: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=INDENT, break_long_words=False, break_on_hyphens=False
    )
