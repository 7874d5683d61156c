"""Sites of other people, on origins of their own, that show the widget."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from werkzeug.wrappers import Request, Response

from tests.browser.serving import listen

TEXT = "<p>We are a small practice by the river.</p>" * 40


class Site:
    """A site with one page, which each test writes anew."""

    def __init__(self) -> None:
        self.origin = ""
        self._page = ""
        self._headers: Mapping[str, str] = {}

    def __call__(self, environ: Any, start_response: Callable[..., Any]) -> Any:
        """Answer a request: the page at "/", nothing elsewhere."""
        known = Request(environ).path == "/"
        response = Response(self._page, 200, self._headers) if known else Response(status=204)
        response.mimetype = "text/html"
        return response(environ, start_response)

    def show(
        self,
        *,
        head: str = "",
        body: str = TEXT,
        doctype: str = "<!doctype html>",
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Write the page; return its address."""
        self._headers = headers or {}
        self._page = (
            f'{doctype}<html lang="en"><head><meta charset="utf-8"><title>A practice</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"{head}</head><body><main><h1>A practice</h1>{body}</main></body></html>"
        )
        return f"{self.origin}/"


@contextmanager
def open_site() -> Iterator[Site]:
    """Give a site of its own origin."""
    site = Site()
    with listen(site) as address:
        # Another name of this machine makes it another site, in a process of its own.
        site.origin = address.replace("127.0.0.1", "localhost")
        yield site
