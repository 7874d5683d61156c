import re
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import Chatbot
from bot.records import Suggestion
from tests.web.conftest import ROOT
from web import create_app
from web.corpus.state import current_state

NUMB = "numb"
PSOAS = "Why must work on the psoas be slow?"


def test_the_first_visit_shows_map_box_and_openings(client: FlaskClient) -> None:
    """The empty page offers three ways to begin."""
    page = client.get("/").get_data(as_text=True)
    assert page.count('class="chatbot__region"') == 11
    assert 'name="question"' in page
    assert 'name="suggested"' in page


def test_a_posted_question_is_answered_without_script(client: FlaskClient) -> None:
    """The form posts, the page answers, and the form carries the conversation on."""
    page = client.post("/", data={"question": PSOAS}).get_data(as_text=True)
    assert 'data-outcome="answer"' in page
    assert "<mark>" in page
    assert f'name="history" value="{PSOAS}"' in page


def test_the_whole_conversation_is_shown_again(client: FlaskClient) -> None:
    """Earlier questions come with the form and are answered anew, in order."""
    form = {"history": [PSOAS, "What about the low back?"], "question": "And flat feet?"}
    page = client.post("/", data=form).get_data(as_text=True)
    assert page.count(" data-question=") == 3
    assert page.count('id="latest"') == 1
    assert page.index(PSOAS) < page.index("What about the low back?") < page.index("And flat feet?")


def test_a_suggestion_counts_before_the_box(client: FlaskClient) -> None:
    """A pressed suggestion is the question, whatever half-typed words stand in the box."""
    page = client.post("/", data={"question": "half a wo", "suggested": PSOAS})
    assert f'data-question="{PSOAS}"' in page.get_data(as_text=True)


def test_an_address_may_ask(client: FlaskClient) -> None:
    """A region of the map is a link that asks its question."""
    page = client.get("/", query_string={"q": PSOAS}).get_data(as_text=True)
    assert f'data-question="{PSOAS}"' in page


@pytest.mark.parametrize("question", ["", "   ", "x" * 501])
def test_a_refused_question_stays_in_the_box(client: FlaskClient, question: str) -> None:
    """What cannot be answered is said kindly, and the person's words are not lost."""
    response = client.post("/", data={"question": question, "history": [PSOAS]})
    page = response.get_data(as_text=True)
    assert response.status_code == 400
    assert "chatbot__reply--error" in page
    assert f">{question}</textarea>" in page
    assert page.count('name="history"') == 1


@pytest.mark.parametrize(
    ("message", "before"), [("Do you mean the calf or the back?", True), ("The nearest:", False)]
)
def test_a_question_back_has_its_choices_beneath(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, message: str, before: bool
) -> None:
    """Who is asked what is meant finds the buttons there, once, not under the passages."""
    with app.app_context():
        chatbot = current_state().chatbot
    choices = (Suggestion("the calf", "Calf?"), Suggestion("the back", "Back?"))
    known = chatbot.ask(PSOAS)
    unsure = replace(known, outcome="unsure", message=message, suggestions=choices)
    monkeypatch.setattr(chatbot, "ask", lambda *_, **__: unsure)
    page = client.post("/reply", data={"question": PSOAS}).get_data(as_text=True)
    assert page.count('value="Calf?"') == page.count('value="Back?"') == 1
    assert (page.index('value="Calf?"') < page.index("<figure")) == before
    assert ("You may also ask" in page) != before


def test_reply_is_the_last_turn_alone(client: FlaskClient) -> None:
    """The fragment that the script asks for is one turn of the page, from the same template."""
    form = {"history": [PSOAS], "question": "What about the low back?"}
    fragment = client.post("/reply", data=form).get_data(as_text=True)
    assert fragment.strip().startswith("<article")
    assert fragment.count("<article") == 1
    assert fragment.strip() in client.post("/", data=form).get_data(as_text=True)


@pytest.mark.parametrize("address", ["/", "/reply"])
def test_markup_in_a_question_is_text(client: FlaskClient, address: str) -> None:
    """No markup of a person's words reaches the page."""
    page = client.post(address, data={"question": "<img src=x onerror=alert(1)> \"'psoas"})
    assert b"<img" not in page.data
    assert "<img src=x" in unescape(page.get_data(as_text=True))


def test_a_long_conversation_in_any_script_fits_the_form(client: FlaskClient) -> None:
    """Ten questions of 500 emoji are more than 16 KiB as a form, and are read."""
    response = client.post("/reply", data={"history": ["🦵" * 500] * 10, "question": PSOAS})
    assert response.status_code == 200


def test_an_endless_form_is_413(client: FlaskClient) -> None:
    """Forms are bounded too, and the page that says so is kind."""
    response = client.post("/", data={"question": "x" * 100_000})
    assert response.status_code == 413
    assert "500 characters" in response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("method", "address", "status"), [("GET", "/nothing", 404), ("POST", "/privacy", 405)]
)
def test_errors_are_pages(client: FlaskClient, method: str, address: str, status: int) -> None:
    """A person who goes astray gets a page with a way back, not a trace."""
    response = client.open(address, method=method)
    assert response.status_code == status
    assert 'class="chatbot__action" href="/"' in response.get_data(as_text=True)


