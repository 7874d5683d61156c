"""Counts for Prometheus at ``/metrics``, summed over all workers; off unless asked for."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response

from bot.voice import STAGES as STAGES_OF_ANSWER
from web.api.answering import GAPS, STAGES
from web.corpus.state import state_of
from web.request.limits import LIMITER
from web.request.observing import Seen
from web.settings.config import ConfigError

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_METRICS = "chatbot.metrics"
# Seconds; an answer takes about a millisecond, a page three.
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)


class Metrics:
    """What is counted; each process writes files of its own in one folder."""

    def __init__(self) -> None:
        """Begin to count, in the folder that the environment names."""
        # Chooses files over memory by the folder at its import, so it comes after that.
        from prometheus_client import Counter, Gauge, Histogram

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
        self.reloads = Counter(
            "chatbot_reloads", "Readings of an edited corpus.", ["outcome"], registry=None
        )
        self.threads = Gauge(
            "chatbot_threads_busy",
            "Threads that answer just now.",
            registry=None,
            multiprocess_mode="livesum",
        )
        self.connections = Gauge(
            "chatbot_connections",
            "Connections that are held.",
            registry=None,
            multiprocess_mode="livesum",
        )
        self.stores = Gauge(
            "chatbot_store_up",
            "Whether a store could be used when it was last needed: 1 or 0.",
            ["store"],
            registry=None,
            multiprocess_mode="livemin",
        )
        self.learned = Gauge(
            "chatbot_learned_features",
            "Features of the learned model of each language.",
            ["language"],
            registry=None,
            multiprocess_mode="max",
        )
        stages = Counter(
            "chatbot_stage_seconds", "Time that answers took, by stage.", ["stage"], registry=None
        )
        self._stages = {stage: stages.labels(stage) for stage in STAGES_OF_ANSWER}
        # There are but a few of each: no stranger can choose one.
        keep = lru_cache(maxsize=None)
        self._requests_of: Callable[..., Counter] = keep(requests.labels)
        self._seconds_of: Callable[..., Histogram] = keep(seconds.labels)
        self._outcomes_of: Callable[..., Counter] = keep(outcomes.labels)

    def begin_answer(self) -> Callable[[str], None]:
        """Return what counts the time since now, and since it was last told, for a stage."""
        last = perf_counter()

        def mark(stage: str) -> None:
            nonlocal last
            now = perf_counter()
            self._stages[stage].inc(now - last)
            last = now

        return mark

    def count(self, seen: Seen) -> None:
        """Count one request."""
        self._requests_of(seen.route, str(seen.status)).inc()
        self._seconds_of(seen.route).observe(seen.seconds)
        if seen.outcome:
            self._outcomes_of(seen.outcome).inc()


def serve_metrics(app: Flask) -> Metrics:
    """Register ``/metrics`` and return what counts for it.

    Every process counts in files of its own in one folder, which must be there before the
    workers are forked; whichever worker is asked adds them up.

    :raise ConfigError: when the folder cannot be written.
    """
    _share_folder()
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry
    from prometheus_client import generate_latest as write_all
    from prometheus_client.multiprocess import MultiProcessCollector

    blueprint = Blueprint("metrics", __name__)

    @blueprint.get("/metrics")
    def metrics() -> Response:
        """Return the sums over all workers, also those that have ended."""
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return Response(write_all(registry), content_type=CONTENT_TYPE_LATEST)

    app.register_blueprint(blueprint)
    found = app.extensions[_METRICS] = Metrics()
    app.extensions[STAGES] = found.begin_answer
    return found


def tell_reload(app: Flask, outcome: str) -> None:
    """Count a reading of the corpus: "reloaded" or "refused"."""
    metrics: Metrics | None = app.extensions.get(_METRICS)
    if metrics is not None:
        metrics.reloads.labels(outcome).inc()


def tell_load(app: Flask, *, threads: int, connections: int) -> None:
    """Note how busy this process is, and whether its stores could be used."""
    metrics: Metrics | None = app.extensions.get(_METRICS)
    if metrics is None:
        return
    for code, voice in state_of(app).chatbot.voices.items():
        metrics.learned.labels(code).set(len(voice.library.model.weights.features))
    metrics.threads.set(threads)
    metrics.connections.set(connections)
    limiter, gaps = app.extensions.get(LIMITER), app.extensions.get(GAPS)
    if limiter is not None and limiter.counts.is_shared:
        metrics.stores.labels("rate_limit").set(not limiter.counts.away)
    if gaps is not None:
        metrics.stores.labels("gaps").set(not gaps.failing)


def forget_process(pid: int) -> None:
    """Count no more what a process that has ended was doing just then."""
    if os.environ.get(_FOLDER):
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(pid)  # type: ignore[no-untyped-call]


def _share_folder() -> None:
    """Make the folder for all workers, unless the owner has named one."""
    named = os.environ.get(_FOLDER)
    try:
        if named:
            os.makedirs(named, exist_ok=True)
            with tempfile.TemporaryFile(dir=named):
                return
        folder = os.environ[_FOLDER] = tempfile.mkdtemp(prefix="chatbot-metrics-")
    except OSError as error:
        raise ConfigError(
            f"{_FOLDER}={named or ''!r}: cannot be written ({error.strerror}); "
            "name a folder that may be written, or switch CHATBOT_METRICS off"
        ) from error
    owner = os.getpid()

    @atexit.register
    def remove() -> None:
        # A forked worker inherits this, but the folder is its parent's.
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)
