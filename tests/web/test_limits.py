import logging
import re

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.web.conftest import ROOT
from web import create_app
from web.request.addresses import WIDER, networks_of, read_address
from web.request.counts import Counts
from web.request.limits import SEARCH_FACTOR, Limiter
from web.settings.readers import read_rates


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        """Return the time that it was set to."""
        return self.now


@pytest.fixture
def limited() -> FlaskClient:
    """Return a visitor of an application that answers three questions an hour."""
    return create_app(
        {
            "CHATBOT_CORPUS": ROOT / "tests" / "fixtures" / "three",
            "CHATBOT_RATE_LIMIT": "3/hour",
            "CHATBOT_TRUSTED_PROXIES": "1",
        }
    ).test_client()


def _ask(client: FlaskClient, address: str) -> int:
    headers = {"X-Forwarded-For": address}
    reply = client.post("/api/ask", json={"question": "moon"}, headers=headers)
    return reply.status_code


def test_the_fourth_of_three_is_refused_with_the_time_to_wait(limited: FlaskClient) -> None:
    """429 has the one error body and Retry-After in whole seconds, at most the window."""
    assert [_ask(limited, "203.0.113.1") for _ in range(4)] == [200, 200, 200, 429]
    refused = limited.post(
        "/api/ask", json={"question": "moon"}, headers={"X-Forwarded-For": "203.0.113.1"}
    )
    assert refused.get_json()["error"]["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 3601


def test_addresses_are_counted_apart(limited: FlaskClient) -> None:
    """One visitor's haste costs nobody else a question."""
    assert [_ask(limited, "203.0.113.2") for _ in range(4)][-1] == 429
    assert _ask(limited, "203.0.113.3") == 200


def test_a_person_gets_a_kind_page(limited: FlaskClient) -> None:
    """On pages the refusal is a page, not an object."""
    headers = {"X-Forwarded-For": "203.0.113.4"}
    last = [limited.get("/", headers=headers) for _ in range(4)][-1]
    assert last.status_code == 429
    assert last.mimetype == "text/html"


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/widget.js"])
def test_files_and_checks_are_free(limited: FlaskClient, address: str) -> None:
    """Neither a balancer's checks nor a page's files use up a visitor's questions."""
    assert {limited.get(address).status_code for _ in range(9)} == {200}


def test_a_forged_address_counts_for_nothing_without_a_proxy() -> None:
    """X-Forwarded-For is believed only from proxies that the owner has named."""
    client = create_app(
        {"CHATBOT_CORPUS": ROOT / "tests" / "fixtures" / "three", "CHATBOT_RATE_LIMIT": "2/hour"}
    ).test_client()
    assert [_ask(client, f"203.0.113.{number}") for number in range(3)] == [200, 200, 429]


def test_waiting_as_long_as_told_is_enough() -> None:
    """After the seconds of Retry-After the next request passes."""
    clock = Clock(1000.5)
    limiter = Limiter(read_rates("1/minute"), Counts(), clock)
    assert limiter.seconds_to_wait("a") == 0
    wait = limiter.seconds_to_wait("a")
    clock.now += wait
    assert limiter.seconds_to_wait("a") == 0


def test_a_clock_that_jumps_locks_nobody_out() -> None:
    """Back or forth by years, the count starts anew in another window."""
    clock = Clock(2e9)
    limiter = Limiter(read_rates("1/minute"), Counts(), clock)
    limiter.seconds_to_wait("a")
    for jump in (-1e9, 1e9, -59.0):
        clock.now += jump
        assert limiter.seconds_to_wait("a") <= 60
    clock.now += 180
    assert limiter.seconds_to_wait("a") == 0


def test_the_strictest_rate_decides() -> None:
    """Of several rates each holds."""
    limiter = Limiter(read_rates("2/second; 3/hour"), Counts(), clock := Clock(3600.0))
    waits = []
    for _ in range(4):
        waits.append(limiter.seconds_to_wait("a"))
        clock.now += 1
    assert waits[:3] == [0, 0, 0]
    assert waits[3] > 3000


def test_a_household_has_one_count() -> None:
    """The addresses of an IPv6 /64 are one visitor, and IPv4 in IPv6 is IPv4."""
    limiter = Limiter(read_rates("1/minute"), Counts(), Clock())
    assert limiter.seconds_to_wait("2001:db8::1") == 0
    assert limiter.seconds_to_wait("2001:db8::ffff:2") > 0
    assert limiter.seconds_to_wait("2001:db8:0:1::1") == 0
    assert limiter.seconds_to_wait("203.0.113.9") == 0
    assert limiter.seconds_to_wait("::ffff:203.0.113.9") > 0


def test_a_rented_network_is_limited_too() -> None:
    """Whoever has a /48 has 65,536 households of one's own, and may ask for sixteen."""
    limiter = Limiter(read_rates("1/minute"), Counts(), Clock())
    waits = [limiter.seconds_to_wait(f"2001:db8:0:{number:x}::1") for number in range(WIDER + 1)]
    assert waits[:-1] == [0] * WIDER
    assert waits[-1] > 0
    assert limiter.seconds_to_wait("2001:db8:1::1") == 0


def test_what_is_refused_uses_up_no_longer_window() -> None:
    """Whoever is too hasty for a second may still ask as often as the hour allows."""
    limiter = Limiter(read_rates("1/second; 3/hour"), Counts(), clock := Clock(3600.0))
    passed = 0
    for _ in range(3):
        passed += sum(limiter.seconds_to_wait("a") == 0 for _ in range(9))
        clock.now += 1
    assert passed == 3


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        (" 203.0.113.9 ", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("localhost", "None"),
        ("203.0.113.9:4711:1", "None"),
    ],
)
def test_ports_and_zones_are_no_part_of_an_address(written: str, address: str) -> None:
    """Some proxies write the port as well; it would give every connection a count of its own."""
    assert str(read_address(written)) == address


