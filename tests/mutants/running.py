"""Mutants → which of them the direct tests kill: pytest collects once, each mutant has a fork."""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import Enum
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.changes import Mutant

# A test may take so many times the processor time that it took without a mutant, and some seconds
# more; a mutant that waits instead of working, so many seconds for all of its tests.
_TIMES, _MORE, _WAITS = 5.0, 1.0, 300.0


class Outcome(Enum):
    """What the tests of a mutant say, as the exit code of its process."""

    SURVIVED, KILLED, NOT_TRIED = range(3)


class CannotBeTriedError(Exception):
    """A module that cannot be changed while it is in use."""


class Runner:
    """Runs the tests once to see which lines each runs, then for each mutant those of its line."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._names = {str(path) for path in paths}
        self.lines: dict[tuple[str, int], set[int]] = defaultdict(set)
        self._seconds: list[float] = []
        self._items: list[pytest.Item] = []
        self._running = 0

    def learn(self, items: Sequence[pytest.Item]) -> list[str]:
        """Run each test once; return the names of those that fail without any mutant."""
        self._items, failed = list(items), []
        for number, item in enumerate(items):
            self._running, began = number, time.process_time()
            with self._traced():
                if not _passes(item, items[(number + 1) % len(items)]):
                    failed.append(item.nodeid)
            self._seconds.append(time.process_time() - began)
        return failed

    def tests_of(self, mutant: Mutant) -> list[int]:
        """Return the tests that run what a mutant changes, the quickest first."""
        name = str(mutant.path)
        if mutant.inside:
            places = [(name, line) for line in mutant.lines]
        else:
            places = [place for place in self.lines if place[0] == name]
        found = {test for place in places for test in self.lines.get(place, ())}
        return sorted(found, key=self._seconds.__getitem__)

    def try_out(self, mutant: Mutant | None) -> Outcome:
        """Return what the tests of a mutant say, all tests where nothing is changed."""
        tests = self.tests_of(mutant) if mutant else list(range(len(self._items)))
        child = os.fork()
        if not child:
            with suppress(BaseException):
                os._exit(self._outcome(mutant, tests).value)
            os._exit(Outcome.KILLED.value)
        handle = os.pidfd_open(child)
        ended, _, _ = select.select([handle], [], [], _WAITS)
        if not ended:
            os.kill(child, signal.SIGKILL)
        os.close(handle)
        _, status = os.waitpid(child, 0)
        # A test that takes too long is ended by a signal.
        return Outcome(status >> 8) if not status & 0xFF else Outcome.KILLED

    def _outcome(self, mutant: Mutant | None, tests: Sequence[int]) -> Outcome:
        try:
            if mutant:
                apply(mutant)
        except CannotBeTriedError:
            return Outcome.NOT_TRIED
        return Outcome.SURVIVED if self._all_pass(tests) else Outcome.KILLED

    def _all_pass(self, tests: Sequence[int]) -> bool:
        items = [self._items[test] for test in tests]
        items[0].session._setupstate.teardown_exact(items[0])
        # After the last test, what the session shares stays: other forks share it too.
        other = next(one for one in self._items if one is not items[-1])
        for test, item, following in zip(tests, items, [*items[1:], other], strict=True):
            signal.setitimer(signal.ITIMER_PROF, _MORE + _TIMES * self._seconds[test])
            if not _passes(item, following):
                return False
        return True

    @contextmanager
    def _traced(self) -> Iterator[None]:
        sys.settrace(self._trace)
        threading.settrace(self._trace)
        try:
            yield
        finally:
            sys.settrace(None)
            threading.settrace(None)  # type: ignore[arg-type]

    def _trace(self, frame: FrameType, event: str, arg: object) -> Any:
        name = frame.f_code.co_filename
        if name not in self._names:
            return None
        self.lines[name, frame.f_lineno].add(self._running)
        return self._trace


def _passes(item: pytest.Item, following: pytest.Item) -> bool:
    reports = runtestprotocol(item, log=False, nextitem=following)
    return not any(report.failed for report in reports)


def apply(mutant: Mutant) -> None:
    """Put a mutant in the place of its module, in this process."""
    name = str(mutant.path)
    module = next(m for m in list(sys.modules.values()) if getattr(m, "__file__", "") == name)
    code = mutant.compiled()
    new = {(one.co_qualname, one.co_firstlineno): one for one in _codes(code)}
    for held in gc.get_objects():
        if isinstance(held, FunctionType) and held.__code__.co_filename == name:
            place = held.__code__.co_qualname, held.__code__.co_firstlineno
            if place in new and len(new[place].co_freevars) != len(held.__code__.co_freevars):
                raise CannotBeTriedError(place)
            held.__code__ = new.get(place, held.__code__)
        elif isinstance(held, _lru_cache_wrapper) and held.__module__ == module.__name__:
            held.cache_clear()
    if not mutant.inside:
        try:
            _run(module, compile(mutant.path.read_text("utf-8"), name, "exec"))
        except Exception as error:
            # It registers something once and for all.
            raise CannotBeTriedError(name) from error
        _change_names(module, _run(module, code))


def _codes(code: CodeType) -> Iterator[CodeType]:
    for held in code.co_consts:
        if isinstance(held, CodeType):
            yield held
            yield from _codes(held)


def _run(module: ModuleType, code: CodeType) -> dict[str, Any]:
    """Return the names that code defines as if it were that of a module."""
    fresh = ModuleType(module.__name__)
    fresh.__file__ = module.__file__
    exec(code, vars(fresh))  # noqa: S102 # the code is our own, with one change
    return vars(fresh)


def _change_names(module: ModuleType, fresh: dict[str, Any]) -> None:
    """Give a module, and whoever imports from it, the values of its changed code."""
    for name, value in fresh.items():
        old = vars(module).get(name)
        if isinstance(value, FunctionType | type):
            if value.__module__ == module.__name__:
                _change_parts(old, value)
        elif not name.startswith("__") and repr(value) != repr(old):
            for user in list(sys.modules.values()):
                if vars(user).get(name) is old:
                    setattr(user, name, value)


def _change_parts(old: Any, new: Any) -> None:
    """Give a function its new defaults, and a class its new values."""
    if isinstance(new, FunctionType):
        old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__
        return
    for name, value in vars(new).items():
        held = vars(old).get(name)
        if isinstance(value, FunctionType) and isinstance(held, FunctionType):
            _change_parts(held, value)
        elif isinstance(value, int | float | str | tuple) and value != held:
            setattr(old, name, value)
