import gzip
import hashlib
import re
from base64 import b64encode
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browser.release_widget import mark_source
from tests.web.conftest import ROOT
from web import create_app
from web.corpus.wording import languages, load_wording, load_wordings
from web.settings.config import ConfigError, read_settings
from web.widget.releases import (
    FOLDER,
    OPTIONS,
    load_releases,
    newest_script,
    newest_version,
    write_line,
)

THREE = ROOT / "tests" / "fixtures" / "three"
SITES = ("https://www.example.org", "http://localhost:8080")
# A language takes some 90 bytes.
MOST_BYTES = 3200
# A release that somebody has pinned never changes; a change needs a new number.
RELEASED = {
    "1.0": "sha384-hNaYshSpc0sj+sGYK8J0goD92SY5fuFZOsxS3SNPZKsrkDG3sSgR4PsKOeZa3v3s",
    "1.1": "sha384-vXhOPq5f76IgQBbjB8J/kGH/Se6uOKPLMm5ueKG+JyF/K3Fp4OgLFW15aRDziKaJ",
}
HALF_AN_HOUR = 1800


@pytest.fixture(scope="module")
def embedding_app() -> Flask:
    """Return an application that two sites may embed."""
    return create_app(
        {
            "CHATBOT_CORPUS": ROOT / "tests" / "fixtures" / "three",
            "CHATBOT_EMBED_ORIGINS": " ".join(SITES),
            "CHATBOT_RATE_LIMIT": "",
        }
    )


@pytest.fixture
def embedding(embedding_app: Flask) -> FlaskClient:
    """Return a client of that application."""
    return embedding_app.test_client()


def test_the_script_stays_small(embedding: FlaskClient) -> None:
    """On the wire, by gzip, and with a telephone number and a language in it as well."""
    response = embedding.get("/widget.js", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.data) <= MOST_BYTES
    assert len(newest_script(phone="+49 (0)30 1234 5678", language="de").packed) <= MOST_BYTES


