"""Counts for Prometheus at ``/metrics``, summed over all workers; off unless asked for."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import lru_cache

from flask import Blueprint, Flask, Response

from web.serving.observing import Observer, Seen

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# Seconds; an answer takes about a millisecond, a page three.
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)


def serve_metrics(app: Flask) -> Observer:
    """Register ``/metrics`` and return the observer that counts for it.

    Every process counts in files of its own in one folder, which must be there before the
    workers are forked; whichever worker is asked adds them up.
    """
    _share_folder()
    # Chooses files over memory by the folder at its import, so it comes after that.
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
    from prometheus_client import generate_latest as write_all
    from prometheus_client.multiprocess import MultiProcessCollector

    requests = Counter(
        "chatbot_requests", "Requests by view and status.", ["route", "status"], registry=None
    )
    seconds = Histogram(
        "chatbot_request_seconds",
        "Time until the reply is made.",
        ["route"],
        buckets=_BUCKETS,
        registry=None,
    )
    outcomes = Counter("chatbot_answers", "Answers by outcome.", ["outcome"], registry=None)
    # There are but a few of each: no stranger can choose one.
    keep = lru_cache(maxsize=None)
    requests_of: Callable[..., Counter] = keep(requests.labels)
    seconds_of: Callable[..., Histogram] = keep(seconds.labels)
    outcomes_of: Callable[..., Counter] = keep(outcomes.labels)
    blueprint = Blueprint("metrics", __name__)

    @blueprint.get("/metrics")
    def metrics() -> Response:
        """Return the sums over all workers, also those that have ended."""
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return Response(write_all(registry), content_type=CONTENT_TYPE_LATEST)

    def count(seen: Seen) -> None:
        requests_of(seen.route, str(seen.status)).inc()
        seconds_of(seen.route).observe(seen.seconds)
        if seen.outcome:
            outcomes_of(seen.outcome).inc()

    app.register_blueprint(blueprint)
    return count


def _share_folder() -> None:
    """Make the folder for all workers, unless the owner has named one."""
    if os.environ.get(_FOLDER):
        os.makedirs(os.environ[_FOLDER], exist_ok=True)
        return
    folder = os.environ[_FOLDER] = tempfile.mkdtemp(prefix="chatbot-metrics-")
    owner = os.getpid()

    @atexit.register
    def remove() -> None:
        # A forked worker inherits this, but the folder is its parent's.
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)
