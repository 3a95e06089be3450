"""The app's pages in notebooks: what they show is asked of the kernel, by messages, and nothing leaves the machine."""

from lineage.export.optional import optional

optional("anywidget", "notebook")

from web.widget.page import PageWidget  # noqa: E402 (the hint comes first)
from web.widget.pages import GrowthWidget, LineageWidget, MapWidget, SubtreeWidget  # noqa: E402

__all__ = ["GrowthWidget", "LineageWidget", "MapWidget", "PageWidget", "SubtreeWidget"]
