import re
import string
from pathlib import Path

import pytest

import web
from web.pages.wording import choose_language, languages, load_wording

WEB = Path(web.__file__).parent


@pytest.mark.parametrize("language", languages())
def test_every_language_says_everything(language: str) -> None:
    """All files have the keys of the English one, and the same words to fill in."""
    english, other = load_wording("en").phrases, load_wording(language).phrases
    assert set(other) == set(english)
    for key, phrase in english.items():
        fields = {name for _, name, _, _ in string.Formatter().parse(phrase) if name}
        assert {name for _, name, _, _ in string.Formatter().parse(other[key]) if name} == fields


def test_there_is_a_second_language() -> None:
    """English is not the only one."""
    assert {"de", "en"} <= set(languages())


def test_no_phrase_is_dead_or_missing() -> None:
    """Templates and views use every phrase, and no other."""
    phrases = load_wording("en").phrases
    tables = "|".join(sorted({key.partition(".")[0] for key in phrases}))
    paths = [*WEB.rglob("*.py"), *(WEB / "templates").glob("*.html")]
    sources = "".join(path.read_text("utf-8") for path in paths)
    used = set(re.findall(rf'"((?:{tables})\.(?!html|js|css)[a-z_0-9]+)"', sources))
    # A phrase whose name ends in what is known only when the page is made.
    families = tuple(re.findall(rf'"((?:{tables})\.(?:[a-z]+_)?)(?:"|{{)', sources))
    assert used <= set(phrases)
    assert [key for key in phrases if key not in used and not key.startswith(families)] == []


@pytest.mark.parametrize(
    ("asked", "setting", "accepted", "language"),
    [
        (None, "auto", [], "en"),
        (None, "auto", ["fr", "de-CH"], "de"),
        (None, "de", ["en"], "de"),
        ("en", "de", ["de"], "en"),
        ("../de", "auto", [], "en"),
    ],
)
def test_language_is_asked_for_then_set_then_accepted(
    asked: str | None, setting: str, accepted: list[str], language: str
) -> None:
    """The visitor's choice comes first, then the owner's, then the browser's."""
    assert choose_language(asked, setting, accepted) == language
