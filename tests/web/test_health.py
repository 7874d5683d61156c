import re

from flask.testing import FlaskClient

from tests.web.conftest import ROOT
from web.corpus.reloading import hash_corpus


def test_alive_says_so(client: FlaskClient) -> None:
    """A process that can answer is alive."""
    assert client.get("/healthz").get_json() == {"status": "alive"}


def test_ready_names_the_corpus(client: FlaskClient) -> None:
    """The hash is that of the files, so that replicas can be compared."""
    ready = client.get("/readyz").get_json()
    assert ready == {"status": "ready", "corpus": hash_corpus(ROOT / "corpus"), "documents": 1}
    assert re.fullmatch("[0-9a-f]{16}", ready["corpus"])


def test_checks_are_never_cached(client: FlaskClient) -> None:
    """What was ready a minute ago says nothing."""
    assert client.get("/readyz").headers["Cache-Control"] == "no-store"
