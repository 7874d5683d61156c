from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CorpusError
from bot.language.text import read_wording
from bot.practice.clinic import Clinic, find_topic, load_clinic
from bot.records import Action
from tests.lines import read_lines

ROOT = Path(__file__).parents[2]
SHIPPED = load_clinic(ROOT / "corpus" / "clinic.toml")

SMALL = """
name = "Harbour Hands"
{details}

[wording]
unknown = "The article is silent on {{about}}."
ask = "Please ask the practice."
phone = "Call {{phone}}."
email = "Write to {{email}}."
booking = "Book at {{booking}}"
address = "We are at {{address}}."
phone_label = "Call {{phone}}"

[words]
skipped = ["a", "the"]
visit = ["appointment", "session"]
plain = ["your", "cheap"]
body = ["hip", "hurts"]

[topics.parking]
about = "parking"
{parking}
said = ["car park"]
alone = ["parking"]

[topics.place]
about = "the way here"
details = ["address"]
said = ["where are you"]

[topics.booking]
about = "booking"
said = ["book + <visit>"]
hints = ["book"]
unless = ["book about"]
"""


def write_clinic(folder: Path, *, details: str = "", parking: str = "") -> Path:
    """Return the path of a small clinic file, written with these lines in it."""
    path = folder / "clinic.toml"
    path.write_text(SMALL.format(details=details, parking=parking), encoding="utf-8")
    return path


def topic_of(question: str, clinic: Clinic) -> str | None:
    """Return the topic that a question is recognised as, if any."""
    reply = find_topic(read_wording(question), clinic)
    return reply.topic if reply else None


def message_of(question: str, clinic: Clinic) -> str:
    """Return what is said to a question about the practice."""
    reply = find_topic(read_wording(question), clinic)
    assert reply is not None
    return reply.message


@pytest.mark.parametrize(("topic", "question"), read_lines("practice_questions.txt"))
def test_question_about_practice_is_recognised(topic: str, question: str) -> None:
    """A question about the practice is known by its topic, however people put it."""
    assert topic_of(question, SHIPPED) == topic


@pytest.mark.parametrize("question", [line for _, line in read_lines("neither.txt")])
def test_question_about_body_is_left_to_article(question: str) -> None:
    """A question about the body is never taken for one about the practice."""
    assert topic_of(question, SHIPPED) is None


def test_shipped_file_names_no_practice() -> None:
    """The shipped file is that of an unnamed practice: no invented telephone, no prices."""
    assert (SHIPPED.name, SHIPPED.phone, SHIPPED.email, SHIPPED.booking) == ("", "", "", "")
    assert SHIPPED.address == ""
    assert SHIPPED.contact == ()
    for topic in SHIPPED.topics:
        assert topic.message.endswith(SHIPPED.contact_text)
        assert not any(mark.isdigit() for mark in topic.message)


def test_missing_file_is_an_empty_clinic(tmp_path: Path) -> None:
    """Without a file there is no practice, so no question is about it."""
    clinic = load_clinic(tmp_path / "clinic.toml")
    assert clinic == Clinic()
    assert topic_of("how much is it", clinic) is None


def test_unanswered_topic_says_whom_to_ask(tmp_path: Path) -> None:
    """A topic without an answer says so and names every known way to ask."""
    nobody = load_clinic(write_clinic(tmp_path))
    assert message_of("car park?", nobody) == (
        "The article is silent on parking. Please ask the practice."
    )
    lines = 'phone = "020 7946 0000"\nemail = "a@b.example"'
    known = load_clinic(write_clinic(tmp_path, details=lines))
    assert message_of("car park?", known) == (
        "The article is silent on parking. Call 020 7946 0000. Write to a@b.example."
    )


def test_answer_is_shown_with_details_filled_in(tmp_path: Path) -> None:
    """A topic's own answer is shown alone, with the practice's details in their places."""
    path = write_clinic(
        tmp_path, details='phone = "123"', parking='answer = "Ring {name} on {phone}."'
    )
    assert message_of("car park?", load_clinic(path)) == "Ring Harbour Hands on 123."


def test_detail_answers_its_topic(tmp_path: Path) -> None:
    """A detail that answers a topic is enough: nobody has to write the answer as well."""
    clinic = load_clinic(write_clinic(tmp_path, details='address = "5 Quay Street"'))
    assert message_of("where are you?", clinic) == "We are at 5 Quay Street."


def test_contact_leads_to_phone_mail_and_booking(tmp_path: Path) -> None:
    """Each known way to reach the practice is something a person can press."""
    lines = 'phone = "+44 (0)20 7946"\nemail = "a@b.example"\nbooking = "https://b.example"'
    clinic = load_clinic(write_clinic(tmp_path, details=lines))
    assert clinic.contact == (
        Action("Call +44 (0)20 7946", "tel:+44207946"),
        Action("a@b.example", "mailto:a@b.example"),
        Action("https://b.example", "https://b.example"),
    )


def test_strength_falls_as_doubt_grows(tmp_path: Path) -> None:
    """A sure phrase beats a word that stands alone, and that beats a hint."""
    clinic = load_clinic(write_clinic(tmp_path))
    strengths = []
    for question in ("the car park", "cheap parking", "is this the book", "hip, then car park"):
        reply = find_topic(read_wording(question), clinic)
        assert reply is not None
        strengths.append(reply.strength)
    assert strengths == [1.0, 0.9, 0.7, 0.8]


