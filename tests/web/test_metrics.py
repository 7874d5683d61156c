import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.language.languages import understood
from bot.stages import STAGES
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
    return _run(ASKED, str(THREE))


def _run(program: str, *arguments: str, **settings: str) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PROMETHEUS")}
    # From 3.12 on Python warns of forks beside threads.
    command = [sys.executable, "-W", "ignore:This process:DeprecationWarning", "-c", program]
    return subprocess.check_output(
        [*command, *arguments], cwd=ROOT, env=environment | settings, text=True, timeout=120
    )


def test_workers_are_added_up(printed: str) -> None:
    """Six questions to two processes are six, whichever is asked for the sum."""
    assert re.search(r'chatbot_requests_total\{route="api.ask",status="200"\} 6.0', printed)
    assert re.search(r'chatbot_requests_total\{route="none",status="404"\} 2.0', printed)
    assert 'chatbot_request_seconds_count{route="api.ask"} 6.0' in printed
    assert len(re.findall(r'chatbot_answers_total\{outcome="\w+"\} 6.0', printed)) == 1


def test_no_words_become_labels(printed: str) -> None:
    """Labels are views, statuses and outcomes: nothing that a stranger can choose."""
    labels = {"route", "status", "outcome", "stage", "le"}
    assert set(re.findall(r"(\w+)=\"", printed)) == labels


def test_each_stage_of_an_answer_is_timed(printed: str) -> None:
    """Four stages of six answers; together they take no longer than the requests."""
    sums = dict(re.findall(r'chatbot_stage_seconds_sum\{stage="(\w+)"\} (\S+)', printed))
    assert sums.keys() == set(STAGES)
    assert all(float(seconds) > 0 for seconds in sums.values())
    for stage in STAGES:
        assert f'chatbot_stage_seconds_count{{stage="{stage}"}} 6.0' in printed
    (whole,) = re.findall(r'chatbot_request_seconds_sum\{route="api.ask"\} (\S+)', printed)
    assert sum(map(float, sums.values())) < float(whole)


def test_where_the_learned_model_came_from_is_told(tmp_path: Path) -> None:
    """Examples, whether they were learned at this start, and how long that took."""
    first, second = (_learned(tmp_path) for _ in range(2))
    assert first["chatbot_learned_examples"].keys() == {*understood(), "languages"}
    assert first["chatbot_learned_examples"] == second["chatbot_learned_examples"]
    assert set(first["chatbot_learned_kept"].values()) == {0.0}
    assert set(second["chatbot_learned_kept"].values()) == {1.0}
    assert min(first["chatbot_learned_examples"].values()) > 100
    assert min(first["chatbot_learned_seconds"].values()) > 0.0


def _learned(cache: Path) -> dict[str, dict[str, float]]:
    program = (
        "import sys; from web import create_app; from web.operating.metrics import tell_learned; "
        "app = create_app({'CHATBOT_CORPUS': sys.argv[1], 'CHATBOT_METRICS': 'on'}); "
        "tell_learned(app); print(app.test_client().get('/metrics').get_data(as_text=True))"
    )
    told = _run(program, str(THREE), CHATBOT_CACHE=str(cache))
    found: dict[str, dict[str, float]] = {}
    for name, model, value in re.findall(r'^(\w+)\{model="(\w+)"\} (\S+)$', told, re.M):
        found.setdefault(name, {})[model] = float(value)
    return found


def test_each_process_has_room_for_all_that_it_may_count(tmp_path: Path) -> None:
    """Files never grow beyond what was made at the start: a page without room ends a process."""
    program = """
import os, sys
from pathlib import Path
from bot.stages import STAGES
from web import create_app
from web.operating.metrics import tell_learned, tell_load, tell_reload
from web.operating.shared_counts import ROOM
from web.api.answering import METRICS
from web.request.observing import Seen
app = create_app({"CHATBOT_CORPUS": sys.argv[1], "CHATBOT_METRICS": "on"})
stages = tuple((stage, 0.1) for stage in STAGES)
for view in [*app.view_functions, "none", "other"]:
    for status in (200, 301, 303, 304, 400, 403, 404, 405, 413, 415, 429, 431, 500, 503):
        app.extensions[METRICS].count(Seen("", "GET", view, status, "answer", 0.1, "", stages))
tell_learned(app)
tell_load(app, threads=1, connections=1)
tell_reload(app, "reloaded")
for path in sorted(Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).iterdir()):
    kind = path.name.rpartition("_")[0]
    used = int.from_bytes(path.read_bytes()[:4], sys.byteorder)
    print(kind, path.stat().st_size == ROOM.pop(kind), used * 2 < path.stat().st_size)
print(ROOM)
"""
    *lines, rest = _run(program, str(THREE)).splitlines()
    assert len(lines) == 5
    assert {line.partition(" ")[2] for line in lines} == {"True True"}
    assert rest == "{}"


def test_a_process_without_room_counts_nothing_and_says_so(tmp_path: Path) -> None:
    """A worker that is started on a full disk answers all the same."""
    program = """
import os, shutil, sys
from web import create_app
app = create_app({"CHATBOT_CORPUS": sys.argv[1], "CHATBOT_METRICS": "on"})
shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"])
open(os.environ["PROMETHEUS_MULTIPROC_DIR"], "w").close()
if (child := os.fork()) == 0:
    reply = app.test_client().post("/api/ask", json={"question": "moon"})
    os._exit(reply.status_code != 200)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert _run(program, str(THREE)) == "0\n"


def test_nothing_is_left_behind(printed: str) -> None:
    """The folder of counts goes with the process that made it."""
    assert not Path(printed.split()[-1]).exists()


def test_without_the_setting_there_are_none(client: FlaskClient) -> None:
    """Strangers cannot look over the owner's shoulder by default."""
    assert client.get("/metrics").status_code == 404
