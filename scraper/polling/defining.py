"""Definitions changed by people: written to the home's folder, registered, and kept as an event."""

import hashlib
import re
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.config import Settings
from scraper.errors import ActionRefusedError, DefinitionError
from scraper.polling.register import register
from scraper.polling.watching import refuse_watched
from scraper.sources.definition import SourceDefinition, dump_definition, parse_definition
from scraper.storage.desk_models import Event
from scraper.storage.models import Source

#: The action of an event whose `before` and `after` hold a definition's text.
DEFINED = "define"

_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_COMPLAINT = re.compile(r"[^:]+: (?P<path>[^:\s]+): ")


def folder_of(settings: Settings) -> Path:
    """Where the user's own definitions are."""
    return settings.home / "sources"


def keep_definition(
    session: Session, folder: Path, definition: SourceDefinition, now: datetime, *, actor: str, via: str
) -> Path:
    """Write a definition to a folder, whole or not at all, and register it, with an event of both texts.

    Raises:
        DefinitionError: it contradicts itself.
    """
    text = dump_definition(definition)
    path = folder / f"{definition.slug}.toml"
    checked = parse_definition(text, path.name)
    source = session.scalar(select(Source).where(Source.slug == definition.slug))
    before = (source.repaired or source.definition) if source else None
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
    register(session, [checked], now)
    if before != text:
        source = session.scalars(select(Source).where(Source.slug == definition.slug)).one()
        session.add(
            Event(
                at=now,
                actor=actor,
                via=via,
                object_type="source",
                object_id=source.id,
                action=DEFINED,
                before={"definition": before},
                after={"definition": text},
            )
        )
        session.flush()
    return path


def keep_new_definition(
    session: Session, folder: Path, text: str, now: datetime, *, actor: str
) -> SourceDefinition:
    """Watch the source that a definition's text describes, which nobody watched before.

    Raises:
        DefinitionError: the text cannot be used.
        ActionRefusedError: its name or one of its addresses is taken.
    """
    definition = parse_definition(text, "the definition")
    refuse_watched(session, [channel.url for channel in definition.channels])
    if session.scalar(select(Source.id).where(Source.slug == definition.slug)) is not None:
        raise ActionRefusedError(f"there is a source {definition.slug!r} already: look again, and name it")
    keep_definition(session, folder, definition, now, actor=actor, via="web")
    return definition


def edited_definition(text: str, slug: str) -> SourceDefinition:
    """The definition in an edited text.

    Raises:
        DefinitionError: it cannot be used, or is another source's.
    """
    definition = parse_definition(text, f"{slug}.toml")
    if definition.slug != slug:
        raise DefinitionError(f"{slug}.toml: slug: must stay {slug!r}: what was seen belongs to it")
    return definition


def version_of(text: str) -> str:
    """Stands for one text: who edits an older one is told so."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def line_of(text: str, error: DefinitionError) -> int | None:
    """The 1-based line of a definition that an error is about, None when it cannot be told.

    TOML's own errors name it. Others name the key: "file: channels.news.url: reason" is the line of `url` in
    the table that is named "news", or the head of that table when the key is missing.
    """
    if told := _TOML_LINE.search(str(error)):
        return int(told[1])
    complaint = _COMPLAINT.match(str(error))
    if complaint is None:
        return None
    lines = text.splitlines()
    path = complaint["path"].split(".")
    begin, end = _table_of(lines, path)
    key = re.compile(rf"\s*\"?{re.escape(path[-1])}\"?\s*=")
    inside = next((number for number in range(begin, end) if key.match(lines[number])), None)
    if inside is not None:
        return inside + 1
    return begin + 1 if len(path) > 1 else None


def _table_of(lines: list[str], path: list[str]) -> tuple[int, int]:
    """The first line and the one after the last of the table that a key's path leads into."""
    heads = [number for number, line in enumerate(lines) if line.lstrip().startswith("[")]
    ends = [*heads[1:], len(lines)]
    if len(path) == 1:
        return 0, heads[0] if heads else len(lines)
    if len(path) > 2:
        named = re.compile(rf"\s*name\s*=\s*[\"']{re.escape(path[1])}[\"']")
        numbers = [
            place for place, head in enumerate(heads) if lines[head].strip().startswith(f"[[{path[0]}]]")
        ]
        for order, place in enumerate(numbers, start=1):
            begin, end = heads[place], ends[place]
            if path[1] == str(order) or any(named.match(line) for line in lines[begin:end]):
                return begin, end
    found = next((place for place, head in enumerate(heads) if f"[{path[0]}]" in lines[head]), None)
    return (heads[found], ends[found]) if found is not None else (0, len(lines))
