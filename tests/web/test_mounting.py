"""Under a path of another site: every address of every page leads below it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client
from werkzeug.wrappers import Response

from tests.web.conftest import ROOT
from web import create_app, create_blueprint
from web.settings.readers import read_prefix

CONFIG = {"CHATBOT_CORPUS": ROOT / "corpus"}
PAGES = [
    "/",
    "/?q=piriformis",
    "/?q=piriformis&lang=de",
    "/lookup?q=psoas",
    "/lookup/rows?q=QL",
    "/read/massage-therapy-relieves-hip-pain",
    "/privacy",
    "/widget",
    "/embed?lang=en",
    "/nowhere",
]
_ADDRESS = re.compile(r'(?:href|src|action|data-rows|data-reply)="(/[^"]*)"')


def _dispatched() -> Client:
    host = Flask("host")
    return Client(DispatcherMiddleware(host, {"/chat": create_app(CONFIG)}))


def _registered() -> Client:
    host = Flask("host")
    host.register_blueprint(create_blueprint(CONFIG), url_prefix="/chat")
    host.add_url_rule("/", "home", lambda: "the host's own")
    return host.test_client()


def _set() -> Client:
    return create_app({**CONFIG, "CHATBOT_PATH": "/chat"}).test_client()


@pytest.fixture(scope="module", params=[_dispatched, _registered, _set])
def mounted(request: pytest.FixtureRequest) -> Client:
    """Return a visitor of a site that has the chatbot at /chat, in each way that it can."""
    make: Callable[[], Client] = request.param
    return make()


@pytest.mark.parametrize("page", PAGES)
def test_every_address_of_a_page_leads_below_the_path(mounted: Client, page: str) -> None:
    """Links, styles, scripts and forms: each is there."""
    reply = mounted.get(f"/chat{page}")
    assert reply.status_code == (404 if page == "/nowhere" else 200)
    addresses = set(_ADDRESS.findall(reply.text))
    assert addresses
    assert {each for each in addresses if not each.startswith("/chat/")} == set()
    for address in addresses:
        status = mounted.get(address.partition("#")[0].replace("&amp;", "&")).status_code
        # What only takes forms says so.
        takes_forms = address.partition("?")[0] in ("/chat/reply", "/chat/thumb")
        assert status == (405 if takes_forms else 200), address


def test_the_interface_cites_below_the_path(mounted: Client) -> None:
    """A caller of another site finds the passage."""
    reply = mounted.post("/chat/api/ask", json={"question": "psoas"})
    url = reply.get_json()["passages"][0]["citation"]["url"]
    assert url.startswith("/chat/read/")
    assert mounted.get(url.partition("#")[0]).status_code == 200
    assert mounted.get("/chat/api/nowhere").get_json()["error"]["code"] == "not_found"
    assert mounted.options("/chat/api/ask").status_code == 200


def test_a_form_is_answered_below_the_path(mounted: Client) -> None:
    """Without a script a question is a form, and its reply a page."""
    reply = mounted.post("/chat/", data={"question": "psoas"})
    assert 'action="/chat/#latest"' in reply.text
    assert "The Psoas" in reply.text


def test_a_blueprint_leaves_its_host_alone() -> None:
    """The host's own routes, errors and headers stay as they are."""
    host = _registered()
    assert host.get("/").text == "the host's own"
    assert "Content-Security-Policy" not in host.get("/").headers
    assert host.get("/nowhere").headers.get("X-Request-Id") is None
    assert "Content-Security-Policy" in host.get("/chat/").headers


def test_a_proxy_may_name_the_path() -> None:
    """X-Forwarded-Prefix is believed of trusted proxies, and of nobody else."""
    for proxies, start in (("1", "/chat/"), ("0", "/lookup")):
        app = create_app({**CONFIG, "CHATBOT_TRUSTED_PROXIES": proxies})
        reply = app.test_client().get("/", headers={"X-Forwarded-Prefix": "/chat"})
        assert f'href="{start}' in reply.text


def test_the_path_may_have_been_taken_off() -> None:
    """Some proxies pass it on, some do not; a server may have split it off."""
    client: FlaskClient = create_app({**CONFIG, "CHATBOT_PATH": "/chat/"}).test_client()
    for path, root in (("/chat/lookup", ""), ("/lookup", ""), ("/lookup", "/chat")):
        reply: Response = client.get(path, environ_overrides={"SCRIPT_NAME": root})
        assert 'action="/chat/lookup"' in reply.text
    # A longer name is another page.
    assert client.get("/chatter").status_code == 404


def test_a_site_that_lends_a_path_keeps_its_host() -> None:
    """Whether browsers use nothing but https for the whole host is not for a guest to say."""
    client = _set()
    secure = {"base_url": "https://clinic.example"}
    assert "Strict-Transport-Security" not in client.get("/chat/", **secure).headers


@pytest.mark.parametrize("value", ["chat", "/a b", "//", "/chat?x", "https://a.example/chat"])
def test_a_path_that_is_none_is_refused(value: str) -> None:
    """One line says what it may be."""
    if value == "//":
        assert read_prefix(value) == ""
        return
    with pytest.raises(ValueError, match="must be a path such as /chat"):
        read_prefix(value)
