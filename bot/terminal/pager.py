"""Long answers a page at a time, as other tools do; never those that tell to call for help."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from typing import TextIO

# Quits at once where all fits, shows marks, and leaves the text on the screen.
_LESS = "less -FRX"


def write_paged(text: str, stream: TextIO) -> None:
    """Write a text to a stream, through the pager where it is longer than the screen.

    The pager is that of the variable PAGER, by default less; "" or "cat" switch it off.
    """
    pager = find_pager(text, stream, os.environ)
    if pager:
        stream.flush()
        try:
            # The owner of the terminal has chosen the command.
            subprocess.run(pager, input=text, text=True, encoding=stream.encoding, errors="replace")  # noqa: S603
        except OSError:
            stream.write(text)
        return
    stream.write(text)
    stream.flush()


def find_pager(text: str, stream: TextIO, environment: Mapping[str, str]) -> list[str]:
    """Return the command that shows a text page by page; empty where none is needed."""
    if not stream.isatty() or environment.get("TERM") == "dumb":
        return []
    if text.count("\n") < shutil.get_terminal_size().lines:
        return []
    chosen = environment.get("PAGER")
    command = shlex.split(_LESS if chosen is None else chosen)
    if not command or command[0] == "cat" or shutil.which(command[0]) is None:
        return []
    return command
