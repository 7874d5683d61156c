"""The rooms of the house: who may import whom, and what the front door shows."""

import ast
from pathlib import Path

import pytest

import bot

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "bot").rglob("*.py"))


def imports_of(path: Path) -> set[str]:
    """Return the full names of the modules that a file imports anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_bot_knows_nothing_of_the_web(path):
    """The web imports the bot; the bot imports neither the web nor Flask."""
    forbidden = {"web", "flask", "werkzeug", "jinja2"}
    assert not {name.split(".")[0] for name in imports_of(path)} & forbidden


def name_of(path: Path) -> str:
    """Return a file's dotted name, a package's for its __init__."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def assert_no_circle(above: dict[str, set[str]]) -> None:
    """Take away what needs nothing that is left, until nothing is left."""
    while above:
        free = {name for name, needed in above.items() if not needed & above.keys()}
        assert free, f"these import one another: {sorted(above)}"
        above = {name: needed for name, needed in above.items() if name not in free}


@pytest.mark.parametrize("house", ["bot", "web"])
def test_no_module_reaches_back(house):
    """The imports between modules form no circle, in subpackages too."""
    rooms = {name_of(path): path for path in (ROOT / house).rglob("*.py")}
    assert len(rooms) > 20
    above = {name: (imports_of(path) & rooms.keys()) - {name} for name, path in rooms.items()}
    assert_no_circle(above)


@pytest.mark.parametrize("house", ["bot", "web"])
def test_no_folder_reaches_back(house):
    """Folders import one way only, so each can be understood after those below it."""
    folders: dict[str, set[str]] = {}
    for path in (ROOT / house).rglob("*.py"):
        name = name_of(path)
        if path.name == "__init__.py" or name.count(".") < 2:
            continue
        own = name.split(".")[1]
        theirs = {n.split(".")[1] for n in imports_of(path) if n.startswith(f"{house}.")}
        folders.setdefault(own, set()).update(theirs - {own})
    assert_no_circle(folders)


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
        "OptionError",
        "QuestionError",
    ]


@pytest.mark.parametrize("house", ["bot", "web"])
def test_a_module_can_be_read_at_one_sitting(house):
    """At most 200 lines."""
    lengths = {
        path: len(path.read_text("utf-8").splitlines()) for path in (ROOT / house).rglob("*.py")
    }
    assert {str(path): length for path, length in lengths.items() if length > 200} == {}


@pytest.mark.parametrize("house", ["bot", "web"])
def test_a_folder_can_be_taken_in_at_a_glance(house):
    """At most nine modules stand in it, and its first lines say what it is for."""
    counts: dict[Path, int] = {}
    for path in (ROOT / house).rglob("*.py"):
        counts[path.parent] = counts.get(path.parent, 0) + (path.name != "__init__.py")
    assert {str(folder): count for folder, count in counts.items() if count > 9} == {}
    for folder in counts:
        assert ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))), folder
