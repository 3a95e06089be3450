"""Scripts, styles and pictures: read once, served for ever under the digest of what they are."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Blueprint, Response, abort, request

import lineage
from web.http.caching import IMMUTABLE
from web.http.compression import SMALLEST, compressible
from web.http.modules import imported, without_comments

LINEAGE = Path(lineage.__file__).parent
LEVEL = 9  # once, sent many times
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}


@dataclass(frozen=True)
class Asset:
    """One file: its bytes and its type."""

    body: bytes
    mimetype: str

    @cached_property
    def gzipped(self) -> bytes | None:
        """The same gzipped, when somebody asks for it; None where that gains nothing."""
        if not compressible(self.mimetype) or len(self.body) <= SMALLEST:
            return None
        return gzip.compress(self.body, LEVEL, mtime=0)


@dataclass(frozen=True, slots=True)
class Assets:
    """The static folder in memory; `digest` covers it, the templates and the code that pages are made by, so any change
    renames every URL, and every page is another."""

    files: dict[str, Asset]
    digest: str

    @classmethod
    def read(cls, folder: Path) -> "Assets":
        served = filter(_served, sorted(folder.rglob("*")))
        files = {path.relative_to(folder).as_posix(): _read(path, folder / "vendor") for path in served}
        return cls(files, _digest(folder.parent, LINEAGE))

    def url(self, root: str, name: str) -> str:
        """Where `name` is served below the app's `root`. KeyError when there is no such file."""
        self.files[name]
        return f"{root}/static/{self.digest}/{name}"

    def modules(self, name: str) -> list[str]:
        """The scripts that the script `name` imports, directly or not."""
        sources = {other: asset.body.decode() for other, asset in self.files.items() if other.endswith(".js")}
        return imported(name, sources)

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("assets", __name__)

        @blueprint.get("/static/<digest>/<path:name>")
        def asset(digest: str, name: str) -> Response:
            return self.response(digest, name)

        return blueprint

    def response(self, digest: str, name: str) -> Response:
        """The file for ever under its own digest; under an older one the newest, to be asked for again."""
        file = self.files.get(name) or abort(404)
        zipped = file.gzipped if request.accept_encodings["gzip"] > 0 else None
        response = Response(zipped or file.body, mimetype=file.mimetype)
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Cache-Control"] = IMMUTABLE if digest == self.digest else "no-cache"
        return response


def _served(path: Path) -> bool:
    """Types are for the checker, not for browsers."""
    return path.is_file() and not path.name.startswith(".") and not path.name.endswith((".d.ts", "jsconfig.json"))


def _read(path: Path, vendor: Path) -> Asset:
    """Scripts of ours come without their comments, a third of their weight; others keep theirs, for the licences."""
    body = path.read_bytes()
    if path.suffix == ".js" and not path.is_relative_to(vendor):
        body = without_comments(body.decode()).encode()
    mimetype = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(body, mimetype)


def _digest(*folders: Path) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".html", ".xml", ".js", ".css", ".svg", ".png", ".toml"):
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
