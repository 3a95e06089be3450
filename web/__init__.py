"""The web app: a frozen graph and a store's reader in, pages and a JSON API out."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from web.app import create_app
    from web.source import Source

__all__ = ["Source", "create_app"]


def __getattr__(name: str) -> Any:
    """Both names, imported when they are used: `qwen-lineage serve --help` needs no web server."""
    if name == "create_app":
        from web.app import create_app  # noqa: PLC0415

        return create_app
    if name == "Source":
        from web.source import Source  # noqa: PLC0415

        return Source
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
