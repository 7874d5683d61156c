"""What is odd in a document: where, what, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.errors import place_of


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a file that its owner should know; the file is served all the same."""

    path: Path
    """The file."""
    line: int
    """The line of the file, from 1."""
    finding: str
    """What is odd."""
    remedy: str
    """What to do about it."""

    def __str__(self) -> str:
        """Return it in one line: "corpus/legs.md:14: heading has no text; write a title"."""
        return f"{place_of(self.path, self.line)}: {self.finding}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Findings:
    """Collects what is odd in one file."""

    path: Path
    """The file."""
    found: list[Finding]
    """What was told so far, in the order it was met."""

    def tell(self, line: int, finding: str, remedy: str) -> None:
        """Add a finding at a line of the file."""
        self.found.append(Finding(self.path, line, finding, remedy))
