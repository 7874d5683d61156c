"""Programs that some tests need and Debian has; where one is missing, its tests are skipped."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass

import pytest


@dataclass(frozen=True, slots=True)
class Tool:
    """A program from outside Python."""

    name: str
    """What people call it, and how tests ask for it in lower case."""
    package: str
    """Debian's package that has it."""
    programs: tuple[str, ...]
    """Its possible file names, the best first."""

    @property
    def absence(self) -> str:
        """The line that says what to install."""
        return f"{self.name} is not installed (Debian: apt-get install {self.package})"


_ALL = (
    Tool("Chromium", "chromium", ("chromium", "chromium-browser", "google-chrome")),
    Tool("fish", "fish", ("fish",)),
    Tool("Firefox", "firefox-esr", ("firefox-esr", "firefox")),
    Tool("WebKit", "webkit2gtk-driver", ("WebKitWebDriver",)),
    Tool("Xvfb", "xvfb", ("Xvfb",)),
    Tool("Caddy", "caddy", ("caddy",)),
    Tool("HAProxy", "haproxy", ("haproxy",)),
    Tool("nginx", "nginx", ("nginx",)),
    Tool("Node.js", "npm", ("npx",)),
    Tool("Redis", "redis-server", ("redis-server",)),
    Tool("zsh", "zsh", ("zsh",)),
    Tool("wrk", "wrk", ("wrk",)),
)
TOOLS = {tool.name.casefold(): tool for tool in _ALL}


def find_tool(name: str) -> str | None:
    """Return the path of a tool's program, or None where it is not installed."""
    # A person's PATH has no sbin on Debian, and servers stand there.
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin"))
    found = (shutil.which(program, path=path) for program in TOOLS[name].programs)
    return next(filter(None, found), None)


def need_tool(name: str) -> str:
    """Return the path of a tool's program; where it is missing, skip the test that asks.

    conftest.py shows the reason once at the end of the run. With CI=true a skip of any kind is a
    failure.
    """
    return find_tool(name) or pytest.skip(TOOLS[name].absence)


def demand_tool(name: str) -> str:
    """Return the path of a tool's program, for commands outside of tests.

    :raise SystemExit: when it is missing, with the line that says what to install.
    """
    path = find_tool(name)
    if path is None:
        raise SystemExit(TOOLS[name].absence)
    return path
