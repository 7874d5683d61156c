"""Which language a message is in."""

import pytest

from bot.errors import CorpusError
from bot.language.languages import understood
from bot.language.text import read_wording
from bot.loading.learned import DEFAULTS
from bot.understanding.recognising import Other, Recogniser, lessons_in_languages, load_others
from tests.made_up import model_of, write

OTHERS = {
    "fr": Other("fr", "Pas encore.", ("bonjour",)),
    "ru": Other("ru", "Пока нет.", ("болит бедро",)),
    "uk": Other("uk", "Ще ні.", ("болить їжа",)),
}
MODEL = model_of(
    {
        "language": {
            "en": {"hip": 0.8},
            "de": {"huft": 0.8},
            "es": {"cadera": 0.8},
            "fr": {"hanch": 1.2, "mal": 0.5},
        }
    }
)


@pytest.fixture
def recogniser():
    """Return what tells English, German and Spanish apart, and two others."""
    return Recogniser(MODEL, ("en", "de", "es"), OTHERS)


def test_words_tell_the_language(recogniser):
    """Whatever was spoken before."""
    assert recogniser.language_of(read_wording("my cadera"), "en") == "es"
    assert recogniser.language_of(read_wording("hip"), "es") == "en"


def test_words_of_any_language_keep_that_of_the_conversation(recogniser):
    """“ok” is of all of them."""
    for before in ("en", "de", "es"):
        assert recogniser.language_of(read_wording("ok"), before) == before


def test_the_language_so_far_is_a_quarter_ahead():
    """A faint word does not change it, a clear one does."""
    model = model_of({"language": {"en": {"faint": 0.2, "clear": 0.3}, "de": {"x": 1.0}}})
    recogniser = Recogniser(model, ("en", "de"), {})
    assert recogniser.language_of(read_wording("faint oh oh"), "de") == "de"
    assert recogniser.language_of(read_wording("clear oh oh"), "de") == "en"
    # One or two words are half a score behind.
    assert recogniser.language_of(read_wording("clear"), "de") == "de"


def test_a_language_that_is_not_understood_needs_two_words_and_half_a_score(recogniser):
    """One word is no proof, and faint ones are none."""
    assert recogniser.language_of(read_wording("hanche hanche hanche"), "en") == "fr"
    assert recogniser.language_of(read_wording("hanche"), "en") == "en"
    assert recogniser.language_of(read_wording("hanche"), "es") == "es"
    faint = model_of({"language": {"en": {"hip": 1.0}, "fr": {"mal": 0.45, "fort": 0.5}}})
    known = Recogniser(faint, ("en",), OTHERS)
    assert known.language_of(read_wording("mal mal mal"), "en") == "en"
    assert known.language_of(read_wording("fort fort fort"), "en") == "fr"


def test_without_what_was_learned_the_language_stays():
    """A message is of the language of the conversation."""
    recogniser = Recogniser(model_of({}), ("en", "de"), {})
    assert recogniser.language_of(read_wording("cadera"), "de") == "de"


def test_letters_that_are_not_latin_tell_by_themselves(recogniser):
    """That language has most of them; more than half of the letters have to be foreign."""
    assert recogniser.language_of(read_wording("болит"), "en") == "ru"
    assert recogniser.language_of(read_wording("їжа"), "en") == "uk"
    assert recogniser.language_of(read_wording("hip бо"), "en") == "en"
    assert recogniser.language_of(read_wording("hi бо"), "es") == "es"
    assert recogniser.language_of(read_wording("hi бол"), "es") == "ru"


def test_letters_that_nobody_knows_tell_nothing(recogniser):
    """Greek is in no list here."""
    assert recogniser.language_of(read_wording("πονάει"), "de") == "de"


def test_others_are_read_from_a_file(tmp_path):
    """A sentence to say and examples to know it by."""
    text = '[fr]\nsentence = "Pas {languages}."\nexamples = ["mal au dos", "bonjour"]\n'
    path = write(tmp_path / "others.toml", text)
    assert load_others(path) == {"fr": Other("fr", "Pas {languages}.", ("mal au dos", "bonjour"))}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[fr]\nsentence = "Pas."\n', "fr.examples: has no examples; write some"),
        ('[fr]\nexamples = ["a"]\n', "fr.sentence: is missing"),
        ('[fr]\nsentence = "P."\nexamples = ["a"]\nname = "x"\n', "is not a known setting"),
    ],
)
def test_a_language_without_a_sentence_or_examples_is_named(tmp_path, text, said):
    """It could neither be told apart nor be answered in."""
    with pytest.raises(CorpusError) as caught:
        load_others(write(tmp_path / "others.toml", text))
    assert said in str(caught.value)


def test_lessons_are_examples_of_every_language():
    """Those that are understood and the others; of a large one an even part is enough."""
    lessons = lessons_in_languages(DEFAULTS)
    counts: dict[str, int] = {}
    for one in lessons:
        ((code, score),) = one.aims["language"].items()
        assert score == 1.0
        counts[code] = counts.get(code, 0) + 1
    others = load_others(DEFAULTS / "languages" / "others.toml")
    assert counts.keys() == {*understood(), *others}
    assert 2500 <= counts["en"] < 5000
