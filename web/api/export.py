"""Parts of the graph as files to download, in every format that the command line has."""

from typing import Any

from flask import Response

from lineage.errors import BadInput, TooManyQueries, UnknownModel, UnknownOwner
from lineage.export import FORMATS, ExportPart, Subgraph, manifest, select, subgraph
from lineage.filters.model_filter import EVERYTHING
from lineage.text.json_pieces import pieces
from web.api import PREFIX
from web.api.csv_tables import MOST_FILE_ROWS
from web.api.declare import RouteGroup
from web.http.kept_files import KeptFiles
from web.parameters.export import EXPORT, ExportQuery
from web.presentation import coverage
from web.source import source

group = RouteGroup(PREFIX)
kept_exports = KeptFiles(most=500_000_000)  # of 100 to 2,000 bytes a model
MEDIA = tuple(
    dict.fromkeys(
        part.media_type for format in FORMATS.values() for part in format.parts if part.media_type != "application/json"
    )
)


@group.get(
    "/export",
    dict[str, Any],
    EXPORT,
    errors=(UnknownModel, UnknownOwner, TooManyQueries),
    example="lineage={id}&format=json",
    media=MEDIA,
)
def export(query: ExportQuery) -> Response:
    """A part of the graph as a file: models, the derivations among them, and what is known of both."""
    if len(query.selections) != 1:
        raise BadInput(
            "no selection, or several",
            "give one of model, subtree, lineage, owner, or a filter",
        )
    made = _subgraph(query.selections)
    name = "models" if query.filter != EVERYTHING else f"{made.selection.kind}-{made.selection.subject}"
    if query.part == "manifest":
        return _response(query, _manifest(), name, made)
    parts = FORMATS[query.format].parts
    if query.part == "beside" and len(parts) == 1:
        raise BadInput(f"{query.format} has no file beside the first", "ask for part=file")
    return _response(query, parts[query.part == "beside"], name, made)


def _subgraph(selection: dict[str, Any]) -> Subgraph:
    served = source()
    made = subgraph(served.graph, select(served.graph, served.reader, **selection))
    if len(made) > MOST_FILE_ROWS:
        raise BadInput(
            f"{len(made):,} models are more than a page's file holds, {MOST_FILE_ROWS:,}",
            "the command line writes as many as there are: qwen-lineage export --help",
        )
    return made


def _manifest() -> ExportPart:
    return ExportPart.of_text("manifest.json", "application/json", lambda made: pieces(manifest(made)))


def _response(query: ExportQuery, part: ExportPart, name: str, made: Subgraph) -> Response:
    response = kept_exports.response((made.graph.version, query), lambda: part.chunks(made))
    asked = query.filter.chosen
    response.headers.update(coverage.download(name, made.graph.facts, part.suffix, part.media_type, asked))
    return response
