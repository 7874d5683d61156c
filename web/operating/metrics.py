"""Counts for Prometheus at ``/metrics``, summed over all workers; off unless asked for."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response

from web.api.answering import GAPS, METRICS
from web.corpus.state import state_of
from web.operating.shared_counts import FOLDER, has_room, share_folder
from web.request.limits import LIMITER
from web.request.observing import Seen

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

# Seconds; an answer takes about a millisecond, a page three.
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
_STAGE_BUCKETS = (0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05)


class Metrics:
    """What is counted; each process writes files of its own in one folder."""

    def __init__(self) -> None:
        """Begin to count, in the folder that the environment names."""
        # Chooses files over memory by the folder at its import, so it comes after that.
        from prometheus_client import Counter, Gauge, Histogram

        self.counting = True
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
        stages = Histogram(
            "chatbot_stage_seconds",
            "Time of each stage of an answer.",
            ["stage"],
            buckets=_STAGE_BUCKETS,
            registry=None,
        )
        outcomes = Counter("chatbot_answers", "Answers by outcome.", ["outcome"], registry=None)
        self.reloads = Counter(
            "chatbot_reloads", "Readings of an edited corpus.", ["outcome"], registry=None
        )

        def gauge(name: str, what: str, mode: str, *labels: str) -> Gauge:
            return Gauge(name, what, labels, registry=None, multiprocess_mode=mode)  # type: ignore[arg-type]

        self.threads = gauge("chatbot_threads_busy", "Threads that answer just now.", "livesum")
        self.connections = gauge("chatbot_connections", "Connections that are held.", "livesum")
        self.stores = gauge(
            "chatbot_store_up",
            "Whether a store could be used when it was last needed: 1 or 0.",
            "livemin",
            "store",
        )
        learned = ("mostrecent", "model")
        self.examples = gauge("chatbot_learned_examples", "Examples that taught it.", *learned)
        self.kept = gauge(
            "chatbot_learned_kept", "1 for kept from before, 0 for learned at this start.", *learned
        )
        self.learned_seconds = gauge(
            "chatbot_learned_seconds", "Time of reading or learning it.", *learned
        )
        # There are but a few of each: no stranger can choose one.
        keep = lru_cache(maxsize=None)
        self._requests_of: Callable[..., Counter] = keep(requests.labels)
        self._seconds_of: Callable[..., Histogram] = keep(seconds.labels)
        self._stages_of: Callable[..., Histogram] = keep(stages.labels)
        self._outcomes_of: Callable[..., Counter] = keep(outcomes.labels)

    def count(self, seen: Seen) -> None:
        """Count one request."""
        if not self.counting:
            return
        self._requests_of(seen.route, str(seen.status)).inc()
        self._seconds_of(seen.route).observe(seen.seconds)
        if seen.outcome:
            self._outcomes_of(seen.outcome).inc()
        for stage, seconds in seen.stages:
            self._stages_of(stage).observe(seconds)

    def begin_anew(self) -> None:
        """Count in files of this process, which was forked, where there is room for them."""
        self.counting = has_room()


def serve_metrics(app: Flask) -> Metrics:
    """Register ``/metrics`` and return what counts for it.

    Every process counts in files of its own in one folder, which must be there before the
    workers are forked; whichever worker is asked adds them up.

    :raise ConfigError: when the folder cannot be written.
    """
    share_folder()
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
    found = app.extensions[METRICS] = Metrics()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=found.begin_anew)
    return found


def tell_reload(app: Flask, outcome: str) -> None:
    """Count a reading of the corpus: "reloaded" or "refused"."""
    metrics = _counting(app)
    if metrics is not None:
        metrics.reloads.labels(outcome).inc()


def tell_learned(app: Flask) -> None:
    """Note where what was learned came from."""
    metrics = _counting(app)
    if metrics is None:
        return
    for name, learned in state_of(app).chatbot.core.learned_from().items():
        metrics.examples.labels(name).set(learned.examples)
        metrics.kept.labels(name).set(learned.kept)
        metrics.learned_seconds.labels(name).set(learned.seconds)


def tell_load(app: Flask, *, threads: int, connections: int) -> None:
    """Note how busy this process is, and whether its stores could be used."""
    metrics = _counting(app)
    if metrics is None:
        return
    metrics.threads.set(threads)
    metrics.connections.set(connections)
    limiter, gaps = app.extensions.get(LIMITER), app.extensions.get(GAPS)
    if limiter is not None and limiter.counts.is_shared:
        metrics.stores.labels("rate_limit").set(not limiter.counts.away)
    if gaps is not None:
        metrics.stores.labels("gaps").set(not gaps.failing)


def forget_process(pid: int) -> None:
    """Count no more what a process that has ended was doing just then."""
    if os.environ.get(FOLDER):
        from prometheus_client.multiprocess import mark_process_dead

        # Called by the one that looks after all processes, whatever became of the folder.
        with suppress(OSError):
            mark_process_dead(pid)  # type: ignore[no-untyped-call]


def _counting(app: Flask) -> Metrics | None:
    metrics: Metrics | None = app.extensions.get(METRICS)
    return metrics if metrics is not None and metrics.counting else None
