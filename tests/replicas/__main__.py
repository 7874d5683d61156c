"""Build the set-up on this machine and live through a bad day: ``python -m tests.replicas``."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.replicas.bad_day import count_admitted, live_through
from tests.replicas.running import ROOT


def main() -> int:
    """Print what visitors met and return 0 when nobody met a failure."""
    argparse.ArgumentParser(prog="python -m tests.replicas", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = Path(shutil.copytree(ROOT / "corpus", folder / "corpus"))
        events = live_through(folder, corpus, visiting=8)
        admitted = count_admitted(folder, corpus, limit=20, asked=40)
    for event in events:
        rate = sum(event.counts.values()) / event.seconds
        failures = {status: count for status, count in event.counts.items() if status != "200"}
        print(
            f"{event.name:42} {event.counts['200']:6d} answered  {event.failed:3d} failed"
            f"  {rate:5.0f}/s  {failures or ''}"
        )
    print(f"limit of 20 over both copies, 40 asked: {dict(admitted)}")
    sound = not any(event.failed for event in events) and admitted == {"200": 20, "429": 20}
    print("0 failed" if sound else "failed")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
