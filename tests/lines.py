"""Lines of a fixture, for tests that ask one thing of many sentences."""

from __future__ import annotations

from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures"


def read_lines(name: str) -> list[tuple[str, str]]:
    """Return the lines of a fixture, each with the "[heading]" that it stands under."""
    heading, rows = "", []
    for line in (FIXTURES / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif line and not line.startswith("#"):
            rows.append((heading, line))
    return rows
