import gzip
import re

import pytest
from flask.testing import FlaskClient

from web.request.security import content_policy

ADDRESSES = ["/", "/read/", "/lookup", "/privacy", "/nothing", "/robots.txt", "/api/nothing"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_strict(client: FlaskClient, address: str) -> None:
    """All responses forbid framing, sniffing, referrers and everything inline."""
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_inline(client: FlaskClient, address: str) -> None:
    """No page carries a script, a style or a handler of its own."""
    page = client.get(address).get_data(as_text=True)
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert page.count("<script") == page.count('<script type="module" src="/static/')


def test_a_view_may_name_who_frames_it() -> None:
    """Only frame-ancestors differ by route."""
    assert content_policy(frame_ancestors="https://a.example").endswith(
        "frame-ancestors https://a.example"
    )


@pytest.mark.parametrize("refusal", ["", "br", "gzip;q=0, br", "identity"])
def test_who_refuses_gzip_gets_none(client: FlaskClient, refusal: str) -> None:
    """A quality of 0 is a refusal, for pages and for assets."""
    asset = re.findall(r'"(/static/[^"]+)"', client.get("/").get_data(as_text=True))[0]
    for address in ("/", asset):
        response = client.get(address, headers={"Accept-Encoding": refusal})
        assert "Content-Encoding" not in response.headers


def test_text_is_compressed_for_those_who_take_it(client: FlaskClient) -> None:
    """The same words arrive packed or plain, and caches are told of the difference."""
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.data) == plain.data


def test_who_comes_by_tls_is_told_to_stay_with_it(client: FlaskClient) -> None:
    """A year, for hosts below as well; by plain HTTP browsers would ignore it."""
    safe = client.get("/", base_url="https://chat.example.org/")
    assert safe.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in client.get("/").headers


@pytest.mark.parametrize("host", ["a b", "a/b", "a@b", "[", "a,b"])
def test_a_host_that_is_none_is_refused(client: FlaskClient, host: str) -> None:
    """Whatever stands there could end in an address that a page shows."""
    for address in ("/", "/widget", "/api/openapi.json"):
        assert client.get(address, headers={"Host": host}).status_code == 400
    asked = client.post("/api/ask", json={"question": "psoas"}, headers={"Host": host})
    assert asked.status_code == 400
