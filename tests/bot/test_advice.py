"""A notice in all its forms."""

import datetime

import pytest

from bot.errors import CorpusError
from bot.records import Action, Notice, Suggestion
from tests.made_up import notices, write

SEEN = Suggestion("Seen", "A doctor saw it.")
PAST = Suggestion("Past", "Long ago.")
MISREAD = Suggestion("Misread", "Not meant.")


@pytest.fixture
def advice():
    """Return the advice of the fixture by id."""
    return notices().advice


def test_a_grave_notice_as_it_is_shown(advice):
    """With the region's numbers, a button, and the answers that end it."""
    assert advice["heart"].notice == Notice(
        id="heart",
        level="emergency",
        title="Heart",
        text="Sit down and call nine nine nine.",
        action=Action("Ring 999", "tel:999"),
        choices=(SEEN, PAST, MISREAD),
        source_url="https://example.org/heart",
    )
    assert advice["heart"].message == "Heart. Call nine nine nine."
    assert advice["heart"].reviewed == datetime.date(2026, 1, 31)


def test_a_grave_notice_as_it_is_asked_about(advice):
    """Its question between fixed sentences; yes, no and a way out."""
    assert advice["heart"].asking == Notice(
        id="heart",
        level="ask",
        title="One question",
        text="Is there pain in the chest? Nothing by hand. nine nine nine.",
        action=Action("Ring 999", "tel:999"),
        choices=(
            Suggestion("Yes, in the chest", "Yes, in the chest."),
            Suggestion("No", "None of that."),
            SEEN,
        ),
        source_url="https://example.org/heart",
    )
    assert advice["heart"].asking_message == (
        "First: Is there pain in the chest? Else nine nine nine."
    )


def test_a_notice_may_name_the_answers_that_end_it(advice):
    """Despair is not over because a doctor saw it."""
    assert advice["despair"].notice.choices == (MISREAD,)


def test_the_message_is_that_of_the_level_or_of_the_need(advice):
    """A crisis and violence have words of their own."""
    assert advice["clot"].message == "Clot. Call your GP."
    assert advice["despair"].message == "Despair. Talk to the listeners."


def test_violence_has_words_of_its_own(tmp_path):
    """As a crisis has."""
    own = write(tmp_path / "notices.toml", '[notices.clot]\naction = "abuse"\n')
    found = notices(own).advice["clot"]
    assert found.message == "Clot. Tell the helpline."
    # There is no number and no page: the emergency number stands in.
    assert found.notice.action == Action("Ring 999", "tel:999")


def test_a_care_has_one_form(advice):
    """It is neither asked about nor a message by itself."""
    skin = advice["skin"]
    assert (skin.message, skin.asking, skin.asking_message) == ("", None, "")
    assert skin.notice.choices == ()
    assert skin.reviewed == datetime.date(2026, 1, 31)


@pytest.mark.parametrize(
    ("phone", "action"),
    [
        (None, Action("Read on", "https://example.org/skin")),
        ("ask us", Action("Read on", "https://example.org/skin")),
        ("+44 (20) 79", Action("Ring us", "tel:+442079")),
    ],
)
def test_a_care_leads_to_the_clinic_that_can_be_called(phone, action):
    """Else to its source."""
    assert notices(clinic_phone=phone).advice["skin"].notice.action == action


def test_a_text_is_one_line(tmp_path):
    """However it is broken in the file."""
    own = write(tmp_path / "notices.toml", '[notices.skin]\ntext = """Tell\n  us."""\n')
    assert notices(own).advice["skin"].notice.text == "Tell us."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[notices.skin]\nreviewed = 'soon'", "skin.reviewed: is not a date; write it as 20"),
        ("[notices.skin]\nlevel = 'mild'", "use one of: emergency, urgent, routine"),
        ("[notices.skin]\nodd = 'x'", "skin.odd: is not a known setting"),
        ("[notices.skin]\naction = 'x'", "use one of: emergency, urgent, crisis, abuse, clinic"),
        ("[notices.skin]\ntext = 'a { b'", "has an unknown placeholder; use {emergency_number}"),
        ("[notices.skin]\ntext = '{0}'", "skin.text: has an unknown placeholder"),
        ("[notices.skin]\ntext = ''", "skin.text: is missing"),
        ("[notices.skin]\nsource = 'http://x'", "is not an address; begin it with https://"),
        ("[notices.heart]\nask = ''", "heart.ask: is missing"),
        ("[notices.heart]\nyes = ''", "heart.yes: is missing"),
        ("[notices.heart]\nends = ['odd']", "'odd' is no choice; use seen, past, misread, none"),
        ("[choices.seen]\nodd = 'x'", "seen.odd: is not a known setting"),
        ("[choices.seen]\nlabel = ''", "seen.label: is missing"),
        ("[choices.seen]\nquestion = ''", "seen.question: is missing"),
        ("[asking.no]\nlabel = ''", "no.label: is missing"),
        ("[asking.no]\nquestion = ''", "no.question: is missing"),
        ("[asking]\ntitle = ''", "asking.title: is missing"),
        ("[asking]\ntext = ''", "asking.text: is missing"),
        ("[messages]\nask = ''", "messages.ask: is missing"),
        ("[messages]\nurgent = ''", "messages.urgent: is missing"),
        ("[actions]\ncall = ''", "actions.call: is missing"),
        ("[actions]\npage = ''", "actions.page: is missing"),
        ("[actions]\nread = ''", "actions.read: is missing"),
    ],
)
def test_what_is_missing_or_wrong_is_named(tmp_path, text, said):
    """The file, the setting and what to do."""
    with pytest.raises(CorpusError, match=r"notices\.toml") as caught:
        notices(write(tmp_path / "notices.toml", text))
    assert said in str(caught.value)
