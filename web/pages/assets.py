"""Static files: read once at start, named by their content, compressed, cached for a year."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort

from web.request.security import accepts_gzip

FOLDER = Path(__file__).parents[1] / "static"
YEAR = "public, max-age=31536000, immutable"
# Of what stands there. A system's own table takes longer to read than all of the files, and may
# differ: scripts are text/javascript since RFC 9239.
_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# How one script of ours names another.
_IMPORT = re.compile(rb'from "\./([a-z-]+\.js)"')

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file, ready to be sent."""

    # Name with a mark of the content in it: "chat.1f0c9a2b33.js".
    name: str
    media_type: str
    plain: bytes
    # The same bytes by gzip.
    packed: bytes


@dataclass(frozen=True, slots=True)
class Assets:
    """The static files by the name on disk and by the name on the web."""

    names: Mapping[str, str]
    files: Mapping[str, Asset]

    def url(self, name: str) -> str:
        """Return the address of a file by its name on disk, such as ``chat.css``."""
        return f"/static/{self.names[name]}"


@cache
def shared_assets() -> Assets:
    """Return the files that ship, read once for all requests."""
    return load_assets(FOLDER)


def load_assets(folder: Path) -> Assets:
    """Return every file of the folder, read, named and compressed."""
    paths = {path.name: path for path in sorted(folder.iterdir()) if path.is_file()}
    named: dict[str, Asset] = {}

    def read(name: str) -> Asset:
        if name not in named:
            # A module names another by its name on disk; on the web it has the other's mark.
            plain = _IMPORT.sub(
                lambda found: b'from "./' + read(found[1].decode()).name.encode() + b'"',
                paths[name].read_bytes(),
            )
            named[name] = _pack(paths[name], plain)
        return named[name]

    return Assets(
        names={name: read(name).name for name in paths},
        files={asset.name: asset for asset in named.values()},
    )


def _pack(path: Path, plain: bytes) -> Asset:
    mark = hashlib.sha256(plain).hexdigest()[:10]
    known = _MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return Asset(
        name=f"{path.stem}.{mark}{path.suffix}",
        media_type=known or "application/octet-stream",
        plain=plain,
        packed=gzip.compress(plain, 9, mtime=0),
    )


@blueprint.get("/static/<name>")
def asset(name: str) -> Response:
    """Return a static file; its name changes with its content, so it may be kept for a year.

    :raise 404: when no file has that name.
    """
    # A look-up among names read at start: no path from a request reaches the file system.
    found = shared_assets().files.get(name)
    if found is None:
        abort(404)
    packed = accepts_gzip()
    response = Response(found.packed if packed else found.plain, mimetype=found.media_type)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = YEAR
    return response
