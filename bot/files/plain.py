"""Records to plain lists that JSON can hold, and back: what a record's types say is what it gets.

A record becomes the list of its fields in their order, so a kept file is useless to code with other
fields; whoever keeps one has to tell by a digest of the code that it is the same.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Record = TypeVar("Record")
Read = Callable[[Any], Any]


def as_plain(record: Any) -> Any:
    """Return a record as lists, texts and numbers; a set becomes a sorted list."""
    if is_dataclass(record):
        return [as_plain(getattr(record, field.name)) for field in fields(record)]
    if isinstance(record, tuple | list):
        return [as_plain(item) for item in record]
    if isinstance(record, frozenset):
        return sorted(record)
    return record


def from_plain(kind: type[Record], plain: Any) -> Record:
    """Return the record of some kind that `as_plain` made plain.

    :raise ValueError: when a list has another length than the record has fields.
    :raise TypeError: when something is no list, or of a kind that cannot be kept.
    """
    read: Callable[[Any], Record] = _reader(kind)  # type: ignore[arg-type]
    return read(plain)


@cache
def _reader(kind: Any) -> Read:
    """Return the function that makes a value of some kind from a plain one."""
    origin, args = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return _record_reader(kind, [_reader(hints[field.name]) for field in fields(kind)])
    if origin is tuple and args[-1] is Ellipsis:
        item = _reader(args[0])
        return tuple if item is _as_it_is else lambda plain: tuple([item(one) for one in plain])
    if origin in (tuple, frozenset):
        # Pairs and sets are of texts and numbers only.
        return frozenset if origin is frozenset else tuple
    if origin is Literal or kind in (str, int, float, bool):
        return _as_it_is
    if origin in (Union, types.UnionType) and set(args) <= {str, int, float, bool, type(None)}:
        return _as_it_is
    raise TypeError(f"{kind} cannot be kept as plain data")


def _record_reader(kind: Any, readers: list[Read]) -> Read:
    changed = [(at, read) for at, read in enumerate(readers) if read is not _as_it_is]

    def read_record(plain: Any) -> Any:
        if len(plain) != len(readers):
            raise ValueError(f"{len(plain)} fields for {kind.__name__}")
        values = list(plain)
        for at, read in changed:
            values[at] = read(values[at])
        return kind(*values)

    return read_record


def _as_it_is(plain: Any) -> Any:
    return plain
