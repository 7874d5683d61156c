"""Firefox and WebKit, driven by the commands of the W3C's WebDriver.

WebKit's driver takes them over HTTP. Firefox itself takes the same commands as Marionette: JSON
over a socket, each message with its length before it. Debian has no driver for it that speaks HTTP.

https://www.w3.org/TR/webdriver2/, https://firefox-source-docs.mozilla.org/testing/marionette/
"""

from __future__ import annotations

import base64
import json
import socket
import time
from http.client import HTTPConnection
from typing import Any, ClassVar, Protocol

# How WebDriver names the id of an element.
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_PATIENCE = 30.0
_DEVICE = {"width": 390, "height": 844}


class Wire(Protocol):
    """Takes one command to a browser."""

    def send(self, command: str, body: dict[str, Any]) -> Any:
        """Return what the browser answers to a command."""


class Driven:
    """A page in a browser, as a person meets it."""

    def __init__(self, wire: Wire, *, can_print: bool) -> None:
        """Take the wire, and whether the browser's driver knows how to print."""
        self._wire = wire
        self.can_print = can_print
        wire.send("SetWindowRect", {**_DEVICE, "x": 0, "y": 0})

    def go(self, address: str) -> None:
        """Open an address and wait until it is loaded."""
        self._wire.send("Navigate", {"url": address})

    def script(self, source: str, *arguments: object) -> Any:
        """Return what a function body returns in the page."""
        return self._wire.send("ExecuteScript", {"script": source, "args": list(arguments)})

    def type(self, selector: str, text: str) -> None:
        """Type text, or keys by their code points, into the first element of a selector."""
        self._wire.send("ElementSendKeys", {"id": self._find(selector), "text": text})

    def click(self, selector: str) -> None:
        """Click the first element of a selector."""
        self._wire.send("ElementClick", {"id": self._find(selector)})

    def text(self, selector: str) -> str:
        """Return the shown text of the first element of a selector."""
        shown: str = self.script("return document.querySelector(arguments[0]).innerText", selector)
        return shown

    def wait_for(self, condition: str, *arguments: object) -> None:
        """Wait until an expression is true in the page; `arguments` are the expression's."""
        deadline = time.monotonic() + _PATIENCE
        while not self.script(f"return Boolean({condition})", *arguments):
            assert time.monotonic() < deadline, f"never true: {condition}"
            time.sleep(0.05)

    def print(self) -> bytes:
        """Return the page as it is printed: a PDF."""
        return base64.b64decode(self._wire.send("Print", {}))

    def _find(self, selector: str) -> str:
        found = self._wire.send("FindElement", {"using": "css selector", "value": selector})
        element: str = found[_ELEMENT]
        return element


class Http:
    """WebDriver over HTTP."""

    _PATHS: ClassVar = {
        "SetWindowRect": "/window/rect",
        "Navigate": "/url",
        "ExecuteScript": "/execute/sync",
        "FindElement": "/element",
        "ElementSendKeys": "/element/{id}/value",
        "ElementClick": "/element/{id}/click",
        "Print": "/print",
    }

    def __init__(self, port: int, options: dict[str, Any]) -> None:
        self._port = port
        self._session = ""
        opened = self._call("POST", "", {"capabilities": {"alwaysMatch": options}})
        self._session = f"/{opened['sessionId']}"

    def send(self, command: str, body: dict[str, Any]) -> Any:
        """Return what the browser answers to a command."""
        path = self._PATHS[command].format(**body)
        return self._call("POST", path, {key: body[key] for key in body if key != "id"})

    def _call(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        try:
            connection.request(method, f"/session{self._session}{path}", json.dumps(body))
            answer = json.load(connection.getresponse())["value"]
        finally:
            connection.close()
        assert not (isinstance(answer, dict) and "error" in answer), answer
        return answer

    def close(self) -> None:
        """End the session, and with it the browser."""
        self._call("DELETE", "", None)


class Marionette:
    """WebDriver as Firefox itself speaks it."""

    def __init__(self, port: int) -> None:
        self._socket = connect(port)
        self._number = 0
        self._receive()
        self.send("NewSession", {})

    def send(self, command: str, body: dict[str, Any]) -> Any:
        """Return what the browser answers to a command."""
        self._number += 1
        message = json.dumps([0, self._number, f"WebDriver:{command}", body]).encode()
        self._socket.sendall(b"%d:%b" % (len(message), message))
        _, number, error, answer = self._receive()
        assert (number, error) == (self._number, None), error
        return answer["value"] if set(answer) == {"value"} else answer

    def _receive(self) -> Any:
        size = b""
        while not size.endswith(b":"):
            size += self._socket.recv(1)
        message = b""
        while len(message) < int(size[:-1]):
            message += self._socket.recv(65536)
        return json.loads(message)

    def close(self) -> None:
        """Hang up; the browser is stopped by who started it."""
        self._socket.close()


def connect(port: int) -> socket.socket:
    """Return a connection to a program that is about to listen."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
