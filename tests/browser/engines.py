"""Starts Firefox and WebKit's own small browser, without a window that anybody sees."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.driving import Driven, Http, Marionette, connect


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def firefox(program: str, folder: Path) -> Iterator[Driven]:
    """Start Firefox without a window, with a profile in an empty folder."""
    port = _free_port()
    settings = {
        "marionette.port": port,
        "intl.accept_languages": "en-GB",
        "browser.shell.checkDefaultBrowser": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "app.update.enabled": False,
    }
    lines = [f"user_pref({json.dumps(key)}, {json.dumps(settings[key])});" for key in settings]
    (folder / "user.js").write_text("\n".join(lines), "utf-8")
    command = [program, "--marionette", "--headless", "--no-remote", "--profile", str(folder)]
    with _running(command, {"MOZ_HEADLESS": "1", "HOME": str(folder)}):
        wire = Marionette(port)
        try:
            yield Driven(wire, can_print=True)
        finally:
            wire.close()


@contextmanager
def webkit(program: str, display: str, folder: Path) -> Iterator[Driven]:
    """Start WebKit's own small browser on a display that nobody sees."""
    port, screen = _free_port(), f":{os.getpid() % 30000 + 1000}"
    browser = next(Path("/usr/lib").glob("*/webkit2gtk-4*/MiniBrowser"))
    options = {"webkitgtk:browserOptions": {"binary": str(browser), "args": ["--automation"]}}
    # Its sandbox needs rights that a container lacks; only this test's own pages are opened.
    settings = {
        "DISPLAY": screen,
        "HOME": str(folder),
        "LANG": "en_GB.UTF-8",
        "LANGUAGE": "en_GB",
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
    }
    with (
        _running([display, screen, "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], {}),
        _running([program, f"--port={port}"], settings),
    ):
        connect(port).close()
        wire = Http(port, options)
        try:
            yield Driven(wire, can_print=False)
        finally:
            wire.close()


@contextmanager
def _running(command: list[str], settings: dict[str, str]) -> Iterator[None]:
    """Run a program while the block runs."""
    program = subprocess.Popen(
        command,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        program.terminate()
        try:
            program.wait(timeout=10)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait(timeout=10)
