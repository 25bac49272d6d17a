"""An issue as plain data and back, nothing lost: what the JSON export, the import and the database hold.

The form is strict. An unknown key or version, a wrong type, a forbidden character or a presentation that is
more than blanks is refused with the place it stands at ("entries[2].links[0].title"), so that a slip in a
hand-written file never passes for content. What is written is always accepted again: control characters
in a text, which only a slip can have put there, are written as spaces.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar

from scraper.digest.characters import BLANKS, FORBIDDEN, without_controls
from scraper.digest.model import (
    DigestEntry,
    DigestLink,
    Issue,
    Part,
    Presentation,
    SourceLine,
    Spacing,
    map_entry_texts,
)
from scraper.digest.style import MARKS
from scraper.errors import ImportRefusedError

#: Name and version of the form; a reader that does not know it must not guess.
SCHEMA = "gleaner.issue/1"

_SPACING = re.compile(rf"(?:[{BLANKS}]|\r?\n)*")

_T = TypeVar("_T")
#: Reads one value, given where it stands.
_Reader = Callable[[Any, str], Any]


def to_json(issue: Issue) -> dict[str, Any]:
    """The issue as JSON values; `from_json` gives the same issue back."""
    return {
        "schema": SCHEMA,
        "date": issue.date.isoformat() if issue.date else None,
        "number": issue.number,
        "title": without_controls(issue.title),
        "intro": [without_controls(paragraph) for paragraph in issue.intro],
        "entries": [entry_to_json(entry) for entry in issue.entries],
        "presentation": asdict(issue.presentation) if issue.presentation else None,
    }


def entry_to_json(entry: DigestEntry) -> dict[str, Any]:
    """One entry as JSON values, its presentation with it."""
    entry = map_entry_texts(entry, without_controls)
    return {
        "heading": entry.heading,
        "summary": list(entry.summary),
        "links": [asdict(link) for link in entry.links],
        "source": asdict(entry.source) if entry.source else None,
        "candidate_id": entry.candidate_id,
        "section": entry.section,
        "presentation": [asdict(spacing) | {"part": spacing.part.value} for spacing in entry.presentation],
    }


def from_json(data: object) -> Issue:
    """The issue of such values.

    Raises:
        ImportRefusedError: another schema, an unknown or missing key, or a value that cannot be; no line.
    """
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        found = data.get("schema") if isinstance(data, Mapping) else type(data).__name__
        raise ImportRefusedError(f"this is not an issue of the schema {SCHEMA} (found {found!r})")
    values = _read_object(data, "issue", {"schema": _text, **_ISSUE}, required=("schema", "entries"))
    del values["schema"]
    return Issue(**values)


def entry_from_json(data: object, where: str = "entry") -> DigestEntry:
    """One entry of such values; `where` begins the place an error names.

    Raises:
        ImportRefusedError: as `from_json`.
    """
    return DigestEntry(**_read_object(data, where, _ENTRY, required=("heading", "summary")))


def _read_object(
    value: object, where: str, shape: Mapping[str, _Reader], required: tuple[str, ...]
) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ImportRefusedError(f"{where}: an object is due")
    if unknown := [key for key in value if key not in shape]:
        raise ImportRefusedError(f"{where}: unknown key {unknown[0]!r}")
    if missing := [key for key in required if key not in value]:
        raise ImportRefusedError(f"{where}: {missing[0]!r} is missing")
    return {key: shape[key](inner, f"{where}.{key}") for key, inner in value.items()}


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise ImportRefusedError(f"{where}: a text is due")
    if FORBIDDEN.search(value) or "\n" in value:
        raise ImportRefusedError(f"{where}: a control character in {value!r}")
    return value


def _spacing_text(value: object, where: str) -> str:
    if not isinstance(value, str) or not _SPACING.fullmatch(value):
        raise ImportRefusedError(f"{where}: blanks and line ends only are due")
    return value


def _whole_number(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ImportRefusedError(f"{where}: a whole number is due")
    return value


def _true_or_false(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise ImportRefusedError(f"{where}: true or false is due")
    return value


def _day(value: object, where: str) -> date:
    try:
        return date.fromisoformat(_text(value, where))
    except ValueError:
        raise ImportRefusedError(f"{where}: a date like 2024-07-24 is due, not {value!r}") from None


def _one_of(*allowed: str) -> _Reader:
    def read(value: object, where: str) -> str:
        if value not in allowed:
            raise ImportRefusedError(f"{where}: {value!r} is not one of {', '.join(map(repr, allowed))}")
        return str(value)

    return read


def _part(value: object, where: str) -> Part:
    return Part(_one_of(*(part.value for part in Part))(value, where))


def _optional(read: _Reader) -> _Reader:
    return lambda value, where: None if value is None else read(value, where)


def _list_of(read: _Reader) -> _Reader:
    def read_all(value: object, where: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ImportRefusedError(f"{where}: a list is due")
        return tuple(read(inner, f"{where}[{n}]") for n, inner in enumerate(value))

    return read_all


def _made(make: Callable[..., _T], shape: Mapping[str, _Reader], *required: str) -> Callable[[Any, str], _T]:
    return lambda value, where: make(**_read_object(value, where, shape, required))


_LINK = _made(
    DigestLink,
    {"label": _text, "title": _text, "url": _optional(_text), "mark": _one_of(*MARKS), "media": _text},
    "label",
    "title",
)
_SOURCE = _made(
    SourceLine,
    {
        "name": _text,
        "label": _text,
        "date": _text,
        "date_label": _text,
        "date_mark": _one_of(":", ""),
    },
    "name",
)
_SPACINGS = _list_of(
    _made(
        Spacing,
        {
            "part": _part,
            "before": _spacing_text,
            "mark_gap": _spacing_text,
            "gap": _spacing_text,
            "trail": _spacing_text,
        },
        "part",
    )
)
_PRESENTATION = _made(
    Presentation,
    {"bom": _true_or_false, "eol": _one_of("\n", "\r\n"), "start": _spacing_text, "end": _spacing_text},
)
_ENTRY: Mapping[str, _Reader] = {
    "heading": _text,
    "summary": _list_of(_text),
    "links": _list_of(_LINK),
    "source": _optional(_SOURCE),
    "candidate_id": _optional(_whole_number),
    "section": _text,
    "presentation": _SPACINGS,
}
_ISSUE: Mapping[str, _Reader] = {
    "entries": lambda value, where: _list_of(entry_from_json)(value, where.removeprefix("issue.")),
    "date": _optional(_day),
    "number": _optional(_whole_number),
    "title": _text,
    "intro": _list_of(_text),
    "presentation": _optional(_PRESENTATION),
}
