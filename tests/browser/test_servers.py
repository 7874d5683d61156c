"""Under /chat on the servers that people have: pages in a browser, the interface beside them."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.replicas.running import HOST, START_PATIENCE, free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
# Of ASGI servers, as the README shows it.
_ADAPTED = "import a2wsgi\nimport web\n\napp = a2wsgi.WSGIMiddleware(web.create_app())\n"
_PYUWSGI = "import sys, pyuwsgi; pyuwsgi.run(sys.argv[1:])"
# Each server's arguments after Python's own; in a folder with chat.py, on a port.
SERVERS: dict[str, Callable[[int], list[str]]] = {
    "gunicorn": lambda port: ["-m", "gunicorn", "--config", "python:web.serving.gunicorn_conf"],
    "waitress": lambda port: [
        "-m", "waitress", f"--listen={HOST}:{port}", "--url-prefix=/chat", "--call",
        "web:create_app",
    ],
    "uvicorn": lambda port: ["-m", "uvicorn", f"--port={port}", "chat:app"],
    "uWSGI": lambda port: [
        "-c", _PYUWSGI, "--http-socket", f"{HOST}:{port}", "--http-chunked-input",
        "--manage-script-name", "--mount", "/chat=web:create_app()", "--need-app", "--threads=2",
        "--die-on-term", "--http-timeout=30",
    ],
}  # fmt: skip
# Those that split the path off by themselves.
SPLITTING = ("waitress", "uWSGI")


@contextmanager
def serving(name: str, folder: Path) -> Iterator[int]:
    """Run a server in a folder that has no corpus; give its port, and end it with the block."""
    if name == "uWSGI":
        pytest.importorskip("pyuwsgi", reason="pyuwsgi has no wheel for this system")
    port = free_port()
    (folder / "chat.py").write_text(_ADAPTED, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}",
        "CHATBOT_PORT": str(port),
        "CHATBOT_PATH": "" if name in SPLITTING else "/chat",
    }
    log = folder / "log"
    with log.open("wb") as output:
        popen = subprocess.Popen(
            [sys.executable, *SERVERS[name](port)],
            cwd=folder, env=environment, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        wait_for(lambda: _answers(popen, port, log), "the start", seconds=START_PATIENCE)
        yield port
    finally:
        popen.terminate()
        try:
            popen.wait(30)
        except subprocess.TimeoutExpired:
            popen.kill()
            popen.wait()


def _answers(popen: subprocess.Popen[bytes], port: int, log: Path) -> bool:
    assert popen.poll() is None, log.read_text("utf-8", "replace")
    try:
        with closing(http.client.HTTPConnection(HOST, port, timeout=5)) as connection:
            connection.request("GET", "/chat/healthz")
            return connection.getresponse().status == 200
    except OSError:
        return False


def post_in_pieces(port: int, body: bytes) -> tuple[int, dict]:
    """Send a question without saying how long it is."""
    pieces = iter([body[:9], body[9:]])
    headers = {"Content-Type": "application/json"}
    with closing(http.client.HTTPConnection(HOST, port, timeout=30)) as connection:
        connection.request("POST", "/chat/api/ask", pieces, headers, encode_chunked=True)
        reply = connection.getresponse()
        return reply.status, json.loads(reply.read())


@pytest.mark.parametrize("name", SERVERS)
def test_everything_works_under_a_path(name: str, browser: Browser, tmp_path: Path) -> None:
    """Styles, scripts, the conversation, the lookup and the reader, without one failed request."""
    with serving(name, tmp_path) as port:
        origin = f"http://{HOST}:{port}"
        context = browser.new_context(base_url=origin, locale="en-GB")
        page = context.new_page()
        failed: list[str] = []
        page.on("response", lambda each: each.status >= 400 and failed.append(each.url))
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.goto("/chat/")
        page.get_by_role("textbox", name="Your question").fill("my bum hurts")
        page.keyboard.press("Enter")
        expect(page.locator("#latest[data-outcome]")).to_contain_text("Gluteal Muscles")
        page.goto("/chat/lookup")
        page.get_by_role("searchbox").fill("piriformis")
        expect(page.locator("mark").first).to_have_text("piriformis")
        page.get_by_role("searchbox").press("Enter")
        page.wait_for_url(f"{origin}/chat/read/*#lateral-rotators-2")
        page.goto("/chat/widget")
        page.get_by_role("button", name="Ask about your hip").click()
        expect(page.frame_locator("iframe").get_by_role("textbox")).to_be_visible()
        assert failed == []
        context.close()
        status, answer = post_in_pieces(port, b'{"question": "why is psoas work slow?"}')
        assert status == 200
        assert answer["passages"][0]["citation"]["url"].startswith("/chat/read/")
        status, refused = post_in_pieces(port, b'{"question": "' + b"x" * 20_000 + b'"}')
        assert (status, refused["error"]["code"]) == (413, "body_too_large")
