import re
import string
from pathlib import Path

import pytest

import web
from bot.errors import CorpusError
from web.corpus.wording import choose_language, languages, load_wording, load_wordings

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


def test_a_corpus_overrules_our_words(tmp_path: Path) -> None:
    """What its wording.toml says stands; the rest stays as it ships."""
    path = tmp_path / "wording.toml"
    path.write_text('[en.chat]\ntitle = "Ask about your feet"\nlead = "No titles here."\n', "utf-8")
    wordings = load_wordings(path)
    assert wordings["en"]("chat.title") == "Ask about your feet"
    assert wordings["en"]("chat.lead", titles="x") == "No titles here."
    assert wordings["en"]("chat.send") == load_wording("en")("chat.send")
    assert wordings["de"] == load_wording("de")
    assert load_wording("en")("chat.title") != "Ask about your feet"


def test_without_a_file_our_words_stand(tmp_path: Path) -> None:
    """A corpus need not bring one."""
    assert load_wordings(tmp_path / "wording.toml")["en"] == load_wording("en")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ('[fr.chat]\ntitle = "Demandez"', "wording.toml:1: fr: is not a known setting"),
        ('[en.chatter]\ntitle = "Ask"', "wording.toml:1: en.chatter: is not a known setting"),
        ('[en.chat]\ntitel = "Ask"', "wording.toml:2: en.chat.titel: is not a known setting"),
        ('[en.chat]\n\ntitle = ""', "wording.toml:3: en.chat.title: is missing or empty"),
        ('[en.chat]\nlead = "{title}"', "wording.toml:2: en.chat.lead: {title} is not known here"),
        ('[en.chat]\nlead = "{titles"', "wording.toml:2: en.chat.lead: has a bracket without"),
        ("[en]\nchat = 3", "wording.toml:2: en.chat: is not a table"),
    ],
)
def test_a_slip_in_the_words_names_its_place(tmp_path: Path, text: str, finding: str) -> None:
    """A mistake stops the start with one line: place, finding, remedy."""
    (tmp_path / "wording.toml").write_text(text, "utf-8")
    with pytest.raises(CorpusError) as caught:
        load_wordings(tmp_path / "wording.toml")
    assert finding in str(caught.value)
    assert "; " in str(caught.value)
