"""Reads the corpus in a process of its own, before those that answer take it over.

Whatever a file can do to its reader, such as hours of work or all of the memory, it does to
this process: it ends at a deadline and at a bound. What it has read is kept for the others, so
that they take it over within moments. ``python -m web.corpus.rehearsal`` is its command.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread

from bot.errors import CorpusError
from bot.files.cache import SETTING as CACHE
from web.settings.config import Settings

# Twenty thousand documents take about a minute.
MOST_SECONDS = 300.0
# Of the machine's memory; at least so much, as a small machine has room to swap.
_SHARE_OF_MEMORY = 2
_LEAST_BYTES = 1024 * 1024 * 1024
# File numbers below this may have been handed down.
_MOST_HANDED_DOWN = 1024
_ROOT = Path(__file__).parents[2]
# One at most, in the thread that reads the corpus anew.
_running: set[subprocess.Popen[bytes]] = set()


def rehearse(settings: Settings, *, seconds: float = MOST_SECONDS) -> None:
    """Return when the corpus can be read.

    :raise CorpusError: when it cannot, or not within the seconds or the memory; one line.
    """
    search = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    environment = os.environ | {"PYTHONPATH": search, "OPENBLAS_NUM_THREADS": "1"}
    if settings.cache is not None:
        environment[CACHE] = settings.cache
    # gunicorn may fork a worker just then, which holds every pipe open that there is. So the
    # child writes into a file; and it is spawned, as Python does where files need not be closed,
    # instead of forked, which would wait for the end of a pipe as well.
    with tempfile.TemporaryFile() as told:
        child = subprocess.Popen(  # noqa: S603 - our own module, no word of a stranger
            [
                *(sys.executable, "-m", "web.corpus.rehearsal"),
                *(settings.corpus, settings.language, str(os.getpid())),
            ],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.DEVNULL,
            close_fds=False,
        )
        _running.add(child)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            raise CorpusError(
                f"{settings.corpus}: reading it takes longer than {seconds:.0f} s; look at what "
                "was edited last, and divide large documents"
            ) from None
        finally:
            _running.discard(child)
        told.seek(0)
        fault = _find_fault(told.read())
    if fault is not None:
        raise CorpusError(
            fault or f"{settings.corpus}: reading it failed; try `python -m bot check`"
        )


def end_rehearsals() -> None:
    """End what is being rehearsed: whoever asked for it is about to end, too."""
    for child in tuple(_running):
        child.kill()


def _find_fault(printed: bytes) -> str | None:
    """Return None where all is well, else what the child says, or nothing where it says nothing.

    Its exit code tells nothing: gunicorn collects the codes of all children.
    """
    try:
        told = json.loads(printed)
    except ValueError:
        return ""
    fault: str | None = told["fault"]
    return fault


def _end_with(parent: int) -> None:
    """End this process soon after its parent, also one that was killed."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def _bound() -> int:
    """Bound this process in memory and work; return the bytes that it may have, 0 for no bound."""
    try:
        import resource

        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    except (ImportError, ValueError, OSError):
        # Not on Windows.
        return 0
    most = max(pages * size // _SHARE_OF_MEMORY, _LEAST_BYTES)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    # Should the parent be killed while one long search keeps all threads of this one waiting.
    resource.setrlimit(resource.RLIMIT_CPU, (int(MOST_SECONDS), int(MOST_SECONDS)))
    return most


def main() -> int:
    """Read the corpus of a folder and a language for a process; print what is wrong as JSON."""
    Thread(target=_end_with, args=(int(sys.argv[3]),), daemon=True).start()
    # Such as the socket where visitors are waited for.
    os.closerange(3, _MOST_HANDED_DOWN)
    from web.corpus.loading import load_state

    most = _bound()
    fault: str | None = None
    try:
        load_state(Settings(corpus=sys.argv[1], language=sys.argv[2]))
    except CorpusError as error:
        fault = str(error)
    except MemoryError:
        fault = f"the corpus takes more than {most // 1024 // 1024} MB of memory to read; divide it"
    except Exception as error:
        fault = f"reading the corpus failed: {type(error).__name__}: {' '.join(str(error).split())}"
    print(json.dumps({"fault": fault}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
