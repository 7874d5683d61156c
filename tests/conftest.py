"""What several rooms of tests share, and the rules of every run.

A test whose program is not installed is skipped, and the end of the run says once what to install;
with CI=true nothing may be skipped. A run leaves no process behind. .pytest.ini limits the time of
each test and makes every warning an error.
"""

from __future__ import annotations

import atexit
import os
import signal
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings

from bot import Chatbot
from tests.leftovers import end_leftovers, mark_this_run
from tests.tools import need_tool

# Tests ask faster than people; those of the limits set their own.
os.environ.setdefault("CHATBOT_RATE_LIMIT", "")

ROOT = Path(__file__).resolve().parents[1]
Report = pytest.TestReport | pytest.CollectReport
# How long the whole suite takes on two processors; .ci/run prints the time.
_MINUTES = 8

# A shell that starts a run in the background has it ignore Ctrl+C, and so would every server that
# a test starts, and stops that way.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
mark_this_run()

# A busy machine is no fault, and a run is no lottery: each has the same examples. Whoever looks for
# rarer ones asks for more inputs of tests/fuzz.
settings.register_profile(
    "run",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("run")

# What tests keep is nobody's cache; servers that they start share it.
_cache = TemporaryDirectory(prefix="chatbot-tests-", ignore_cleanup_errors=True)
atexit.register(_cache.cleanup)
os.environ.setdefault("CHATBOT_CACHE", _cache.name)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Learn once, before any test's time is counted: servers that tests start share the cache."""
    if not hasattr(session.config, "workerinput"):
        for folder in ("corpus", "tests/fixtures/three"):
            Chatbot.load(ROOT / folder)


@pytest.fixture(scope="session")
def chatbot() -> Chatbot:
    """Return the chatbot of the corpus that ships."""
    return Chatbot.load(ROOT / "corpus")


@pytest.fixture(scope="session")
def three() -> Chatbot:
    """Return a chatbot of three tiny documents and nothing else."""
    return Chatbot.load(ROOT / "tests" / "fixtures" / "three")


@pytest.fixture(scope="session", autouse=True)
def no_process_is_left() -> Iterator[None]:
    """Fail the run when something that it started is still running at its end."""
    yield
    left = end_leftovers()
    assert not left, f"left running, now killed: {left}"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that is marked with a tool that is missing."""
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            need_tool(name)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Say how long the whole suite will take."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and session.config.args_source is not pytest.Config.ArgsSource.ARGS:
        count = f"{len(session.items):,} tests"
        reporter.write_line(f"{count}; all of them take about {_MINUTES} minutes on two cores")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure on CI: what is missing there is a fault."""
    report = yield
    _refuse_skip_on_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Do the same for a module that skips itself as a whole."""
    report = yield
    _refuse_skip_on_ci(report)
    return report


def _refuse_skip_on_ci(report: Report) -> None:
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.longrepr = f"nothing is skipped on CI: {_reason(report)}"
        report.outcome = "failed"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once for each reason how many tests were skipped, and so what to install."""
    skipped = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", ()))
    for reason, count in sorted(skipped.items()):
        terminalreporter.write_line(f"{count} skipped: {reason}")


def _reason(report: Report) -> str:
    longrepr = report.longrepr
    told = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
    return told.removeprefix("Skipped: ")
