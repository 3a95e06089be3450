"""`fixes`: what an owner can mend in its cards, as a list, as JSON, and as files."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.completion import owners
from lineage.cli.json_output import json_option, print_json
from lineage.cli.options import with_place
from lineage.errors import BadFile, BadInput
from lineage.place import Place
from lineage.text.printable import printable

if TYPE_CHECKING:
    from lineage.fixes import CardFix, OwnerFixes


@click.command()
@click.argument("owner", shell_complete=owners)
@json_option("Print JSON: rules with counts, and every card with its patch.")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a file of each patch into this folder: OWNER--NAME.md.",
)
@click.option(
    "--cards",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Cards that you have, in a folder as `import` reads: with -o each is written whole, mended, and as a .patch.",
)
@click.option("--no-mass-uploads", is_flag=True, help="Leave out models marked as mass uploads.")
@with_place
def fixes(
    place: Place, owner: str, as_json: bool, folder: Path | None, cards: Path | None, no_mass_uploads: bool
) -> None:
    """What an owner's cards leave out or get wrong about parents, relations and licences, each with its patch.

    \b
    qwen-lineage fixes bunnycore
    qwen-lineage fixes bunnycore -o patches --cards my-models
    qwen-lineage fixes organisation:Meta

    All owners of an organisation together are asked for as `organisation:NAME`.

    A patch is YAML for the card's front matter. What is not certain is left to you, marked CHOOSE or CHECK. Licences:
    information, not legal advice.
    """
    from lineage.graph import open_place  # noqa: PLC0415 - `--help` needs no graph

    if cards is not None and folder is None:
        raise BadInput("--cards without a folder to write to", "name one with -o")
    with closing(open_place(place)) as opened:
        found = opened.fixes(owner)
    found = found.without_mass_uploads() if no_mass_uploads else found
    if folder is not None:
        _write(found, folder, {} if cards is None else _cards_by_id(cards))
    elif as_json:
        print_json(_as_json(found))
    else:
        for line in _lines(found):
            click.echo(printable(line))


def _lines(found: "OwnerFixes") -> Iterator[str]:
    from lineage.licences.rules import NO_ADVICE  # noqa: PLC0415

    yield f"{found.owner}: {len(found.cards):,} of {found.listed:,} cards have something to mend; {found.snapshot}"
    for rule, cards in found.by_rule():
        yield f"  {cards:>7,}  {rule.name}: {rule.finds}"
    for card in found.cards:
        yield from ("", card.id)
        yield from (f"  {finding.rule}: {finding.evidence}" for finding in card.findings)
        yield from (f"    {line}" for line in card.patch.block.splitlines())
    yield from ("", NO_ADVICE)


def _as_json(found: "OwnerFixes") -> dict[str, Any]:
    from lineage.licences.rules import NO_ADVICE  # noqa: PLC0415

    return {
        "owner": found.owner,
        "owners": found.owners,
        "snapshot": found.snapshot,
        "note": NO_ADVICE,
        "listed": found.listed,
        "total": len(found.cards),
        "without_mass_uploads": len(found.without_mass_uploads().cards),
        "rules": [
            {
                "rule": rule.name,
                "finds": rule.finds,
                "patch": rule.patch,
                "certain": rule.certain,
                "source": rule.source,
                "cards": cards,
            }
            for rule, cards in found.by_rule()
        ],
        "items": [_card_as_json(card) for card in found.cards],
    }


def _card_as_json(card: "CardFix") -> dict[str, Any]:
    return {
        "id": card.id,
        "mass_upload": card.mass_upload,
        "file": card.file,
        "findings": [{"rule": finding.rule, "evidence": finding.evidence} for finding in card.findings],
        "patch": card.patch.block,
        "choices": card.patch.choices,
    }


def _cards_by_id(folder: Path) -> Mapping[str, Path]:
    """The cards in a folder, by the models that their paths name."""
    from ingest.sources.card_files import id_of  # noqa: PLC0415

    files = ((id_of(path.relative_to(folder)), path) for path in sorted(folder.rglob("*.md")) if path.is_file())
    return {id: path for id, path in files if id is not None}


def _write(found: "OwnerFixes", folder: Path, cards: Mapping[str, Path]) -> None:
    """A file for each card, and for one that is there a patch too; what cannot be patched is written as a block."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = sum(_write_card(card, folder, cards.get(card.id)) for card in found.cards)
    click.echo(f"{folder}: {len(found.cards):,} files, {whole:,} of them whole cards", err=True)


def _write_card(card: "CardFix", folder: Path, path: Path | None) -> bool:
    """Whether the card was written whole."""
    from lineage.fixes import card_text, difference, mended  # noqa: PLC0415

    file = folder / card.file
    if path is not None:
        try:
            before = card_text(path.read_bytes())
            after = mended(before, card.patch)
        except BadFile as error:
            click.echo(f"{printable(str(path))}: {error}; {error.hint}", err=True)
        else:
            _put(file, after)
            _put(file.with_suffix(".patch"), difference(before, after, path.name))
            return True
    _put(file, f"---\n{card.patch.block}---\n")
    return False


def _put(file: Path, text: str) -> None:
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
