"""The rules of a run: what is missing is told, what hangs ends, what is left is found."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = {name: value for name, value in os.environ.items() if name not in ("CI", "RUN_OF_TESTS")}
NEEDING = """
@pytest.mark.needs("wrk")
def test_needing(): pass

@pytest.mark.needs("wrk")
def test_needing_too(): pass
"""
TRIED = f"""
{NEEDING}

@pytest.mark.timeout(1)
def test_hanging(): time.sleep(60)

def test_warned(): open(__file__)

def test_stopping():
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as sleeper:
        sleeper.send_signal(signal.SIGINT)
        assert sleeper.wait(20) != 0

def test_leaving():
    sleeper = "import time; time.sleep(61.5)"
    start = f"subprocess.Popen([sys.executable, '-c', {{sleeper!r}}])"
    starter = f"import subprocess, sys; print({{start}}.pid)"
    subprocess.run([sys.executable, "-c", starter], check=True)
"""


def run_tests(folder: Path, lines: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a module of tests under the rules of this suite, as a shell would in the background."""
    module = folder / "test_tried.py"
    module.write_text(f"import signal, subprocess, sys, time\nimport pytest\n\n{lines}")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, "-s", "-rA", "-c", str(ROOT / ".pytest.ini"), str(module)],
        cwd=ROOT,
        env={**OUTSIDE, "PATH": "/nowhere", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=150,
        preexec_fn=_ignore_interrupts,
    )


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what a run of tests printed that do what a test should not."""
    run = run_tests(tmp_path_factory.mktemp("tried"), TRIED)
    assert run.returncode == 1
    return run.stdout


def test_what_a_missing_program_skips_is_told_once(tried: str) -> None:
    """The end of the run names Debian's package, and how many tests wait for it."""
    assert "\n2 skipped: wrk is not installed (Debian: apt-get install wrk)\n" in tried


def test_a_test_that_hangs_ends(tried: str) -> None:
    """The limit ends it, and names it."""
    assert "test_hanging - Failed: Timeout" in tried


def test_every_test_has_a_limit(request: pytest.FixtureRequest) -> None:
    """The limit of .pytest.ini holds where nobody sets another."""
    assert 0 < int(request.config.getini("timeout")) <= 300


def test_a_warning_fails_its_test(tried: str) -> None:
    """Also one that is given while rubbish is collected: a file that nobody closed."""
    assert "FAILED" in next(line for line in tried.splitlines() if "::test_warned" in line)
    assert "ResourceWarning: unclosed file" in tried


def test_a_run_in_the_background_can_stop_its_servers(tried: str) -> None:
    """A shell has it ignore Ctrl+C there; what a test starts hears it all the same."""
    assert "PASSED" in next(line for line in tried.splitlines() if "::test_stopping" in line)


def test_a_process_that_is_left_fails_the_run(tried: str) -> None:
    """It is named and ended, even when its parent has gone."""
    assert "left running, now killed" in tried
    pid = int(re.search(r"^[.sF]*(\d+)$", tried, re.M)[1])
    # Where nobody is left to bury it, its number stays.
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_nothing_is_skipped_on_ci(tmp_path: Path) -> None:
    """What is missing there is a failure."""
    run = run_tests(tmp_path, NEEDING, CI="true")
    assert run.returncode == 1
    assert "nothing is skipped on CI: wrk is not installed" in run.stdout
    assert run.stdout.splitlines()[-1].startswith("2 errors in")
