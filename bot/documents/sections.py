"""A source to a document: its parts become sections, their text passages."""

from __future__ import annotations

from collections.abc import Sequence

from markdown.extensions.toc import slugify, slugify_unicode

from bot.documents.findings import Findings
from bot.documents.flow_reader import read_flow
from bot.documents.html_flow import Flow, Wrap
from bot.documents.kinds import has_techniques
from bot.documents.passages import Cut, cut_passages
from bot.documents.readings import read_editorial, read_related
from bot.documents.source.headings import Part
from bot.documents.source.markdown_file import Source
from bot.records import Document, Passage, Section

# A heading and what stands below it.
_Placed = tuple[Part, Flow]


def slug_of(title: str) -> str:
    """Return a title as it stands in addresses; empty when it has no letter or digit.

    "Übungen" is "ubungen"; a title without a Latin letter keeps its own letters.
    """
    return slugify(title, "-") or slugify_unicode(title, "-")


def build_document(
    source: Source, *, identifier: str, fallback: str, findings: Findings
) -> Document | None:
    """Return a source as a document of sections and passages, or None when it has no text.

    :param identifier: the document's id.
    :param fallback: its title where neither the front matter nor a first-level heading has one.
    """
    placed = [(part, read_flow(html)) for part, html in source.parts]
    if not any(flow.text for _, flow in placed):
        return None
    first = next((part.title for part, _ in placed if part.level == 1 and part.title), None)
    title = source.metadata.title or first or fallback
    placed = [
        (part if part.level else part.called(title), flow)
        for part, flow in placed
        if part.level or flow.text
    ]
    _tell_empty(placed, findings)
    headings = {part.title for part, _ in placed}
    related = read_related(source, headings, findings)
    editorial = read_editorial(source, headings, findings)
    has_kinds = has_techniques(" ".join([title, *(flow.text for _, flow in placed)]))
    names = _name(placed, findings)
    sections: list[Section] = []
    for at, (name, (part, flow)) in enumerate(zip(names, placed, strict=True)):
        cuts = cut_passages(flow, techniques=has_kinds)
        passages = _passages(identifier, name, flow, cuts, frozenset(names))
        sections.append(
            Section(
                id=name,
                title=part.title,
                level=max(part.level, 1),
                parents=_parents(placed[: at + 1], title),
                editorial=part.title in editorial,
                html=_anchored(flow, cuts, passages),
                passages=passages,
                related=related.get(part.title, ()),
            )
        )
    return Document(identifier, title, source.metadata.address, tuple(sections))


def _tell_empty(placed: Sequence[_Placed], findings: Findings) -> None:
    followers: list[Part | None] = [part for part, _ in placed[1:]]
    for (part, flow), follower in zip(placed, [*followers, None], strict=True):
        if not flow.text and (follower is None or follower.level <= part.level):
            findings.tell(
                part.line,
                f"nothing stands under heading {part.title!r}",
                "write text below it or delete it",
            )


def _name(placed: Sequence[_Placed], findings: Findings) -> list[str]:
    """Return an id for each section: its heading's slug, numbered where that is taken."""
    names: list[str] = []
    seen: set[tuple[str, ...]] = set()
    for at, (part, _) in enumerate(placed):
        slug = slug_of(part.title)
        if not slug:
            finding = f"heading {part.title!r} has no letter or digit"
            findings.tell(part.line, finding, "name what stands under it")
        place = (*_parents(placed[: at + 1], ""), part.title)
        if place in seen:
            finding = f"heading {part.title!r} stands twice in the document"
            findings.tell(part.line, finding, "give each section a heading of its own")
        seen.add(place)
        name = base = slug or "section"
        number = 2
        while name in names:
            name = f"{base}-{number}"
            number += 1
        names.append(name)
    return names


def _parents(placed: Sequence[_Placed], title: str) -> tuple[str, ...]:
    """Return the headings that the last of some parts stands under, outermost first.

    The document's own title is none of them.
    """
    level = placed[-1][0].level
    found: list[str] = []
    for part, _ in reversed(placed[:-1]):
        if 0 < part.level < level:
            level = part.level
            found.append(part.title)
    return tuple(parent for parent in reversed(found) if parent.casefold() != title.casefold())


def _passages(
    document_id: str, section_id: str, flow: Flow, cuts: Sequence[Cut], taken: frozenset[str]
) -> tuple[Passage, ...]:
    passages: list[Passage] = []
    for number, cut in enumerate(cuts, start=1):
        anchor = f"{section_id}-{number}"
        if anchor in taken:
            # "Week" has a first passage and "Week 1" is a heading too; no slug has two hyphens.
            anchor = f"{section_id}--{number}"
        passages.append(
            Passage(
                id=f"{document_id}/{section_id}/{number}",
                document_id=document_id,
                section_id=section_id,
                number=number,
                kind=cut.kind,
                text=flow.text[cut.start : cut.end],
                sentences=cut.sentences,
                html=flow.cut(cut.start, cut.end),
                anchor=anchor,
            )
        )
    return tuple(passages)


def _anchored(flow: Flow, cuts: Sequence[Cut], passages: Sequence[Passage]) -> str:
    """Return a section's markup with each passage in spans, the first with its anchor."""
    wraps = [
        Wrap(
            cut.start,
            cut.end,
            opening=f'<span class="passage" id="{passage.anchor}">',
            reopening='<span class="passage">',
            closing="</span>",
        )
        for cut, passage in zip(cuts, passages, strict=True)
    ]
    return flow.wrap(wraps)
