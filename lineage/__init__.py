"""The lineage graph of open models: its values, its stores, its frozen form, and one way in: `lineage.open`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lineage.graph import Lineage

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(home_or_url: str | None = None) -> "Lineage":
    """Open the graph: in the default home (None), in a home folder, or in the store a URL names.

    The frozen graph is made on the first opening of a load and reused after it. Raises NotLoadedError when nothing was
    loaded, BadStoreURL, StoreError.
    """
    from lineage.graph import open_lineage  # noqa: PLC0415 - importing the package stays light

    return open_lineage(home_or_url)
