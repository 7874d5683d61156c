"""Counting what people could not find, and a thumb for a passage: opt-in, beside the answers."""

from __future__ import annotations

import atexit
import logging
from collections import Counter
from collections.abc import Sequence
from threading import Event, Lock, Thread

from flask import Blueprint, Flask, Response, abort, make_response, request

from bot import Chatbot
from bot.errors import GapsError
from bot.measuring.gaps.counting import Key, Kind, tally_answer, today
from bot.measuring.gaps.stores import GapStore, open_store
from bot.records import Answer
from web.api.answering import GAPS
from web.corpus.state import current_state
from web.pages.rendering import render_page

_log = logging.getLogger(__name__)

SAVED_EVERY = 5.0
# More kinds of counts than this wait only while a store is away; then new ones are dropped.
_MOST_WAITING = 10_000
_VOTES: dict[str, Kind] = {"up": "up", "down": "down"}

blueprint = Blueprint("gaps", __name__)


class Collector:
    """Counts in memory and saves beside the requests, so that no answer waits for a disk."""

    def __init__(self, store: GapStore, *, every: float = SAVED_EVERY) -> None:
        self._store = store
        self._every = every
        self._waiting: Counter[Key] = Counter()
        self._lock = Lock()
        self._stopped = Event()
        self._thread: Thread | None = None
        self.failing = False

    def count_answer(self, chatbot: Chatbot, answer: Answer, history: Sequence[str]) -> None:
        """Count an answer; whatever goes wrong here is logged and does not touch it."""
        try:
            for key in tally_answer(chatbot, answer, history):
                self._count(key)
        except Exception as error:
            _log.error("gaps: an answer was not counted (%s)", type(error).__name__)

    def count_vote(self, passage_id: str, vote: Kind) -> None:
        """Count a thumb up or down."""
        self._count((today(), vote, passage_id))

    def save(self) -> None:
        """Hand what has been counted to the store; what it does not take is kept."""
        with self._lock:
            counts, self._waiting = self._waiting, Counter()
        if not counts:
            return
        try:
            self._store.add(counts)
        except GapsError as error:
            with self._lock:
                self._waiting.update(counts)
            if not self.failing:
                _log.warning("gaps: %s; answers go on, and counts wait", error)
            self.failing = True
        else:
            if self.failing:
                _log.warning("gaps: the counts are saved again")
            self.failing = False

    def _count(self, key: Key) -> None:
        with self._lock:
            if key in self._waiting or len(self._waiting) < _MOST_WAITING:
                self._waiting[key] += 1
            if self._thread is None:
                # Begun with the first count: a thread would not live through a fork.
                self._thread = Thread(target=self._save_on, name="gaps", daemon=True)
                self._thread.start()
                atexit.register(self.save)

    def _save_on(self) -> None:
        while not self._stopped.wait(self._every):
            try:
                self.save()
            except Exception as error:
                # The next time may go better; the thread goes on.
                _log.error("gaps: the counts were not saved (%s)", type(error).__name__)

    def stop(self) -> None:
        """Save what waits, and save no more."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        self.save()


@blueprint.post("/thumb")
def thumb() -> Response:
    """Count a thumb for a passage: 204 for the script, a short page of thanks otherwise.

    :raise 400: when it is for no passage of the corpus, or neither up nor down.
    """
    vote = _VOTES.get(request.form.get("vote", ""))
    passage_id = request.form.get("passage", "")
    if vote is None or passage_id not in _passage_ids(current_state().chatbot):
        abort(400)
    collector().count_vote(passage_id, vote)
    if request.headers.get("X-Fragment"):
        return make_response("", 204)
    return render_page("thanks.html")


def collector() -> Collector:
    """Return what counts for the application that serves this request."""
    from flask import current_app

    found: Collector = current_app.extensions[GAPS]
    return found


def count_gaps(app: Flask, address: str) -> None:
    """Count gaps at an address: a file of SQLite, or Redis."""
    app.extensions[GAPS] = Collector(open_store(address))
    app.register_blueprint(blueprint)


def _passage_ids(chatbot: Chatbot) -> frozenset[str]:
    return frozenset(
        passage.id
        for document in chatbot.documents
        for section in document.sections
        for passage in section.passages
    )
