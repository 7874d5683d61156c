"""The notices that ship, and what a clinic's own file may change."""

import logging
import tomllib
from pathlib import Path

import pytest

from bot.command.notices import write_notices
from bot.errors import CorpusError
from bot.learning.examples import read_examples
from bot.loading.learned import DEFAULTS
from bot.safety.gauge import NONE
from bot.safety.notices.loading import Notices, load_notices, plain
from tests.made_up import notices

SHIPPED = DEFAULTS / "notices"
REGIONS = tomllib.loads((SHIPPED / "regions.toml").read_text("utf-8"))["regions"]
COUNTRIES = "GB US CA AU NZ IE EU DE AT CH ES MX".split()


def load(own: Path | None = None, *, region: str = "GB") -> Notices:
    """Return the notices of a region."""
    loaded = load_notices(SHIPPED, own, region=region)
    assert loaded is not None
    return loaded


def written(folder: Path, text: str) -> Path:
    """Return the path of a clinic's own file."""
    path = folder / "notices.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("region", [*COUNTRIES, "default"])
def test_every_region_is_complete(region):
    """Each country has its own table, and each kind of help a number or a page, and a source."""
    assert region in REGIONS
    for kind, one in load(region=region).region.helps.items():
        assert one.said, kind
        assert one.source.startswith("https://"), kind


@pytest.mark.parametrize("region", [*COUNTRIES, "default", "FR", "JP"])
def test_every_notice_has_an_action_and_a_message_with_whom_to_call(region):
    """A grave notice can be acted on with one press, and its message suffices by itself."""
    notices = load(region=region)
    emergency = notices.region.helps["emergency"].said
    for advice in notices.advice.values():
        assert advice.notice.action is not None
        assert advice.notice.action.href.startswith(("tel:", "https://"))
        if advice.notice.level != "routine":
            assert emergency in advice.message
            assert emergency in advice.asking_message
            assert emergency in advice.notice.text


def test_a_country_of_the_union_without_a_table_calls_112():
    """France has no table of its own; a country that nobody lists falls back to the default."""
    assert load(region="FR").region.helps == load(region="EU").region.helps
    assert load(region="JP").region.helps == load(region="default").region.helps


def test_the_gravest_come_first():
    """Notices stand by level."""
    levels = [advice.notice.level for advice in load().advice.values()]
    assert levels == sorted(levels, key=("emergency", "urgent", "routine").index)


def test_every_notice_has_signs_and_examples():
    """Each is known by certain signs and learned from many sentences."""
    notices = load()
    signs = {sign.notice for sign in notices.grammar.signs}
    counts: dict[str, int] = {}
    for example in read_examples(DEFAULTS / "examples" / "dangers"):
        counts[example.intents[0]] = counts.get(example.intents[0], 0) + 1
    assert set(counts) == set(notices.advice) == signs
    assert min(counts.values()) >= 40


def test_look_alikes_teach_that_there_is_no_danger():
    """Their headings say none; which danger they look like stands below."""
    intents = {one.intents for one in read_examples(DEFAULTS / "examples" / "lookalikes")}
    assert intents == {(NONE,)}


def test_every_question_has_its_answers():
    """What is only probable is asked about with a yes, a no and a way out."""
    for name, advice in load().advice.items():
        if advice.asking is not None:
            assert advice.asking.level == "ask"
            assert len(advice.asking.choices) == 3, name
            assert "?" in advice.asking.text
            assert advice.notice.choices


def test_a_clinic_overrules_one_notice(tmp_path):
    """A single value takes the place of what ships; all else stays."""
    own = load(written(tmp_path, '[notices.skin]\ntitle = "Our own words"\n'))
    assert own.advice["skin"].notice.title == "Our own words"
    assert own.advice["skin"].notice.text == load().advice["skin"].notice.text
    assert own.advice["heart"] == load().advice["heart"]


