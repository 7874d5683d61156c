"""A draft of example questions for a document, made of its headings and sentences."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bot.command.question_forms import propose_questions
from bot.documents.reader import read_documents
from bot.errors import CorpusError
from bot.records import Document

_REMARK = """\
A draft for “{title}”, made of its headings and sentences.
Keep what people would say, put it in their words, delete the rest, add what they really ask.
A line under the wrong heading does harm. Save this as examples/{id}/NAME.md beside the documents.
"""


def suggest_examples(folder: Path, document_id: str) -> str:
    """Return a file of example questions for a document, to be edited by its owner.

    :raise CorpusError: when the folder has no such document.
    """
    documents = {document.id: document for document in read_documents(folder)}
    if document_id not in documents:
        known = ", ".join(documents)
        raise CorpusError(f"{folder}: no document has the id {document_id!r}; use one of: {known}")
    return draft(documents[document_id])


def draft(document: Document) -> str:
    """Return the example file of a document; a heading that stands twice is left out."""
    lines = [_REMARK.format(title=document.title, id=document.id)]
    titles = Counter(section.title.casefold() for section in document.sections)
    for section in document.sections:
        questions = propose_questions(document, section)
        if section.passages and questions and titles[section.title.casefold()] == 1:
            lines += [f"# {section.title}", "", *(f"- {one}" for one in questions), ""]
    return "\n".join(lines)
