"""The chat page, its replies and the small pages around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, request

from bot.errors import QuestionError
from bot.records import Answer, Document
from bot.safety.judging import TOGETHER
from web.api.answering import answer_question
from web.corpus.state import current_state
from web.pages.rendering import current_wording, local_address, page_language, render_page

blueprint = Blueprint("pages", __name__)

# Earlier questions that a reply takes into account, as in the contract.
MOST_HISTORY = 10
# Eleven questions of 500 characters at twelve bytes each, as a form writes an emoji.
FORM_LIMIT = 80 * 1024


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it: an answer, or the reason why there is none."""

    question: str
    answer: Answer | None
    error: str = ""

    @property
    def alarmed(self) -> bool:
        """Whether a grave notice stands: an emergency, an urgent one, or a question about one."""
        notice = self.answer.notice if self.answer is not None else None
        return notice is not None and notice.level != "routine"


@blueprint.route("/", methods=["GET", "POST"])
def chat() -> Response:
    """Return the chat page with the conversation that the form carries."""
    return render_chat("chat.html", here=local_address("/"))


def render_chat(template: str, *, here: str, **values: object) -> Response:
    """Return a page that holds the conversation of this request; its form leads back ``here``.

    The server keeps nothing: a conversation is its questions, and each is answered anew.
    """
    state = current_state()
    questions = _questions_of_form() if request.method == "POST" else _questions_of_address()
    turns = [
        answer_turn(questions[:end], counted=end == len(questions))
        for end in range(1, len(questions) + 1)
    ]
    refused = bool(turns) and turns[-1].answer is None
    return render_page(
        template,
        status=400 if refused else 200,
        here=here,
        turns=turns,
        history=choose_history([turn for turn in turns if turn.answer is not None]),
        unsent=turns[-1].question if refused else "",
        body_map=state.body_maps.get(page_language()),
        openings=state.chatbot.voice(page_language()).library.suggestions.first,
        documents=state.chatbot.documents,
        titles=_name_documents(state.chatbot.documents),
        **values,
    )


@blueprint.post("/reply")
def reply() -> Response:
    """Return the last turn of the form's conversation as a fragment of the chat page."""
    turn = answer_turn(_questions_of_form())
    return render_page("turn.html", status=200 if turn.answer else 400, turn=turn, latest=True)


@blueprint.get("/privacy")
def privacy() -> Response:
    """Return what happens, and what does not, with a visitor's words."""
    return render_page("privacy.html")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Return what crawlers may read: everything but addresses that ask questions."""
    response = make_response("User-agent: *\nDisallow: /*?q=\n")
    response.mimetype = "text/plain"
    return response


def error_page(status: int) -> Response:
    """Return the kind page for an error."""
    wording = current_wording()
    known = wording.get(f"error.text_{status}", wording("error.text_other"))
    title = wording.get(f"error.title_{status}", wording("error.title_other"))
    return render_page("error.html", status=status, title=title, text=known)


def answer_turn(questions: Sequence[str], *, counted: bool = True) -> Turn:
    """Return the turn of the last question, the others being its history."""
    *earlier, question = questions
    try:
        answer = answer_question(
            question,
            counted=counted,
            history=earlier[-MOST_HISTORY:],
            language=page_language(),
        )
    except QuestionError as error:
        message = current_wording().get(f"question.{error.code}", str(error))
        return Turn(question, None, message)
    return Turn(question, answer)


def choose_history(turns: Sequence[Turn]) -> list[str]:
    """Return the questions, :data:`MOST_HISTORY` at most, that the next one is read after.

    They are the latest, and those that have raised a notice that still stands: it is not forgotten
    before somebody answers it. chat.js chooses alike. Of a longer conversation there are now one
    more and now one less, as opening lines follow one another with the number of them.
    """
    questions = [turn.question for turn in turns]
    if len(questions) <= MOST_HISTORY:
        return questions
    most = MOST_HISTORY - 1
    raised = len(turns)
    while raised and turns[raised - 1].alarmed:
        raised -= 1
    first = max(0, raised - TOGETHER)
    if first >= len(questions) - most:
        return questions[-most:]
    kept = questions[first : raised + 1]
    return [*kept, *questions[len(kept) - most :]]


def _name_documents(documents: Sequence[Document]) -> str:
    """Return what the answers are taken from, in a few words."""
    first = f"“{documents[0].title}”"
    if len(documents) == 1:
        return first
    return current_wording()("chat.titles_more", first=first, count=len(documents) - 1)


def _questions_of_form() -> list[str]:
    request.max_content_length = FORM_LIMIT
    form = request.form
    asked = form.get("suggested") or form.get("question", "")
    return [*form.getlist("history")[-MOST_HISTORY:], asked]


def _questions_of_address() -> list[str]:
    asked = request.args.get("q", "").strip()
    return [asked] if asked else []
