"""Make a release of the widget's script: ``python -m tests.browser.release_widget 1.1``.

It needs Node.js, which is asked for the shortening; nothing else of the project does.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
from collections.abc import Sequence

from tests.tools import demand_tool
from web.widget.releases import CALL, FOLDER

MINIFY = ("npx", "--yes", "terser@5.44.1", "--ecma", "2022", "--mangle", "--compress")
PASSES = "passes=3,unsafe_arrows"


def mark_source() -> str:
    """Return the mark of the source as it stands, which a release made from it carries."""
    return hashlib.sha256((FOLDER / "source.js").read_bytes()).hexdigest()[:8]


def shorten(source: str) -> str:
    """Return a script that does the same in fewer bytes."""
    short = subprocess.run(
        [*MINIFY, PASSES], input=source, capture_output=True, text=True, check=True
    ).stdout.strip()
    # The only line breaks left are those between the rules of the style sheet.
    return short.removesuffix("(DEFAULTS);").replace(r"\n", "") + CALL


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the release and print its size; return 1 when that version is already out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version", type=_version, help="its number, such as 1.1")
    parser.add_argument("--again", action="store_true", help="write one anew that is not yet out")
    options = parser.parse_args(arguments)
    demand_tool("node.js")
    version = options.version
    path = FOLDER / f"{version}.js"
    if path.exists() and not options.again:
        print(f"{path.name} is released and never changes; choose another number")
        return 1
    script = shorten((FOLDER / "source.js").read_text("utf-8"))
    path.write_text(f"/*{version} {mark_source()}*/{script}\n", "utf-8")
    print(f"{path}: {path.stat().st_size} bytes")
    return 0


def _version(text: str) -> str:
    """Return a version as it stands in an address."""
    if not re.fullmatch(r"\d+\.\d+", text):
        raise argparse.ArgumentTypeError("two numbers and a dot, such as 1.1")
    return text


if __name__ == "__main__":
    sys.exit(main())
