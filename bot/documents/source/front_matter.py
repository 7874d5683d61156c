"""The front matter of a file: what stands in YAML or TOML above its text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from bot.documents.findings import Findings

# Only this keeps "title: 2020" and "title: yes" words; with libyaml it is ten times as fast.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_KEY = re.compile(r"""\s*(?:["']?)([A-Za-z_][\w .-]*?)(?:["']?)\s*:(?:\s+(.*))?$""")
# Keys that open a header without fences, as Pelican and MultiMarkdown have it.
_BARE = re.compile(r"(?:title|author|date|slug|category|tags|layout|summary)\s*:\s", re.I)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file says of itself; keys are in lower case, values as written."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Each key with its value or its list of values; what is nested deeper is left out."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of the file that each key stands on, from 1."""
    length: int = 0
    """How many lines of the file it takes; 0 where there is none."""

    def one(self, key: str) -> str | None:
        """Return the only value of a key, or None when it has none or several."""
        values = self.values.get(key, ())
        return values[0].strip() or None if len(values) == 1 else None


def read_front_matter(lines: Sequence[str], findings: Findings) -> FrontMatter:
    """Return the front matter that opens a file, between "---" or "+++" or up to a blank line.

    Front matter that is not valid YAML is told, and read line by line as "key: value".
    """
    opening = lines[0].rstrip() if lines else ""
    if opening == "+++":
        return _read_toml(lines, findings)
    if opening != "---":
        return _read_bare(lines)
    closing = (n for n, line in enumerate(lines) if n and line.rstrip() in ("---", "..."))
    end = next(closing, None)
    if end is None:
        if len(lines) < 2 or _KEY.match(lines[1]) is None:
            return FrontMatter()
        findings.tell(1, "the front matter has no end", "close it with a line of three hyphens")
        end = next((n for n, line in enumerate(lines) if not line.strip()), len(lines))
    first = next((line for line in lines[1:end] if line.strip() and line[0] not in "#%"), "")
    if first and _KEY.match(first) is None:
        # Two lines of hyphens with prose between them are rulers.
        return FrontMatter()
    return _read_yaml(lines[1:end], end + 1, findings)


def _read_yaml(lines: Sequence[str], length: int, findings: Findings) -> FrontMatter:
    try:
        node = yaml.compose("\n".join(lines), Loader=_LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        findings.tell(
            min((mark.line if mark else 0) + 2, length),
            f"the front matter is no valid YAML ({getattr(error, 'problem', None) or 'nested'})",
            "put the value in quotation marks",
        )
        return _read_lines(lines, length)
    if not isinstance(node, yaml.MappingNode):
        return FrontMatter(length=length)
    values: dict[str, tuple[str, ...]] = {}
    places: dict[str, int] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        name = key.value.lower()
        places[name] = key.start_mark.line + 2
        items = value.value if isinstance(value, yaml.SequenceNode) else [value]
        values[name] = tuple(item.value for item in items if isinstance(item, yaml.ScalarNode))
    return FrontMatter(values, places, length)


def _read_lines(lines: Sequence[str], length: int, *, before: int = 1) -> FrontMatter:
    values: dict[str, tuple[str, ...]] = {}
    places: dict[str, int] = {}
    for number, line in enumerate(lines, start=before + 1):
        found = _KEY.match(line)
        if found is not None and not line[:1].isspace():
            name = found.group(1).lower()
            values[name] = ((found.group(2) or "").strip().strip("\"'"),)
            places[name] = number
    return FrontMatter(values, places, length)


def _read_bare(lines: Sequence[str]) -> FrontMatter:
    if not lines or _BARE.match(lines[0]) is None:
        return FrontMatter()
    end = next((n for n, line in enumerate(lines) if not line.strip()), len(lines))
    if not all(_KEY.match(line) for line in lines[:end]):
        return FrontMatter()
    return _read_lines(lines[:end], end, before=0)


def _read_toml(lines: Sequence[str], findings: Findings) -> FrontMatter:
    end = next((n for n, line in enumerate(lines) if n and line.rstrip() == "+++"), None)
    if end is None:
        return FrontMatter()
    try:
        table = tomllib.loads("\n".join(lines[1:end]))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        findings.tell(1, f"the front matter is no valid TOML ({error})", "mend what stands there")
        return FrontMatter(length=end + 1)
    values: dict[str, tuple[str, ...]] = {}
    for key, value in table.items():
        items = value if isinstance(value, list) else [value]
        values[key.lower()] = tuple(_said(item) for item in items if not isinstance(item, dict))
    places = {
        key: number
        for number, line in enumerate(lines[:end], start=1)
        for key in values
        if line.lower().startswith(key)
    }
    return FrontMatter(values, places, end + 1)


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
