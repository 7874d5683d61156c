"""`python -m tests.mutants bot/safety …`: print which mutants the direct tests kill."""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.mutants.changes import Mutant, mutants_of
from tests.mutants.running import Outcome, Runner

_ROOT = Path(__file__).resolve().parents[2]


def direct_tests(module: Path) -> list[Path]:
    """Return the test files of a module: of its name, and of the folders that it stands in."""
    house, *rooms = module.relative_to(_ROOT).with_suffix("").parts
    files = (_ROOT / "tests" / house / f"test_{room}.py" for room in rooms)
    return [path for path in files if path.exists()]


class Session:
    """A plugin of pytest that runs mutants in place of tests."""

    def __init__(self, modules: Sequence[Path], *, sample: int, seed: int) -> None:
        self._modules, self._sample, self._seed = modules, sample, seed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests once, then the mutants, and print what survived."""
        capture = session.config.pluginmanager.getplugin("capturemanager")
        runner = Runner(self._modules)
        failed = runner.learn(session.items)
        with capture.global_and_fixture_disabled():
            if failed:
                sys.exit(f"these fail without any mutant: {', '.join(failed)}")
            found = [one for module in self._modules for one in mutants_of(module)]
            run = [one for one in found if runner.tests_of(one)]
            chosen = random.Random(self._seed).sample(run, min(self._sample, len(run)))  # noqa: S311
            if runner.try_out(None) is not Outcome.SURVIVED:
                sys.exit("the tests fail in another order, without any mutant")
            tried, survived = [], []
            for one in sorted(chosen, key=lambda one: (one.path, one.line, one.place)):
                outcome = runner.try_out(one)
                if outcome is not Outcome.NOT_TRIED:
                    tried.append(one)
                if outcome is Outcome.SURVIVED:
                    survived.append(one)
                    print(f"{one.path.relative_to(_ROOT)}:{one.line}: {one.change}", flush=True)
            self._print(found, run, tried, survived)
        return True

    def _print(self, *kinds: Sequence[Mutant]) -> None:
        found, run, chosen, survived = (Counter(one.path for one in kind) for kind in kinds)
        print("\n| module | mutants | on lines that tests run | tried | killed |")
        print("| --- | --- | --- | --- | --- |")
        for path in self._modules:
            _row(str(path.relative_to(_ROOT)), found[path], run[path], chosen[path], survived[path])
        _row("all", *(count.total() for count in (found, run, chosen, survived)))


def _row(name: str, found: int, run: int, tried: int, survived: int) -> None:
    killed = f"{(tried - survived) / tried:.2f}" if tried else ""
    share = f"{run / found:.2f}" if found else ""
    print(f"| {name} | {found} | {share} | {tried} | {killed} |")


def main() -> int:
    """Run the command; return pytest's exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("place", nargs="+", type=Path, help="modules, or folders of them")
    parser.add_argument("--sample", type=int, default=150, help="how many mutants to try")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    given = parser.parse_args()
    places = [place.resolve() for place in given.place]
    modules = [
        path
        for place in places
        for path in (sorted(place.rglob("*.py")) if place.is_dir() else [place])
        if path.name != "__init__.py"
    ]
    tests = dict.fromkeys(str(test) for path in modules for test in direct_tests(path))
    if not tests:
        sys.exit("no direct tests: name them test_<module>.py")
    os.environ["PYTHONHASHSEED"] = "0"
    plugin = Session(modules, sample=given.sample, seed=given.seed)
    return pytest.main(["-o", "timeout=0", "-qq", *tests], plugins=[plugin])


if __name__ == "__main__":
    sys.exit(main())
