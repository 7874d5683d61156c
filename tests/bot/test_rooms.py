"""The rooms of the house: who may import whom, and what the front door shows."""

import ast
from pathlib import Path

import pytest

import bot

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "bot").glob("*.py"))


def imports_of(path: Path) -> set[str]:
    """Return the full names of the modules that a file imports anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_bot_knows_nothing_of_the_web(path):
    """The web imports the bot; the bot imports neither the web nor Flask."""
    forbidden = {"web", "flask", "werkzeug", "jinja2"}
    assert not {name.split(".")[0] for name in imports_of(path)} & forbidden


def test_no_room_reaches_back():
    """The imports between rooms form no circle, so each can be understood after those below it."""
    rooms = {path.stem: path for path in MODULES if path.stem not in ("__init__", "__main__")}
    above = {
        name: {
            module.removeprefix("bot.").split(".")[0]
            for module in imports_of(path)
            if module.startswith("bot.")
        }
        & rooms.keys()
        for name, path in rooms.items()
    }
    while above:
        free = {name for name, needed in above.items() if not needed & above.keys()}
        assert free, f"these import one another: {sorted(above)}"
        above = {name: needed for name, needed in above.items() if name not in free}


@pytest.mark.parametrize("room", ["errors", "records"])
def test_the_ground_stands_on_nothing(room):
    """Errors and records import no other room."""
    assert not [n for n in imports_of(ROOT / "bot" / f"{room}.py") if n.startswith("bot")]


def test_the_front_door_shows_few_names():
    """What others may build on is small and does not change by accident."""
    assert sorted(bot.__all__) == [
        "Answer",
        "BotError",
        "Chatbot",
        "CorpusError",
        "EvaluationError",
        "QuestionError",
    ]
