"""Which keys do what, page by page: the page of help lists all of them, the sheet behind "?" those of its page."""

from dataclasses import dataclass

from flask import Flask, request


@dataclass(frozen=True, slots=True)
class KeyUse:
    """Keys that do the same, each a combination with spaces in it, and what they do."""

    keys: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """The keys of one place; `endpoints` are the pages that have it, none: every page."""

    title: str
    uses: tuple[KeyUse, ...]
    endpoints: tuple[str, ...] = ()


KEYS = (
    KeyGroup(
        "On every page",
        (
            KeyUse(("/", "Ctrl K"), "find a model"),
            KeyUse(("?",), "these keys"),
            KeyUse(("Escape",), "close what is open"),
            KeyUse(("Tab", "Shift Tab"), "to the next link, button or field, and back"),
        ),
    ),
    KeyGroup(
        "In the search box",
        (
            KeyUse(("↓", "↑"), "choose among what was found"),
            KeyUse(("Enter",), "go there; on the map, select it"),
            KeyUse(("Shift Enter",), "tick it to be compared, or no more"),
        ),
    ),
    KeyGroup(
        "On the map, once it has the focus",
        (
            KeyUse(("←", "→", "↑", "↓"), "move"),
            KeyUse(("+", "-"), "zoom"),
            KeyUse(("0",), "show everything"),
            KeyUse(("Shift ↑", "Shift ↓"), "to the parent, to the largest child"),
            KeyUse(("[", "]"), "to the sibling before, and after"),
            KeyUse(("Enter",), "open the page of the selected model"),
            KeyUse(("Escape",), "one level out"),
        ),
        ("home.page",),
    ),
    KeyGroup(
        "In a subtree",
        (
            KeyUse(("↑", "↓"), "to the model above, and below"),
            KeyUse(("→",), "open its children, or go to the first"),
            KeyUse(("←",), "close them, or go to the parent"),
            KeyUse(("Enter", "Space"), "open or close"),
            KeyUse(("Home", "End"), "to the first model, and the last"),
            KeyUse(("P",), "open the page of the model"),
        ),
        ("subtree.page",),
    ),
    KeyGroup(
        "In the console",
        (
            KeyUse(("Ctrl Enter",), "run the statement"),
            KeyUse(("Ctrl Space",), "words that may stand here"),
            KeyUse(("Tab",), "take the chosen word; else to the next field"),
            KeyUse(("Ctrl /",), "comment a line, or no more"),
            KeyUse(("←", "→", "↑", "↓"), "in a graph: to the nearest node"),
        ),
        ("console.ask",),
    ),
)


def keys_of(endpoint: str | None) -> tuple[KeyGroup, ...]:
    """The groups of one page."""
    return tuple(group for group in KEYS if not group.endpoints or endpoint in group.endpoints)


def register(app: Flask) -> None:
    """Every page knows its keys, for the sheet behind "?"."""
    app.context_processor(lambda: {"key_groups": keys_of(request.endpoint)})