def test_what_is_no_address_shares_one_count() -> None:
    """Invented names buy nothing."""
    assert networks_of("a") == networks_of("unix:") == networks_of("") == (("", 1),)


def test_a_browsers_question_whether_it_may_ask_is_free() -> None:
    """Preflights are neither counted nor refused: the site could not ask at all."""
    client = create_app(
        {"CHATBOT_CORPUS": ROOT / "tests" / "fixtures" / "three", "CHATBOT_RATE_LIMIT": "1/hour"}
    ).test_client()
    assert {client.options("/api/ask").status_code for _ in range(3)} == {200}
    assert _ask(client, "") == 200
    assert _ask(client, "") == 429
    assert client.options("/api/ask").status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_a_proxy_that_nobody_trusts_is_told_once(
    header: str, caplog: pytest.LogCaptureFixture
) -> None:
    """All its visitors would share one limit, and nobody would know why they are refused."""
    client = create_app({"CHATBOT_CORPUS": ROOT / "tests" / "fixtures" / "three"}).test_client()
    for _ in range(2):
        client.get("/healthz", headers={header: "203.0.113.1"})
    warnings = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "CHATBOT_TRUSTED_PROXIES" in warnings[0]


def test_a_flood_of_addresses_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the most counts they start from zero."""
    monkeypatch.setattr("web.request.counts.MOST_COUNTED", 50)
    counts, (rate,) = Counts(), read_rates("1/hour")
    assert counts.add(rate, "a")
    assert not counts.add(rate, "a")
    for number in range(60):
        counts.add(rate, str(number))
    assert counts.add(rate, "a")


def test_a_store_that_is_away_lets_people_ask(caplog: pytest.LogCaptureFixture) -> None:
    """One line says so; meanwhile the process counts for itself."""
    counts, (rate,) = Counts("redis://127.0.0.1:1/0"), read_rates("2/minute")
    with caplog.at_level(logging.WARNING):
        passed = [counts.add(rate, "a") for _ in range(3)]
    assert passed == [True, True, False]
    assert counts.away
    assert len(caplog.records) == 1
    assert "CHATBOT_RATE_LIMIT_STORAGE" in caplog.text


@given(st.text(max_size=60))
def test_any_text_is_rates_or_a_clear_error(text: str) -> None:
    """Nothing else comes of a setting."""
    try:
        rates = read_rates(text)
    except ValueError as error:
        assert "must be rates" in str(error)  # noqa: PT017 - either end is right
    else:
        assert all(rate.amount > 0 for rate in rates)


def test_searches_have_a_budget_of_their_own() -> None:
    """Whoever looks up while typing takes no question from the clinic's other visitors."""
    client = create_app(
        {"CHATBOT_CORPUS": ROOT / "tests" / "fixtures" / "three", "CHATBOT_RATE_LIMIT": "2/hour"}
    ).test_client()
    searches = [client.get("/lookup/rows?q=moon").status_code for _ in range(2 * SEARCH_FACTOR + 1)]
    assert searches == [200] * 2 * SEARCH_FACTOR + [429]
    assert [_ask(client, "") for _ in range(3)] == [200, 200, 429]


def test_programs_are_told_what_is_left(limited: FlaskClient) -> None:
    """The header fields are those of the IETF's draft; a refusal has them as well."""
    headers = {"X-Forwarded-For": "203.0.113.8"}
    body = {"question": "moon"}
    replies = [limited.post("/api/ask", json=body, headers=headers) for _ in range(4)]
    left = [re.fullmatch(r'"1";r=(\d+);t=(\d+)', each.headers["RateLimit"]) for each in replies]
    assert [int(each[1]) for each in left if each] == [2, 1, 0, 0]
    assert all(1 <= int(each[2]) <= 3601 for each in left if each)
    assert {each.headers["RateLimit-Policy"] for each in replies} == {'"1";q=3;w=3600'}
