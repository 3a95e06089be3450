"""The formats by name: the files of each, how they are written, and what they are called on the web."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from lineage.errors import BadInput
from lineage.export.formats import auspice, gexf, graphml, json_ld, newick, node_link, page, tables
from lineage.export.subgraph import Subgraph

CHUNK = 2**20
Pieces = Callable[[Subgraph], Iterator[str]]


@dataclass(frozen=True, slots=True)
class ExportPart:
    """One file of a format. `suffix` follows the name's stem, of the first file only where none is given; `pieces` are
    its text, None of one that is no text."""

    suffix: str
    media_type: str
    write: Callable[[Subgraph, Path], None]
    pieces: Pieces | None = None

    @classmethod
    def of_text(cls, suffix: str, media_type: str, pieces: Pieces) -> Self:
        """One that is written from its text."""
        return cls(suffix, media_type, partial(_write, pieces), pieces)

    def chunks(self, subgraph: Subgraph) -> Iterator[str | bytes]:
        """What the file holds, a part at a time."""
        if self.pieces is not None:
            yield from self.pieces(subgraph)
            return
        with TemporaryDirectory() as folder:
            path = Path(folder) / self.suffix
            self.write(subgraph, path)
            with path.open("rb") as file:
                while chunk := file.read(CHUNK):
                    yield chunk


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: the file that is asked for, then those that stand beside it."""

    name: str
    parts: tuple[ExportPart, ...]

    @property
    def suffix(self) -> str:
        return self.parts[0].suffix

    def paths(self, path: Path) -> tuple[Path, ...]:
        """Where its files go, when the first goes to `path`."""
        return (path, *(path.with_name(f"{path.stem}.{part.suffix}") for part in self.parts[1:]))


def _write(pieces: Pieces, subgraph: Subgraph, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces(subgraph))


_text = ExportPart.of_text
_CSV, _PARQUET = "text/csv; charset=utf-8", "application/vnd.apache.parquet"
_FORMATS = (
    ExportFormat("graphml", (_text("graphml", "application/graphml+xml", graphml.pieces),)),
    ExportFormat("gexf", (_text("gexf", "application/gexf+xml", gexf.pieces),)),
    ExportFormat("newick", (_text("nwk", "text/x-nh", newick.pieces), _text("dropped.csv", _CSV, newick.dropped))),
    ExportFormat("auspice", (_text("auspice.json", "application/json", auspice.pieces),)),
    ExportFormat("json", (_text("json", "application/json", node_link.pieces),)),
    ExportFormat("jsonld", (_text("jsonld", "application/ld+json", json_ld.pieces),)),
    ExportFormat(
        "csv", (_text("csv", _CSV, tables.model_pieces), _text("derivations.csv", _CSV, tables.derivation_pieces))
    ),
    ExportFormat(
        "parquet",
        (
            ExportPart("parquet", _PARQUET, tables.write_models),
            ExportPart("derivations.parquet", _PARQUET, tables.write_derivations),
        ),
    ),
    ExportFormat("html", (_text("html", "text/html; charset=utf-8", page.pieces),)),
)
FORMATS: Mapping[str, ExportFormat] = {format.name: format for format in _FORMATS}


def format_named(name: str | None, path: Path | None = None) -> ExportFormat:
    """The format of that name, else the one whose files end as `path` does. Raises BadInput for none."""
    if name is None and path is not None:
        ends = [format for format in _FORMATS if path.name.lower().endswith(f".{format.suffix}")]
        if ends:
            return max(ends, key=lambda format: len(format.suffix))
    if name is not None and name in FORMATS:
        return FORMATS[name]
    if name is None and path is not None:
        endings = ", ".join(f".{format.suffix}" for format in _FORMATS)
        raise BadInput(f"no format has files that end as {path.name} does", f"known endings: {endings}")
    raise BadInput(f"no format {name}", f"there are {', '.join(FORMATS)}")