def test_the_script_is_anybodys_to_load_and_soon_renewed(embedding: FlaskClient) -> None:
    """A mended script reaches pages within the hour, and a visit in between costs no bytes."""
    response = embedding.get("/widget.js")
    assert response.mimetype == "text/javascript"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age=3600" in response.headers["Cache-Control"]
    again = embedding.get("/widget.js", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_releases_never_change(embedding: FlaskClient) -> None:
    """Each version has one address, kept for a year, and the integrity it was released with."""
    assert {version: script.integrity for version, script in load_releases().items()} == RELEASED
    for version, integrity in RELEASED.items():
        response = embedding.get(f"/widget/{version}.js")
        digest = b64encode(hashlib.sha384(response.data).digest()).decode()
        assert integrity == f"sha384-{digest}"
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        packed = embedding.get(f"/widget/{version}.js", headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(packed.data) == response.data


def test_the_newest_release_is_made_from_the_source() -> None:
    """A change of the source without a release would reach nobody."""
    newest = (FOLDER / f"{newest_version()}.js").read_text("utf-8")
    assert newest.startswith(f"/*{newest_version()} {mark_source()}*/")


def test_releases_are_ordered_as_numbers(tmp_path: Path) -> None:
    """1.10 comes after 1.9, and the source is no release."""
    for name in ("1.9.js", "1.10.js", "source.js"):
        (tmp_path / name).write_text("({});", "utf-8")
    assert list(load_releases(tmp_path)) == ["1.9", "1.10"]


@pytest.mark.parametrize("name", ["0.9", "source", "..%2f..%2fembed", "1.0.js"])
def test_other_versions_are_404(embedding: FlaskClient, name: str) -> None:
    """No path from a request reaches the file system."""
    assert embedding.get(f"/widget/{name}.js").status_code == 404


def test_the_clinics_own_defaults_are_in_the_script() -> None:
    """Telephone and language travel with the script, so that one line is enough."""
    script = newest_script(phone="01632 960 123", language="de").plain.decode()
    assert script.rstrip().endswith('({"phone": "01632 960 123", "language": "de"});')
    assert newest_script(phone="", language="").plain == load_releases()[newest_version()].plain
    assert "</script" not in newest_script(phone="</script>").plain.decode()


def test_the_script_speaks_the_languages_of_the_pages() -> None:
    """A new wording file needs words in the widget, and its label is the pages' own."""
    source = (FOLDER / "source.js").read_text("utf-8")
    labels = dict(re.findall(r'^    (\w\w): \{\s+label: "(.+)"', source, re.MULTILINE))
    assert set(labels) == set(languages())
    wordings = load_wordings(ROOT / "corpus" / "wording.toml")
    assert labels == {code: wordings[code]("chat.title") for code in languages()}
    choices = next(option.choices for option in OPTIONS if option.name == "language")
    assert set(choices) == {"", *languages()}


@pytest.mark.parametrize("site", SITES)
def test_only_the_configured_sites_may_frame_the_panel(
    embedding: FlaskClient, client: FlaskClient, site: str
) -> None:
    """`frame-ancestors` names them and nobody else; without any, nobody."""
    for address in ("/embed", f"/embed?from={site}", "/embed?from=https://evil.example"):
        policy = embedding.get(address).headers["Content-Security-Policy"]
        assert policy.endswith(f"frame-ancestors {SITES[0]} {SITES[1]}")
        assert "unsafe" not in policy
        closed = client.get(address).headers["Content-Security-Policy"]
        assert closed.endswith("frame-ancestors 'none'")


def test_the_owners_page_may_frame_the_panel_on_its_own_origin(embedding: FlaskClient) -> None:
    """And then no other site may."""
    policy = embedding.get("/embed?from=http://localhost").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self'")


@pytest.mark.parametrize(
    ("site", "spoken_with"),
    [
        (SITES[0], SITES[0]),
        ("http://localhost", "http://localhost"),
        ("https://evil.example", ""),
        ("null", ""),
        ("", ""),
        (f"{SITES[0]}.evil.example", ""),
        ('"><script>', ""),
    ],
)
def test_the_panel_speaks_with_the_site_that_it_is_for(
    embedding: FlaskClient, site: str, spoken_with: str
) -> None:
    """An origin that is not configured is not even named in the page."""
    page = embedding.get("/embed", query_string={"from": site}).get_data(as_text=True)
    assert f'<meta name="chatbot-site" content="{spoken_with}">' in page
    assert "<script>" not in page


def test_the_panel_is_the_chat_with_the_same_parts(client: FlaskClient) -> None:
    """One set of templates: the same box, log and reply, links beside the site, no header."""
    page = client.post("/embed?lang=en", data={"question": "psoas"}).get_data(as_text=True)
    assert '<base target="_blank">' in page
    assert 'class="chatbot__ask" id="ask" method="post" action="/embed?lang=en#latest"' in page
    assert 'role="log"' in page
    assert "<cite>" in page
    assert "<header" not in page
    assert "<style" not in page


def test_pages_around_the_panel_stay_closed(embedding: FlaskClient) -> None:
    """To be allowed to embed opens the panel, and no other page."""
    for address in ("/", "/widget", "/read/", "/lookup", "/privacy", "/widget.js"):
        policy = embedding.get(address).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("body", [{"question": "kite"}, {}])
def test_configured_sites_may_call_the_api(embedding: FlaskClient, body: dict[str, str]) -> None:
    """Answers and errors alike can be read there; cookies are never asked for."""
    response = embedding.post("/api/ask", json=body, headers={"Origin": SITES[0]})
    assert response.headers["Access-Control-Allow-Origin"] == SITES[0]
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Origin" in response.headers["Vary"]
    asked = embedding.options(
        "/api/ask", headers={"Origin": SITES[0], "Access-Control-Request-Method": "POST"}
    )
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, POST"
    assert asked.headers["Access-Control-Allow-Headers"] == "Content-Type"
    assert int(asked.headers["Access-Control-Max-Age"]) > HALF_AN_HOUR


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{SITES[0]}.evil.example"])
def test_other_sites_may_not(embedding: FlaskClient, origin: str) -> None:
    """No header lets their pages read a reply, and a cache is told that it depends."""
    for response in (
        embedding.post("/api/ask", json={"question": "kite"}, headers={"Origin": origin}),
        embedding.options("/api/ask", headers={"Origin": origin}),
    ):
        assert "Access-Control-Allow-Origin" not in response.headers
        assert "Origin" in response.headers["Vary"]


@pytest.mark.parametrize("address", ["/", "/embed", "/reply", "/lookup", "/widget"])
def test_no_other_address_is_shared(embedding: FlaskClient, address: str) -> None:
    """CORS is for the API alone."""
    response = embedding.get(address, headers={"Origin": SITES[0]})
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    ("given", "origins"),
    [
        ("", ()),
        ("https://a.example", ("https://a.example",)),
        (
            "https://a.example, http://b.example:8080",
            ("https://a.example", "http://b.example:8080"),
        ),
        ("HTTPS://A.Example:443/", ("https://a.example",)),
        ("https://a.example https://a.example/", ("https://a.example",)),
        ("https://müller.example", ("https://xn--mller-kva.example",)),
        (["http://[::1]:80"], ("http://[::1]",)),
    ],
)
def test_origins_are_read_as_browsers_write_them(given: object, origins: tuple[str, ...]) -> None:
    """Spaces or commas between; case, default port and closing slash do not matter."""
    assert read_settings({"CHATBOT_EMBED_ORIGINS": given}).embed_origins == origins


@pytest.mark.parametrize(
    "given",
    [
        "a.example",
        "*",
        "https://*.example",
        "https://a.example/page",
        "https://user@a.example",
        "ftp://a.example",
        "https://a.example;script-src",
        "https://a.example:99999",
        "https://",
        "null",
        7,
    ],
)
def test_what_is_no_origin_stops_the_start(given: object) -> None:
    """One line names the setting, the value and the remedy."""
    with pytest.raises(ConfigError, match=r"^CHATBOT_EMBED_ORIGINS=.*https://www\.example\.org$"):
        read_settings({"CHATBOT_EMBED_ORIGINS": given})


def test_the_owner_gets_the_line_with_the_chosen_options(embedding: FlaskClient) -> None:
    """Defaults are left out; everything is escaped; the widget on the page has the same options."""
    page = embedding.get(
        "/widget", query_string={"label": 'Ask "us"', "position": "right", "z-index": "9"}
    ).get_data(as_text=True)
    line = (
        '<script src="http://localhost/widget.js" defer'
        ' data-label="Ask &quot;us&quot;" data-z-index="9"></script>'
    )
    assert (
        line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
        in page
    )
    assert '<script src="/widget.js" defer data-label="Ask &quot;us&quot;"' in page
    assert "data-position" not in page


def test_the_line_names_the_address_that_browsers_use(embedding: FlaskClient) -> None:
    """Behind a trusted proxy that speaks https, the line says https; else nobody is believed."""
    headers = {"X-Forwarded-Proto": "https", "Host": "chat.example.org"}
    page = embedding.get("/widget", headers=headers).get_data(as_text=True)
    assert "http://chat.example.org/widget.js" in page
    trusting = create_app({"CHATBOT_CORPUS": THREE, "CHATBOT_TRUSTED_PROXIES": "1"}).test_client()
    page = trusting.get("/widget", headers=headers).get_data(as_text=True)
    assert "https://chat.example.org/widget.js" in page
    assert "script-src https://chat.example.org; frame-src https://chat.example.org" in page


@pytest.mark.parametrize("site", ["http://[", "http://[::1", "//x", "javascript:alert(1)", "\0"])
def test_a_site_that_is_none_hears_nothing(embedding: FlaskClient, site: str) -> None:
    """Whatever stands for the origin, the panel is shown, to no site."""
    reply = embedding.get("/embed", query_string={"from": site})
    assert reply.status_code == 200
    assert '<meta name="chatbot-site" content="">' in reply.get_data(as_text=True)


def test_the_pinned_line_has_integrity() -> None:
    """With what the browser needs to check it."""
    line = write_line("https://a.example/widget/1.0.js", {"open": "true"}, integrity="sha384-x")
    assert line == (
        '<script src="https://a.example/widget/1.0.js" integrity="sha384-x"'
        ' crossorigin="anonymous" defer data-open="true"></script>'
    )


def test_the_owner_is_told_which_sites_are_allowed(
    embedding: FlaskClient, client: FlaskClient
) -> None:
    """Their names, or that there is none yet."""
    assert all(site in embedding.get("/widget").get_data(as_text=True) for site in SITES)
    assert load_wording("en")("widget.sites_none") in client.get("/widget").get_data(as_text=True)


def test_every_option_is_documented_with_its_default() -> None:
    """The script reads what the README's table lists, and the owner's page offers the same."""
    readme = (ROOT / "web" / "widget" / "README.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `data-([a-z-]+)` \| (.+?) \| .+ \|$", readme, re.MULTILINE))
    source = (FOLDER / "source.js").read_text("utf-8")
    read = {*re.findall(r"options\.([a-zA-Z]+)", source)}
    named = re.search(r"const \{ (.+) \} = options", source)
    assert named is not None
    read |= {name.partition(" ")[0] for name in named[1].split(", ")}
    as_attributes = {re.sub("[A-Z]", lambda each: f"-{each[0].lower()}", name) for name in read}
    assert as_attributes == {option.name for option in OPTIONS} == set(rows)
    for option in OPTIONS:
        if option.default in source:
            assert option.default in rows[option.name]
