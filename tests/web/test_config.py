import os
import re
from dataclasses import fields
from pathlib import Path

import pytest

from web.settings.config import ConfigError, Settings, describe, read_settings
from web.settings.readers import read_rates
from web.settings.stores import check_stores

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name in ("PORT", "WEB_CONCURRENCY") or name.startswith("CHATBOT_"):
            monkeypatch.delenv(name)


def test_defaults_are_safe() -> None:
    """Without any setting the pages are served to this machine alone."""
    assert read_settings() == Settings(rate_limit=read_rates("120/minute"))
    assert Settings().host == "127.0.0.1"


def test_the_mapping_stands_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """PORT is what a host sets, CHATBOT_PORT outranks it, the mapping outranks both."""
    monkeypatch.setenv("PORT", "1")
    assert read_settings().port == 1
    monkeypatch.setenv("CHATBOT_PORT", "2")
    assert read_settings().port == 2
    assert read_settings({"CHATBOT_PORT": 3}).port == 3


def test_every_fault_has_one_line_with_name_value_and_remedy() -> None:
    """All faults are told at once."""
    with pytest.raises(ConfigError) as caught:
        read_settings({"CHATBOT_PORT": "80 80", "CHATBOT_LANGUAGE": "tlh", "CHATBOT_HOST": " "})
    lines = str(caught.value).splitlines()
    assert lines == [
        "CHATBOT_PORT='80 80': must be a whole number, such as 8000",
        "CHATBOT_LANGUAGE='tlh': must be one of auto, de, en, es",
        "CHATBOT_HOST=' ': must be a text; remove the setting to get its default",
    ]


@pytest.mark.parametrize("port", ["-1", "65536", "eighty"])
def test_ports_are_ports(port: str) -> None:
    """A port is a whole number from 0 to 65535."""
    with pytest.raises(ConfigError, match="CHATBOT_PORT"):
        read_settings({"CHATBOT_PORT": port})


def test_an_unknown_setting_is_told_and_ignored(caplog: pytest.LogCaptureFixture) -> None:
    """A mistyped name is in the log and does not stop the start."""
    for _ in range(2):
        assert read_settings({"CHATBOT_PROT": "1"}) == read_settings()
    assert [record.getMessage() for record in caplog.records] == [
        "CHATBOT_PROT is not a setting; it is ignored; did you mean CHATBOT_PORT?"
    ]


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("RATE_LIMIT", "often", "must be rates such as '60/minute'"),
        ("RATE_LIMIT", "0/minute", "must be rates such as '60/minute'"),
        ("RATE_LIMIT_STORAGE", "postgres://x", "must be an address such as redis://"),
        ("RATE_LIMIT_STORAGE", "redis://x:port/0", "must be an address such as redis://"),
        ("GAPS", "mysql://x/y", "must be an address such as redis://"),
        ("HOST", "http://x/", "must be an address of this machine"),
        ("PORT", "8_000", "must be a whole number, such as 8000"),
        ("WORKERS", "0", "must be from 1 to 64"),
        ("TRUSTED_PROXIES", "yes", "must be a whole number, such as 1"),
        ("WATCH", "-1", "must be from 0 to 86400"),
        ("METRICS", "perhaps", "must be on or off"),
    ],
)
def test_what_an_operator_mistypes_is_told(name: str, value: str, remedy: str) -> None:
    """The line names the setting, its value and what it may be."""
    with pytest.raises(ConfigError) as caught:
        read_settings({f"CHATBOT_{name}": value})
    assert str(caught.value).startswith(f"CHATBOT_{name}={value!r}: {remedy}")


def test_an_empty_rate_limit_is_no_limit() -> None:
    """Evaluations and benchmarks ask as fast as they can."""
    assert read_settings({"CHATBOT_RATE_LIMIT": ""}).rate_limit == ()
    rates = read_settings({"CHATBOT_RATE_LIMIT": "5/second; 9 per hour"}).rate_limit
    assert [(rate.amount, rate.get_expiry()) for rate in rates] == [(5, 1), (9, 3600)]


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "x"), ("WEB_CONCURRENCY", "abc"), ("WEB_CONCURRENCY", "0")]
)
def test_a_fault_is_blamed_on_the_name_that_was_set(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """Who has set PORT looks for PORT, not for the setting that it stands in for."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=f"^{name}={value!r}: must be "):
        read_settings()


@pytest.mark.parametrize("kind", ["a text", "a folder", "in the corpus"])
def test_a_file_that_cannot_count_stops_the_start(tmp_path: Path, kind: str) -> None:
    """One line names the setting, its value, the finding and the remedy."""
    path = tmp_path / "gaps.sqlite"
    if kind == "a text":
        path.write_text("# Read me\n" * 100)
    elif kind == "a folder":
        path.mkdir()
    corpus = tmp_path if kind == "in the corpus" else tmp_path / "corpus"
    with pytest.raises(ConfigError, match=r"^CHATBOT_GAPS='.*gaps\.sqlite': [^\n]*; name a"):
        check_stores(Settings(corpus=str(corpus), gaps=str(path)))


def test_a_store_that_is_away_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    """The start does not need it; the line hides the password."""
    check_stores(Settings(rate_limit_storage="redis://me:secret@127.0.0.1:1/0"))
    (record,) = caplog.records
    assert "CHATBOT_RATE_LIMIT_STORAGE='redis://127.0.0.1:1/0': cannot be reached" in record.message


def test_the_settings_are_shown_without_passwords() -> None:
    """What the line of the start shows may be read by everybody who reads the log."""
    given = {"CHATBOT_GAPS": "redis://me:secret@db.example/3?password=secret"}
    shown = describe(read_settings(given))
    assert shown["gaps"] == "redis://db.example/3"
    assert shown["rate_limit"] == "120 per 1 minute"


def test_every_setting_is_documented_and_alive() -> None:
    """Its README lists the settings that there are and no others, and each is read somewhere."""
    names = {field.name for field in fields(Settings)}
    readme = (ROOT / "web" / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `CHATBOT_(\w+)`", readme, re.MULTILINE)
    assert sorted(listed) == sorted(name.upper() for name in names)
    sources = [
        path.read_text(encoding="utf-8")
        for path in (ROOT / "web").rglob("*.py")
        if path.name != "config.py"
    ]
    # The language is read through a property of the settings as well.
    dead = [name for name in names if not any(f"settings.{name}" in text for text in sources)]
    assert dead == []
