import logging

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.web.conftest import ROOT
from web import create_app
from web.request.limits import MOST_ADDRESSES, Limiter, MemoryCounts, SharedCounts
from web.settings.rates import Rate, read_rates


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
    limiter = Limiter((Rate(1, 60),), MemoryCounts(), clock)
    assert limiter.seconds_to_wait("a") == 0
    wait = limiter.seconds_to_wait("a")
    clock.now += wait
    assert limiter.seconds_to_wait("a") == 0


def test_a_clock_that_jumps_locks_nobody_out() -> None:
    """Back or forth by years, the count starts anew in another window."""
    clock = Clock(2e9)
    limiter = Limiter((Rate(1, 60),), MemoryCounts(), clock)
    limiter.seconds_to_wait("a")
    for jump in (-1e9, 1e9, -59.0):
        clock.now += jump
        assert limiter.seconds_to_wait("a") <= 60
    clock.now += 61
    assert limiter.seconds_to_wait("a") == 0


def test_the_strictest_rate_decides() -> None:
    """Of several rates each holds."""
    limiter = Limiter((Rate(2, 1), Rate(3, 3600)), MemoryCounts(), clock := Clock(3600.0))
    waits = []
    for _ in range(4):
        waits.append(limiter.seconds_to_wait("a"))
        clock.now += 1
    assert waits[:3] == [0, 0, 0]
    assert waits[3] > 3000


def test_a_household_has_one_count() -> None:
    """The addresses of an IPv6 /64 are one visitor, and IPv4 in IPv6 is IPv4."""
    limiter = Limiter((Rate(1, 60),), MemoryCounts(), Clock())
    assert limiter.seconds_to_wait("2001:db8::1") == 0
    assert limiter.seconds_to_wait("2001:db8::ffff:2") > 0
    assert limiter.seconds_to_wait("2001:db8:0:1::1") == 0
    assert limiter.seconds_to_wait("203.0.113.9") == 0
    assert limiter.seconds_to_wait("::ffff:203.0.113.9") > 0


def test_a_flood_of_addresses_fills_no_memory() -> None:
    """Past the most addresses the window starts from zero."""
    counts = MemoryCounts()
    for number in range(MOST_ADDRESSES + 1):
        counts.add(str(number), 1, Rate(1, 60))
    assert counts.add("0", 1, Rate(1, 60)) == 1


def test_a_store_that_is_away_lets_people_ask(caplog: pytest.LogCaptureFixture) -> None:
    """One line says so; meanwhile the process counts for itself."""
    counts = SharedCounts("redis://127.0.0.1:1/0")
    with caplog.at_level(logging.WARNING):
        numbers = [counts.add("a", 1, Rate(9, 60)) for _ in range(3)]
    assert numbers == [1, 2, 3]
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
        assert all(rate.most > 0 for rate in rates)
