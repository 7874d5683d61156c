"""What is offered after a reply: near sections, what the nearest one tells, what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.offering.suggestions import SectionSuggestions, Suggestions
from bot.records import Suggestion
from bot.understanding.reader import Understood
from bot.understanding.search import Scored, Searcher

# Sections whose relevance differs by less than this are equally near.
_NEAR_TIE = 0.03
_MOST_SUGGESTIONS = 3


def near_sections(
    understood: Understood, suggestions: Suggestions, searcher: Searcher
) -> tuple[Suggestion, ...]:
    """Return a suggestion for each section as near as the best, if there are several."""
    sections = understood.found.sections
    near = [hit for hit in sections if hit[1] >= sections[0][1] - _NEAR_TIE]
    choices: list[Suggestion] = []
    for hit in near[:_MOST_SUGGESTIONS]:
        known = _of_section(hit[0], suggestions, searcher)
        if known is not None:
            question = known.next[0].question if known.next else known.choice
            choices.append(Suggestion(known.choice, question))
    return tuple(choices) if len(choices) > 1 else ()


def about_the_nearest(
    understood: Understood, suggestions: Suggestions, searcher: Searcher
) -> tuple[Suggestion, ...]:
    """Return questions of the section that is nearest to what has no answer."""
    for section, _ in understood.found.sections[:1]:
        known = _of_section(section, suggestions, searcher)
        if known is not None and understood.found.explained > 0.0:
            return (*known.next, *suggestions.first)[: _MOST_SUGGESTIONS + 1]
    return ()


def after_these(
    understood: Understood, hits: Sequence[Scored], suggestions: Suggestions, searcher: Searcher
) -> tuple[Suggestion, ...]:
    """Return what may be asked next: of the sections shown, but not what was asked."""
    said = {understood.asked.question, *understood.asked.history}
    offered: dict[str, Suggestion] = {}
    for hit in hits:
        known = _of_section(searcher.section_of[hit[0]], suggestions, searcher)
        for suggestion in known.next if known is not None else ():
            if suggestion.question not in said:
                offered.setdefault(suggestion.question, suggestion)
    return tuple(offered.values())[:_MOST_SUGGESTIONS]


def _of_section(
    section: int, suggestions: Suggestions, searcher: Searcher
) -> SectionSuggestions | None:
    return suggestions.sections.get(searcher.section_keys[section])
