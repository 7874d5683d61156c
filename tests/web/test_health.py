import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import ROOT
from web.corpus.files import hash_corpus
from web.corpus.state import state_of


def test_alive_says_so(client: FlaskClient) -> None:
    """A process that can answer is alive."""
    assert client.get("/healthz").get_json() == {"status": "alive"}


def test_ready_names_the_corpus(client: FlaskClient) -> None:
    """The hash is that of the files, so that replicas can be compared."""
    ready = client.get("/readyz").get_json()
    version = ready.pop("version")
    assert ready == {"status": "ready", "corpus": hash_corpus(ROOT / "corpus"), "documents": 1}
    assert re.fullmatch(r"\d+\.\d+\+[0-9a-f]{8}", version)
    assert re.fullmatch("[0-9a-f]{16}", ready["corpus"])


def test_checks_are_never_cached(client: FlaskClient) -> None:
    """What was ready a minute ago says nothing."""
    assert client.get("/readyz").headers["Cache-Control"] == "no-store"


def test_ready_asks_a_question(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that cannot answer any more is told from one that can."""

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(state_of(app).chatbot, "ask", fail)
    reply = client.get("/readyz")
    assert (reply.status_code, reply.get_json()) == (503, {"status": "failing"})
    assert client.get("/healthz").status_code == 200
