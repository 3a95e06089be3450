"""The web app: a frozen graph and a store's reader in, pages and a JSON API out."""

from web.app import create_app

__all__ = ["create_app"]
