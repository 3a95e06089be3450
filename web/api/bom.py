"""Bills of materials of models, as documents to download."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response

from lineage.bom import DEFAULT_COMPONENTS, BomFormat, bom_of, written
from lineage.errors import TooManyQueries, UnknownModel
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.http.kept_files import KeptFiles
from web.parameters.bom import BOM, BomQuery
from web.presentation import coverage
from web.source import source

group = RouteGroup(PREFIX)
kept_documents = KeptFiles(most=200_000_000)  # of 3 to 6 kB a model

MEDIA: Mapping[BomFormat, str] = {
    BomFormat.CYCLONEDX_1_6: "application/vnd.cyclonedx+json",
    BomFormat.CYCLONEDX_1_7: "application/vnd.cyclonedx+json",
    BomFormat.SPDX_3: "application/spdx+json",
}
SUFFIX: Mapping[BomFormat, str] = {
    BomFormat.CYCLONEDX_1_6: "cdx-1.6.json",
    BomFormat.CYCLONEDX_1_7: "cdx-1.7.json",
    BomFormat.SPDX_3: "spdx.json",
}


@group.get(
    "/bom/<path:id>",
    dict[str, Any],
    BOM,
    errors=(UnknownModel, TooManyQueries),
    media=tuple(dict.fromkeys(MEDIA.values())),
)
def bom(id: str, query: BomQuery) -> Response:
    """A bill of materials: the model and all it was made from, with licences and the evidence of every step."""
    key = (source().version, id, query)
    response = kept_documents.response(key, lambda: _text(id, query)) if query.subtree else Response(_whole(id, query))
    format = query.format
    name = f"{id}-subtree" if query.subtree else id
    asked = {"limit": query.limit} if query.limit != DEFAULT_COMPONENTS else {}
    response.headers.update(coverage.download(name, source().graph.facts, SUFFIX[format], MEDIA[format], asked))
    return response


def _whole(id: str, query: BomQuery) -> str:
    return "".join(_text(id, query))


def _text(id: str, query: BomQuery) -> Iterator[str]:
    served = source()
    made = bom_of(served.graph, served.reader, id, subtree=query.subtree, limit=query.limit)
    return written(made, query.format)
