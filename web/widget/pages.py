"""The widgets: the family map, a subtree, where a model comes from, and growth, each the page of that name."""

from typing import Any, ClassVar

import polars as pl
import traitlets

from lineage.frozen.map.colourings import Colouring
from lineage.frozen.results import RELATIONS
from lineage.frozen.rollups.growth import AXES, MEASURES
from lineage.values import Denominator
from web.parameters.growth import MOST_LARGEST
from web.widget.page import PageWidget
from web.widget.traits import AddressPart, number, switch, text, texts, words


class MapWidget(PageWidget):
    """The family map.

    `selected` is the id of the selected model, `view` the place in the map's own words (None: all of it), `colour`
    what points are coloured by (None: relation), `size` what their area follows (None: descendants), `only` the classes
    of the colouring that are shown (none: all), `hits` a search and `lit` ids that are lit up. Each may be set, and
    follows what is done in the map. `rows` are the selected model, then those lit.
    """

    path = "/"
    parts: ClassVar[dict[str, AddressPart]] = {
        **{"selected": text("model"), "view": text("view"), "colour": text("colour"), "size": text("size")},
        **{"only": words("only"), "hits": text("hits"), "lit": words("ids")},
    }
    selected = traitlets.Unicode(None, allow_none=True)
    view = traitlets.Unicode(None, allow_none=True)
    colour = traitlets.Enum([None, *map(str, Colouring)], None)
    size = traitlets.Enum([None, "downloads", "likes"], None)
    only = traitlets.List(traitlets.Unicode())
    hits = traitlets.Unicode(None, allow_none=True)
    lit = traitlets.List(traitlets.Unicode())

    def _to_address(self, change: Any = None) -> None:
        if change and change["name"] == "selected" and self.selected != (self._in_address() or {}).get("selected"):
            self.view = None  # the map goes where the model is
        super()._to_address(change)

    @traitlets.validate("selected")
    def _known(self, proposal: dict[str, Any]) -> str | None:
        return None if proposal["value"] is None else self.graph[proposal["value"]].id

    @property
    def rows(self) -> pl.DataFrame:
        """The selected model, then those lit, a row each."""
        chosen = [] if self.selected is None else [self.selected]
        lit = [id for id in self.lit if id in self.graph and id != self.selected]
        return self._rows([*chosen, *lit])


class _ModelWidget(PageWidget):
    """A page of one model, whose id is `model`."""

    model = traitlets.Unicode()

    @traitlets.validate("model")
    def _known(self, proposal: dict[str, Any]) -> str:
        return self.graph[proposal["value"]].id


class SubtreeWidget(_ModelWidget):
    """What was made from `model`, as a tree that opens by clicks.

    `order` is that of siblings, `relation` the one that is shown (None: all), `opened` the models whose children stand
    there, each as `"10:owner/name"` with how many of them (none: as the page opens by itself), `fit` makes all fit. A
    click on a model without children goes to its page; `rows` are then that model.
    """

    path = "/families/"
    parts: ClassVar[dict[str, AddressPart]] = {
        **{"order": text("sort"), "relation": text("relation"), "opened": texts("open"), "fit": switch("fit")},
    }
    order = traitlets.Enum(["descendants", "downloads", "likes", "created_at"], "descendants")
    relation = traitlets.Enum([None, *map(str, RELATIONS)], None)
    opened = traitlets.List(traitlets.Unicode())
    fit = traitlets.Bool(False)


class LineageWidget(_ModelWidget):
    """Where `model` comes from: every path up, who says so, and what holds for it; then what was made from it."""

    path = "/models/"
    anchor = "#lineage"


class GrowthWidget(PageWidget):
    """New models by month as a chart and a table.

    Grouped `by` organisation, base, relation, license, effective_class or task; `of` all models or a part; `show` new
    ones, added up or their share; `only` these instead of the `most` largest. A click on a line goes to the models
    behind that point, which `rows` are then; the page of growth itself is about no models.
    """

    path = "/growth"
    height = traitlets.Int(820, min=200).tag(sync=True)
    parts: ClassVar[dict[str, AddressPart]] = {
        **{"by": text("by"), "of": text("of"), "show": text("show"), "only": texts("key"), "most": number("most")},
        "mass_uploads": switch("mass_uploads"),
    }
    by = traitlets.Enum(AXES, "base")
    of = traitlets.Enum([*map(str, Denominator)], "all")
    show = traitlets.Enum(MEASURES, "new")
    only = traitlets.List(traitlets.Unicode())
    most = traitlets.Int(8, min=1, max=MOST_LARGEST)
    mass_uploads = traitlets.Bool(True)
