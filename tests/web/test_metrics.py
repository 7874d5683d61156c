import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import ROOT

THREE = ROOT / "tests" / "fixtures" / "three"
# In a process of its own: where counts are kept is decided when the library is loaded.
ASKED = """
import os, sys
from web import create_app
app = create_app({"CHATBOT_CORPUS": sys.argv[1], "CHATBOT_METRICS": "on"})
child = os.fork()
client = app.test_client()
for _ in range(3):
    client.post("/api/ask", json={"question": "zzz moon"})
client.get("/nothing")
if child == 0:
    os._exit(0)
os.waitpid(child, 0)
print(client.get("/metrics").get_data(as_text=True))
print(os.environ["PROMETHEUS_MULTIPROC_DIR"])
"""


@pytest.fixture(scope="module")
def printed() -> str:
    """Return what two processes counted."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PROMETHEUS")}
    command = [sys.executable, "-c", ASKED, str(THREE)]
    return subprocess.check_output(command, cwd=ROOT, env=environment, text=True)


def test_workers_are_added_up(printed: str) -> None:
    """Six questions to two processes are six, whichever is asked for the sum."""
    assert re.search(r'chatbot_requests_total\{route="api.ask",status="200"\} 6.0', printed)
    assert re.search(r'chatbot_requests_total\{route="none",status="404"\} 2.0', printed)
    assert 'chatbot_request_seconds_count{route="api.ask"} 6.0' in printed
    assert len(re.findall(r'chatbot_answers_total\{outcome="\w+"\} 6.0', printed)) == 1


def test_the_time_of_each_stage_is_told(printed: str) -> None:
    """Who wonders what takes so long sees it: safety, understanding or answering."""
    for stage in ("safety", "understanding", "answering"):
        spent = re.search(rf'chatbot_stage_seconds_total\{{stage="{stage}"\}} (\S+)', printed)
        assert spent is not None
        assert 0.0 < float(spent[1]) < 10.0


def test_no_words_become_labels(printed: str) -> None:
    """Labels are views, statuses and outcomes: nothing that a stranger can choose."""
    assert set(re.findall(r"(\w+)=\"", printed)) == {"route", "status", "outcome", "le", "stage"}


def test_nothing_is_left_behind(printed: str) -> None:
    """The folder of counts goes with the process that made it."""
    assert not Path(printed.split()[-1]).exists()


def test_without_the_setting_there_are_none(client: FlaskClient) -> None:
    """Strangers cannot look over the owner's shoulder by default."""
    assert client.get("/metrics").status_code == 404