def test_a_clinic_adds_a_notice_with_its_own_sign(tmp_path):
    """A new notice needs a level, a text and a sign."""
    text = (
        '[notices.peanuts]\nlevel = "routine"\ntitle = "Peanut oil"\ntext = "We use it."\n'
        'action = "clinic"\nsource = "https://example.org/"\nreviewed = 2026-01-31\n'
        '[words]\nnutty = "peanut oil"\n[signs]\npeanuts = ["nutty"]\n'
    )
    own = load(written(tmp_path, text))
    assert own.advice["peanuts"].notice.title == "Peanut oil"
    assert "peanuts" in {sign.notice for sign in own.grammar.signs}


def test_switching_off_is_said_and_logged(tmp_path, caplog):
    """Notices go only when the clinic names them, and each start tells."""
    with caplog.at_level(logging.WARNING):
        own = load(written(tmp_path, 'off = ["diabetes"]\n'))
        assert "diabetes" not in own.advice
        assert load_notices(SHIPPED, written(tmp_path, 'off = ["all"]\n'), region="GB") is None
    assert "switched off" in caplog.text
    assert "diabetes" in caplog.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('off = ["diabetis"]', "'diabetis' is no notice"),
        ('[notices.skin]\nlevel = "mild"', "'mild' is not a level"),
        ('[notices.skin]\naction = "shout"', "'shout' is not an action"),
        ('[notices.skin]\ntext = "Ask {help}."', "has an unknown placeholder"),
        ('[notices.skin]\ntilte = "x"', "is not a known setting"),
        ('[notices.skin]\nsource = "a book"', "'a book' is not an address"),
        ('[notices.heart]\nends = ["never"]', "'never' is no choice"),
        ('[signs]\nheart = ["chset_pain"]', "'chset_pain' is no word list"),
        ('[signs]\nhart = ["chest_pain"]', "is no notice"),
        ("[regions.GB.emergency]\nnumber = ''", "has no number"),
        ("[nonsense]", "is not a known setting"),
    ],
)
def test_a_mistake_in_a_clinics_file_names_file_and_remedy(tmp_path, text, said):
    """One line with the place, the finding and what to do."""
    with pytest.raises(CorpusError) as caught:
        load(written(tmp_path, text))
    assert said in str(caught.value)
    assert "notices.toml:" in str(caught.value)
    assert "; " in str(caught.value)


def test_the_card_has_the_numbers_of_the_region():
    """It tells when to call, whom to ask and when to stay away; worries lead to it."""
    card = load(region="AU").card
    assert "000" in card.call
    assert "1800 022 222" in card.today
    assert card.answers("Should I worry?")
    assert not card.answers("should I worry about my posture")


def test_a_clinician_can_sign_every_notice(tmp_path, capsys):
    """The page holds each notice with wording, signs, examples, source and a line to sign."""
    out = tmp_path / "page.md"
    with out.open("w", encoding="utf-8") as stream:
        write_notices(Path(__file__).resolve().parents[2] / "corpus", stream, region="IE")
    page = out.read_text("utf-8")
    for name, advice in load(region="IE").advice.items():
        assert f"## {name} ({advice.notice.level})" in page
        assert advice.notice.source_url in page
    assert page.count("Checked by:") == len(load().advice)
    assert "112 or 999" in page


# What a tiny file says can be told from the file: tests/fixtures/notices.


def test_notices_stand_by_level_with_their_words():
    """The answers are recognised by their words alone."""
    tiny = notices()
    assert list(tiny.advice) == ["heart", "despair", "clot", "skin"]
    assert tiny.levels == {
        "heart": "emergency",
        "despair": "emergency",
        "clot": "urgent",
        "skin": "routine",
    }
    assert tiny.yes == {
        "yes in the chest": "heart",
        "yes i want to": "despair",
        "yes it is swollen": "clot",
    }
    assert tiny.ends == {
        "a doctor saw it": "Good, seen.",
        "long ago": "Good, past.",
        "not meant": "Good, misread.",
        "none of that": "Good, none.",
    }
    assert (tiny.short_yes, tiny.short_no) == ({"yes", "yep"}, {"no", "nope"})
    assert tiny.no_reply == "Good, none."
    assert tiny.polite == {"please", "thank you", "good morning to you"}
    assert tiny.beside == {"d/s/1"}
    assert tiny.region.name == "GB"
    assert len(tiny.grammar.signs) == 5


