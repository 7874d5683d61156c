"""How every command is read: what it is called, and the folder that it is about."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from bot.loading.library import load_safety

# Found from any folder: it stands beside the code.
CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def default_corpus() -> Path:
    """Return the folder that the environment names, as for the web, else the one that ships."""
    return Path(os.environ.get("CHATBOT_CORPUS") or CORPUS)


def own_name() -> str:
    """Return how the command was called: "hip", or "python -m bot"."""
    called = Path(sys.argv[0]).name
    return "python -m bot" if called.endswith(".py") or not called else called


def make_parser(name: str, description: str) -> argparse.ArgumentParser:
    """Return the reader of a command line; ``name`` is that of the command, after a blank."""
    parser = argparse.ArgumentParser(prog=f"{own_name()}{name}", description=description)
    parser.add_argument(
        "--corpus", type=Path, default=default_corpus(), help="the folder of documents"
    )
    return parser


def safety_lines() -> str:
    """Return the safety card of the corpus in one paragraph, for the help; "" without one."""
    notices = load_safety(default_corpus())
    if notices is None or notices.card is None:
        return ""
    # argparse reads a percent sign as the start of a field.
    return " ".join((f"{notices.card.title}:", *notices.card.lines)).replace("%", "%%")
