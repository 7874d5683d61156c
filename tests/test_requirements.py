"""The pinned requirements: what is asked for and no more, each with its hashes."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
RUNS = ROOT / "requirements.txt"
TESTS = ROOT / "tests" / "requirements.txt"
# Imported by none of our modules: it is a command.
NOT_IMPORTED = {"gunicorn"}
# Only "python -m bot import" uses these, and says how to install them where they are missing.
FOR_IMPORTING = {"beautifulsoup4", "mammoth", "markdownify"}


def asked_for(path: Path) -> dict[str, Requirement]:
    """Return the requirements that a list names, without those of lists that it includes."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    found = [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]
    return {canonicalize_name(one.name): one for one in found}


def pinned(path: Path) -> dict[str, Requirement]:
    """Return the requirements that a file pins."""
    lines = re.findall(r"^[\w.-]+==[^\\\n]+", path.read_text("utf-8"), re.M)
    return {canonicalize_name(one.name): one for one in map(Requirement, lines)}


def imported(*folders: str) -> set[str]:
    """Return the distributions that the modules of some folders import."""
    names: set[str] = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    names.update(alias.name.split(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names.add(node.module.split(".")[0])
    owners = packages_distributions()
    return {
        canonicalize_name(owner)
        for name in names - set(sys.stdlib_module_names)
        for owner in owners.get(name, ())
    }


ASKED = asked_for(ROOT / ".requirements.in")


@pytest.mark.parametrize("name", sorted(ASKED))
def test_what_is_asked_for_is_pinned_within_its_range(name: str) -> None:
    """Whoever changes .requirements.in writes requirements.txt anew, with .ci/pin."""
    (pin,) = pinned(RUNS)[name].specifier
    assert ASKED[name].specifier.contains(pin.version)


def test_nothing_is_asked_for_in_vain() -> None:
    """Whatever bot and web import is named in .requirements.in, and nothing else."""
    assert imported("bot", "web") - FOR_IMPORTING | NOT_IMPORTED == ASKED.keys()


def test_nothing_is_pinned_in_vain() -> None:
    """Every pinned package is asked for, or needed by one that is."""
    needed = set(ASKED)
    for _ in pinned(RUNS):
        for name in list(needed):
            needed |= _needs_of(name)
    assert pinned(RUNS).keys() <= needed


def _needs_of(name: str) -> set[str]:
    try:
        requires = distribution(name).requires or ()
    except PackageNotFoundError:
        # For another system or Python than this one.
        return set()
    found = map(Requirement, requires)
    return {canonicalize_name(one.name) for one in found if "extra" not in str(one.marker)}


@pytest.mark.parametrize("path", [RUNS, TESTS], ids=["requirements.txt", "tests/requirements.txt"])
def test_every_pin_has_hashes(path: Path) -> None:
    """By these pip refuses whatever is not the file that was tried."""
    blocks = re.split(r"^(?=[\w.-]+==)", path.read_text("utf-8"), flags=re.M)[1:]
    assert len(blocks) == len(pinned(path))
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_tests_try_the_very_releases_that_run() -> None:
    """What runs is pinned alike in both files."""
    tried = pinned(TESTS)
    assert {name: str(tried[name]) for name in pinned(RUNS)} == {
        name: str(pin) for name, pin in pinned(RUNS).items()
    }


def test_what_the_tests_ask_for_is_pinned() -> None:
    """Theirs stand in tests/requirements.in."""
    asked = asked_for(ROOT / "tests" / "requirements.in")
    for name, requirement in asked.items():
        (pin,) = pinned(TESTS)[name].specifier
        assert requirement.specifier.contains(pin.version), name