def test_weak_cues_yield_to_the_body(tmp_path: Path) -> None:
    """Hints and lone words count for nothing where the body is spoken of."""
    clinic = load_clinic(write_clinic(tmp_path))
    assert topic_of("my hip hurts from parking", clinic) is None
    assert topic_of("I bent over a book and my hip hurts", clinic) is None


def test_lone_word_needs_everyday_company(tmp_path: Path) -> None:
    """A word that counts alone is passed over beside a word that may mean anything."""
    clinic = load_clinic(write_clinic(tmp_path))
    assert topic_of("parking meters of Paris", clinic) is None


def test_parts_may_stand_in_any_order(tmp_path: Path) -> None:
    """Both parts of a cue count wherever they stand; one alone does not."""
    clinic = load_clinic(write_clinic(tmp_path))
    assert topic_of("my hip: a session, can I book one?", clinic) == "booking"
    assert topic_of("my hip: what is a session?", clinic) is None


def test_unless_bars_its_topic(tmp_path: Path) -> None:
    """A phrase under unless shows that another thing is meant."""
    clinic = load_clinic(write_clinic(tmp_path))
    assert topic_of("a book about my session", clinic) is None


@given(st.text(max_size=500))
def test_any_text_is_read_without_error(text: str) -> None:
    """Whatever people type, it is about the practice or it is not."""
    reply = find_topic(read_wording(text), SHIPPED)
    assert reply is None or 0.0 < reply.strength <= 1.0


@given(
    st.lists(st.sampled_from("how much is a massage for my hip parking book gift".split())),
    st.sampled_from([0.0, 0.7, 0.75, 0.8, 0.9, 1.0]),
)
def test_a_weaker_topic_than_is_asked_for_is_none(words: list[str], above: float) -> None:
    """Looking only for stronger topics finds the same topic, or none where it is not stronger."""
    wording = read_wording(" ".join(words))
    reply = find_topic(wording, SHIPPED)
    expected = reply if reply is not None and reply.strength > above else None
    assert find_topic(wording, SHIPPED, above=above) == expected


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('name = "A', r"clinic\.toml:1: Unterminated string; check the quotes"),
        ('name = "A"\n= 2', r"clinic\.toml:2: .*; check the quotes"),
        ('\nnmae = "A"', r"clinic\.toml:2: nmae: is not a known setting; delete it or use one of"),
        ("name = 3", r"clinic\.toml:1: name: is not a text; put it between quotes"),
        ('region = "Britain"', r"clinic\.toml:1: region: 'BRITAIN' is not a country code"),
        ('phone = "ring me"', r"clinic\.toml:1: phone: 'ring me' is not a telephone number"),
        ('email = "nobody"', r"clinic\.toml:1: email: 'nobody' is not an email address"),
        ('booking = "b.example"', r"clinic\.toml:1: booking: 'b.example' is not a link; begin"),
        ("topics = 1", r"clinic\.toml:1: topics: is not a table; write it under a heading"),
        ('[wording]\nhello = "x"', r"clinic\.toml:2: wording\.hello: is not a known setting"),
        ("[topics.a]\nsaid = []", r"clinic\.toml:1: topics\.a: has neither an answer nor an about"),
        ('[topics.a]\nabout = "a"\nsaid = "x"', r":3: topics\.a\.said: is not a list of texts"),
        ('[topics.a]\nabout = "a"\nsaid = [" "]', r":3: topics\.a\.said: is not a list of texts"),
        ('[topics.a]\nabout = "a"\nsaid = ["?"]', r":3: topics\.a\.said: '\?' has a part without"),
        ('[topics.a]\nabout = "a"\nsaid = ["x +"]', r":3: topics\.a\.said: 'x \+' has a part"),
        (
            '[topics.a]\nabout = "a"\nsaid = ["<b>"]',
            r":3: .* the list <b>, which is not in \[words",
        ),
        ('[words]\nb = ["<c>"]', r":2: words\.b: names <c>, which is not a list above it; move"),
        ('[topics.a]\nanswer = "{x}"', r":2: topics\.a\.answer: \{x\} is not known; use one of"),
        ('[topics.a]\nanswer = "{phone}"', r":2: topics\.a\.answer: \{phone\} is empty; fill in"),
        ('[topics.a]\nanswer = "{"', r":2: topics\.a\.answer: has a bracket without its partner"),
        (
            '[topics.a]\nabout = "a"\ndetails = ["x"]',
            r":3: topics\.a\.details: 'x' is not a detail",
        ),
    ],
)
def test_mistake_stops_the_start_with_its_line(tmp_path: Path, source: str, complaint: str) -> None:
    """A mistake in the file is told with file, line, finding and remedy."""
    path = tmp_path / "clinic.toml"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(CorpusError, match=complaint):
        load_clinic(path)


def test_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    """A file in another encoding is refused with the remedy, not with a stack trace."""
    path = tmp_path / "clinic.toml"
    path.write_bytes(b'name = "Caf\xe9"')
    with pytest.raises(
        CorpusError, match=r"clinic\.toml:1: not UTF-8 text; save the file as UTF-8"
    ):
        load_clinic(path)