def test_a_fault_of_ours_is_a_calm_page(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500 says that it is not the person's fault and gives nothing away."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("/secret/path")

    with app.app_context():
        monkeypatch.setattr(current_state().chatbot, "ask", fail)
    response = client.post("/", data={"question": PSOAS})
    assert response.status_code == 500
    assert "not your fault" in response.get_data(as_text=True)
    assert b"secret" not in response.data


def test_a_practice_with_details_can_be_reached(tmp_path: Path) -> None:
    """Where the article has no answer, call, email and booking are one press away."""
    corpus = copytree(ROOT / "corpus", tmp_path / "corpus")
    clinic = corpus / "clinic.toml"
    details = {"phone": "01632 960 123", "email": "a@example.org", "booking": "https://b.example/"}
    text = clinic.read_text("utf-8")
    for key, value in {"name": "Willow Lane", **details}.items():
        text = text.replace(f'{key} = ""', f'{key} = "{value}"', 1)
    clinic.write_text(text, "utf-8")
    practice = create_app({"CHATBOT_CORPUS": corpus}).test_client()
    for question in ("How do I bake a cake?", "How much does a session cost?"):
        page = practice.post("/reply", data={"question": question}).get_data(as_text=True)
        assert [
            address in page for address in ("tel:01632960123", "mailto:a@", details["booking"])
        ] == [True] * 3
        assert page.count('<a class="chatbot__action"') == 3
    page = practice.get("/").get_data(as_text=True)
    assert page.count("Willow Lane") >= 2
    # Also where the reply does not arrive.
    assert 'href="tel:01632960123"' in page.partition('<template id="failed">')[2]


def test_a_practice_is_on_every_page(tmp_path: Path) -> None:
    """Its name, picture, colour and line, and a lasting Call and Book, are data of the corpus."""
    corpus = copytree(ROOT / "corpus", tmp_path / "corpus")
    (corpus / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    (corpus / "clinic.toml").write_text(
        'name = "Willow Lane"\nphone = "01632 960 123"\nbooking = "https://b.example/"\n'
        'line = "Anna Reed, massage therapist"\nlogo = "logo.svg"\ncolor = "#7a3e9d"\n',
        "utf-8",
    )
    practice = create_app({"CHATBOT_CORPUS": corpus}).test_client()
    for address in ("/", "/lookup", "/read/", "/privacy"):
        page = practice.get(address).get_data(as_text=True)
        header = page.partition("</header>")[0]
        assert 'href="tel:01632960123"' in header
        assert 'href="https://b.example/"' in header
        assert "Willow Lane</span>" in header
        for name, kind in (("look", "text/css"), ("logo", "image/svg+xml")):
            found = re.search(rf'"(/look/{name}\.[0-9a-f]{{10}}\.[a-z]+)"', page)
            assert found is not None
            response = practice.get(found[1])
            assert response.mimetype == kind
            assert "immutable" in response.headers["Cache-Control"]
    assert "Anna Reed, massage therapist" in practice.get("/").get_data(as_text=True)
    assert practice.get("/look/../clinic.toml").status_code == 404


def test_without_details_no_button_is_dead(client: FlaskClient) -> None:
    """An empty clinic.toml leaves no Call, no Book, no menu; a miss still leads to the reader."""
    page = client.get("/").get_data(as_text=True)
    assert "chatbot__reach" not in page
    assert "popovertarget" not in page
    assert "/look/" not in page
    reply = client.post("/reply", data={"question": "How do I bake a cake?"})
    assert 'href="/read/massage-therapy-relieves-hip-pain"' in reply.get_data(as_text=True)


def test_the_safety_card_stands_on_the_page(client: FlaskClient) -> None:
    """When not to come, and when to call for help, is there before anybody asks."""
    page = client.get("/").get_data(as_text=True)
    assert '<details class="chatbot__fold chatbot__card">' in page
    assert "Call 999" in page


@pytest.mark.parametrize("question", ["How do I bake a cake?", "quantum physics"])
def test_the_safety_card_stands_under_a_miss(client: FlaskClient, question: str) -> None:
    """Who is not answered here still learns when to call for help."""
    for address in ("/reply", "/", "/embed"):
        page = client.post(address, data={"question": question}).get_data(as_text=True)
        turn = page.partition('data-outcome="no_answer"')[2].partition("</article>")[0]
        assert turn.count('<details class="chatbot__fold chatbot__card">') == 1


def test_who_asks_when_to_worry_reads_the_card_line_by_line(
    client: FlaskClient, chatbot: Chatbot
) -> None:
    """The four lines of the card are four paragraphs, and stand there once."""
    reply = client.post("/reply", data={"question": "should I see a doctor?"})
    page = unescape(reply.get_data(as_text=True))
    assert chatbot.safety_card is not None
    for line in chatbot.safety_card.lines:
        assert page.count(f'data-part="opening">{line}</p>') == 1
    assert "chatbot__card" not in page


def test_a_question_of_safety_has_its_answers_as_buttons(client: FlaskClient) -> None:
    """What may be a matter for a doctor is asked first; each answer goes on with the talk."""
    answer = client.post("/api/ask", json={"question": NUMB}).get_json()
    notice = answer["notice"]
    assert notice["level"] == "ask"
    assert len(notice["choices"]) >= 2
    for address in ("/", "/embed", "/reply"):
        page = unescape(client.post(address, data={"question": NUMB}).get_data(as_text=True))
        turn = page.partition("data-alarmed")[2].partition("</article>")[0]
        assert notice["text"] in turn
        assert "chatbot__passage" not in turn
        for choice in notice["choices"]:
            button = rf'<button [^>]*form="ask"[^>]* name="suggested" value="{choice["question"]}">'
            assert re.search(button, turn)


@pytest.mark.parametrize("question", [NUMB, "I can't feel between my legs and I can't pee"])
def test_a_grave_notice_stands_until_a_choice_ends_it(client: FlaskClient, question: str) -> None:
    """However long somebody talks on about other things, and although a page carries ten turns."""
    asked = {"question": question}
    fillers = ["why does my hip hurt?", "how is the psoas treated?", "what do flat feet do?"]
    for number in range(1, 26):
        page = client.post("/", data=asked).get_data(as_text=True)
        latest = page.partition('id="latest"')[2].partition("</article>")[0]
        assert "data-alarmed" in latest.partition(">")[0]
        assert "chatbot__passage" not in latest
        history = re.findall(r'name="history" value="([^"]*)"', page)
        assert len(history) <= 10
        history = [unescape(each) for each in history]
        asked = {"history": history, "question": fillers[number % 3]}
    page = client.post("/", data={**asked, "question": "A doctor has looked at it."})
    assert "data-alarmed" not in page.get_data(as_text=True).partition('id="latest"')[2]


def test_a_grave_notice_says_everything_once(client: FlaskClient) -> None:
    """The number to call is not pushed down by a first line that says the same."""
    reply = client.post("/reply", data={"question": "I can't feel between my legs and can't pee"})
    page = reply.get_data(as_text=True)
    assert "chatbot__notice--emergency" in page
    assert "chatbot__message" not in page


def test_advice_with_one_address_has_one_link(client: FlaskClient) -> None:
    """Where all there is to do is to read the source, it is a link, and stands there once."""
    question = "I am pregnant, can I have a massage?"
    notice = client.post("/api/ask", json={"question": question}).get_json()["notice"]
    assert notice["action"]["href"] == notice["source_url"]
    page = client.post("/reply", data={"question": question}).get_data(as_text=True)
    assert page.count(f'href="{notice["source_url"]}"') == 1
    assert "chatbot__action" not in page


def test_opening_lines_never_repeat_at_once(client: FlaskClient) -> None:
    """Not even when a conversation is longer than what is sent along."""
    asked: dict[str, object] = {"question": PSOAS}
    openings: list[str] = []
    for number in range(24):
        page = client.post("/", data=asked).get_data(as_text=True)
        latest = page.partition('id="latest"')[2]
        openings += re.findall(r'class="chatbot__message"[^>]*>([^<]+)<', latest)[:1]
        history = re.findall(r'name="history" value="([^"]*)"', page)
        asked = {"history": history, "question": f"{PSOAS} {number}"}
    assert len(openings) == 24
    assert all(one != other for one, other in pairwise(openings))


def test_another_corpus_brings_its_own_words(tiny: FlaskClient, client: FlaskClient) -> None:
    """Nothing of the hip article is built in: no map, and words that suit kites and bread."""
    page = tiny.get("/").get_data(as_text=True) + tiny.get("/lookup").get_data(as_text=True)
    assert "chatbot__map" not in page
    assert "and 2 more" in page
    for word in ("hip", "hurt", "muscle", "massage", "therapist"):
        assert (
            re.search(rf"\b{word}", re.sub(r"<details.*?</details>", "", page, flags=re.S), re.I)
            is None
        )
    own = client.get("/").get_data(as_text=True)
    assert "Ask about your hip" in own
    assert "Tell me where it hurts" in own


@pytest.mark.parametrize(
    ("address", "header", "language"),
    [
        ("/", "de-AT,en;q=0.5", "de"),
        ("/", "fr", "en"),
        ("/?lang=en", "de", "en"),
        ("/?lang=de", "en", "de"),
        ("/?lang=xx", "en", "en"),
    ],
)
def test_the_visitor_chooses_the_language(
    client: FlaskClient, address: str, header: str, language: str
) -> None:
    """The address comes before the browser's wish; English is the last resort."""
    page = client.get(address, headers={"Accept-Language": header}).get_data(as_text=True)
    assert f'<html lang="{language}">' in page


def test_a_chosen_language_stays(client: FlaskClient) -> None:
    """Links and the form keep a language that the address names."""
    page = client.get("/?lang=de").get_data(as_text=True)
    assert 'action="/?lang=de#latest"' in page
    assert 'href="/lookup?lang=de"' in page
