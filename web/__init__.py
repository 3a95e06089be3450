"""The web app: a frozen graph and a store's reader in, pages and a JSON API out."""

from web.app import create_app
from web.source import Source

__all__ = ["Source", "create_app"]
