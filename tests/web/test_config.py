import pytest

from web.config import ConfigError, Settings, read_settings


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "CHATBOT_PORT", "CHATBOT_CORPUS", "CHATBOT_LANGUAGE", "CHATBOT_HOST"):
        monkeypatch.delenv(name, raising=False)


def test_defaults_are_safe() -> None:
    """Without any setting the pages are served to this machine alone."""
    assert read_settings() == Settings()
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
        "CHATBOT_LANGUAGE='tlh': must be one of auto, de, en",
        "CHATBOT_HOST=' ': must be a text; remove the setting to get its default",
    ]


@pytest.mark.parametrize("port", ["-1", "65536", "eighty"])
def test_ports_are_ports(port: str) -> None:
    """A port is a whole number from 0 to 65535."""
    with pytest.raises(ConfigError, match="CHATBOT_PORT"):
        read_settings({"CHATBOT_PORT": port})


def test_an_unknown_setting_is_told_and_ignored(caplog: pytest.LogCaptureFixture) -> None:
    """A mistyped name is in the log and does not stop the start."""
    assert read_settings({"CHATBOT_PROT": "1"}) == Settings()
    assert "CHATBOT_PROT" in caplog.text
