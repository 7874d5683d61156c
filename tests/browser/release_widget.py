"""Make a release of the widget's script: ``python -m tests.browser.release_widget 1.1``.

It needs Node.js, which is asked for the shortening; nothing else of the project does.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys

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


def main(version: str) -> int:
    """Write the release and print its size; return 1 when that version is already out."""
    path = FOLDER / f"{version}.js"
    if path.exists() and "--again" not in sys.argv:
        print(f"{path.name} is released and never changes; choose another number")
        return 1
    script = shorten((FOLDER / "source.js").read_text("utf-8"))
    path.write_text(f"/*{version} {mark_source()}*/{script}\n", "utf-8")
    print(f"{path}: {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
