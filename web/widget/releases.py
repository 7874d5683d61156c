"""The widget's script in its releases, and what a site owner pastes to have it."""

from __future__ import annotations

import gzip
import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "static" / "widget"
# How a release ends: it calls itself with no defaults.
CALL = "({});"


@dataclass(frozen=True, slots=True)
class Script:
    """A script that pages may load."""

    plain: bytes
    # The same bytes by gzip.
    packed: bytes
    # Subresource integrity of the plain bytes, such as "sha384-…" (W3C SRI).
    integrity: str


@dataclass(frozen=True, slots=True)
class Option:
    """A ``data-*`` attribute of the line to paste."""

    # Name after "data-".
    name: str
    # What holds when the attribute is absent, in words or as the value itself.
    default: str
    # Type of its field in the owner's form, or "select".
    field: str = "text"
    # What may be chosen; "" stands for the default.
    choices: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Key of what the owner's page calls it."""
        return f"widget.option_{self.name.replace('-', '_')}"

    @property
    def hint(self) -> str:
        """Key of what the owner's page says about it."""
        return f"widget.hint_{self.name.replace('-', '_')}"

    def choice_title(self, choice: str) -> str:
        """Return the key of a choice's name; languages have none and go by their codes."""
        return f"widget.choice_{choice or 'page'}"


OPTIONS = (
    Option("label", "Ask about your hip"),
    Option("position", "right", "select", ("right", "left")),
    Option("color", "#1f6b61", "color"),
    Option("language", "as the page, else en", "select", ("", "en", "es", "de")),
    Option("open", "false", "checkbox"),
    Option("target", "none: a button in the corner"),
    Option("z-index", "2147483000", "number"),
    Option("phone", "the clinic’s"),
)


@cache
def load_releases(folder: Path = FOLDER) -> Mapping[str, Script]:
    """Return the released scripts by version, oldest first."""
    paths = (path for path in folder.glob("*.js") if path.stem[0].isdigit())
    ordered = sorted(paths, key=lambda path: [int(part) for part in path.stem.split(".")])
    return {path.stem: _pack(path.read_bytes()) for path in ordered}


def newest_version() -> str:
    """Return the version that ``/widget.js`` serves."""
    return list(load_releases())[-1]


@cache
def newest_script(**defaults: str) -> Script:
    """Return the newest release with the clinic's own defaults in it; empty ones count for none."""
    plain = load_releases()[newest_version()].plain.decode().rstrip()
    given = {name: value for name, value in defaults.items() if value}
    # "<" cannot end a script element that somebody puts this text into.
    call = f"({json.dumps(given)});".replace("<", "\\u003c")
    return _pack((plain.removesuffix(CALL) + call + "\n").encode())


def write_line(
    address: str, options: Mapping[str, str], *, integrity: str = "", shown: bool = False
) -> str:
    """Return the line of HTML that puts the widget on a page; ``shown`` marks it for our own."""
    attributes = [f'src="{escape(address)}"', "defer"]
    attributes += [f'data-{name}="{escape(value)}"' for name, value in options.items()]
    if shown:
        attributes.append("data-shown")
    if integrity:
        attributes[1:1] = [f'integrity="{integrity}"', 'crossorigin="anonymous"']
    return f"<script {' '.join(attributes)}></script>"


def _pack(plain: bytes) -> Script:
    digest = b64encode(hashlib.sha384(plain).digest()).decode()
    return Script(plain, gzip.compress(plain, 9, mtime=0), f"sha384-{digest}")