def test_fixed_answers_can_be_said_in_another_language():
    """Each has a name, and words for the name."""
    tiny = notices()
    assert tiny.fixed["yes in the chest"] == "heart"
    assert tiny.fixed["long ago"] == "(past)"
    assert tiny.fixed["yep"] == tiny.fixed["yes"] != tiny.fixed["no"] == tiny.fixed["nope"]
    assert tiny.worded["heart"] == "Yes, in the chest."
    assert tiny.worded["(past)"] == "Long ago."
    assert plain(tiny.worded[tiny.fixed["yes"]]) in tiny.short_yes
    assert plain(tiny.worded[tiny.fixed["nope"]]) in tiny.short_no
    assert set(tiny.fixed.values()) == set(tiny.worded)


def test_the_card_is_filled():
    """Its paragraphs gravest first."""
    card = notices().card
    assert card.title == "When to call"
    assert card.lines == (
        "Call nine nine nine.",
        "Ask your GP.",
        "Stay at home.",
        "Talk to the listeners.",
    )
    assert card.source_url == "https://example.org/card"
    assert card.asked == {"should i worry", "is it serious"}
    assert card.answers("Is it serious?")
    assert not card.answers("serious")


@pytest.mark.parametrize("name", ["heart", "despair", "clot", "skin"])
def test_a_notice_that_is_off_leaves_the_others_as_they_are(tmp_path, name):
    """Its words, its sign and its answer go; the signs of the others keep their places."""
    own = notices(written(tmp_path, f'off = ["{name}"]\n'))
    whole = notices()
    assert set(own.advice) == set(own.levels) == set(whole.advice) - {name}
    assert name not in {*own.yes.values(), *own.fixed.values()}
    assert own.grammar.signs == tuple(s for s in whole.grammar.signs if s.notice != name)
    for word, places in own.grammar.by_name.items():
        assert all(word in own.grammar.signs[place].parts[0][0] for place in places)


def test_files_are_laid_over_one_another(tmp_path):
    """The clinic's own first, then those of a language; words may change as well as texts."""
    (tmp_path / "own").mkdir()
    own = written(
        tmp_path / "own", '[notices.skin]\ntitle = "Own"\ntext = "Own."\n[words]\nrash = "spots"\n'
    )
    spoken = written(tmp_path, '[notices.skin]\ntitle = "Haut"\n[reading]\ndeny = "kein"\n')
    both = notices(own, spoken=[spoken, tmp_path / "missing.toml"])
    assert (both.advice["skin"].notice.title, both.advice["skin"].notice.text) == ("Haut", "Own.")
    assert "spots" in both.grammar.words
    assert "rash" not in both.grammar.words
    assert both.grammar.deny == {"kein"}
    assert notices(tmp_path / "missing.toml").advice == notices().advice


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[card]\nodd = 'x'", "card.odd: is not a known setting"),
        ("[card]\ntitle = ''", "card.title: is missing"),
        ("[card]\ncall = ''", "card.call: is missing"),
        ("[card]\ntoday = ''", "card.today: is missing"),
        ("[card]\nwait = ''", "card.wait: is missing"),
        ("[card]\ntalk = ''", "card.talk: is missing"),
        ("[card]\nsource = ''", "card.source: is missing"),
        ("[short]\nyes = ''", "short.yes: is missing"),
        ("[short]\nno = ''", "short.no: is missing"),
        ("[polite]\nwords = ''", "polite.words: is missing"),
        ("[choices.none]\nreply = ''", "none.reply: is missing"),
        ("[regions.GB]\nodd = 1", "GB.odd: is not a known setting"),
    ],
)
def test_what_is_missing_in_a_file_is_named(tmp_path, text, said):
    """With its file and what to do."""
    with pytest.raises(CorpusError, match=r"notices\.toml") as caught:
        notices(written(tmp_path, text))
    assert said in str(caught.value)
