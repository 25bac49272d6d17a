"""An entry as a form sends it: read beside what is saved, so that nothing changes that nobody changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from starlette.datastructures import FormData

from scraper.digest.characters import BLANKS, tidy, without_controls
from scraper.digest.house_style import TO_BE_WRITTEN
from scraper.digest.model import DigestEntry, DigestLink, SourceLine
from scraper.digest.style import MARKS
from scraper.digest.tails import split_media

_PARAGRAPHS = re.compile(rf"\n[{BLANKS}]*\n")
#: More links than any entry has.
MOST_LINKS = 30


@dataclass(frozen=True, slots=True)
class LinkAct:
    """What a button of the link list does, and to which link from 1; `add` needs none."""

    act: str
    number: int = 0


def words_in(form: FormData, name: str) -> str:
    """A field's text with plain line ends; "" when it was not sent."""
    value = form.get(name, "")
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else ""


def paragraphs_in(form: FormData, name: str) -> tuple[str, ...]:
    """A field's paragraphs, tidied. Blank lines part them; those of word processors hold a no-break space."""
    return tuple(filter(None, map(tidy, _PARAGRAPHS.split(words_in(form, name)))))


def number_in(form: FormData, name: str) -> int:
    """A field's whole number; 0 when it is none."""
    value = words_in(form, name).strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def read_entry(form: FormData, saved: DigestEntry) -> DigestEntry:
    """The entry as typed. A text that reads as the saved one stays byte for byte as that is."""
    typed = paragraphs_in(form, "summary")
    same = typed == tuple(filter(None, map(tidy, saved.summary)))
    return replace(
        saved,
        heading=kept(words_in(form, "heading") or TO_BE_WRITTEN, saved.heading),
        section=kept(words_in(form, "section"), saved.section),
        summary=saved.summary if same else typed,
        links=tuple(read_links(form, saved.links)),
        source=read_source(words_in(form, "source"), saved.source),
    )


def kept(typed: str, saved: str) -> str:
    """What was saved when the typed text reads the same, else the typed text, tidied."""
    return saved if tidy(typed) == tidy(saved) else tidy(typed)


def read_links(form: FormData, saved: Sequence[DigestLink]) -> Iterator[DigestLink]:
    """The links in the order of their fields."""
    known = {read_as(link): link for link in saved}
    fields = [form.getlist(name)[:MOST_LINKS] for name in ("label", "title", "url", "mark")]
    for label, title, url, mark in zip_longest(*fields, fillvalue=""):
        address = without_controls(str(url)).strip() or None
        mark_of = str(mark) if mark in MARKS else ":"
        words, media = split_media(tidy(str(title)))
        link = DigestLink(tidy(str(label)), words, address, mark_of, media)
        yield known.get(link, link)


def read_as(link: DigestLink) -> DigestLink:
    """A saved link as its fields send it back."""
    title, media = split_media(tidy(link.shown_title))
    return replace(link, label=tidy(link.label), title=title, media=media)


def read_source(typed: str, saved: SourceLine | None) -> SourceLine | None:
    """The source line: gone when its name is emptied, with its date when that was stated."""
    name = tidy(typed)
    if saved is not None and name == tidy(saved.name):
        return saved
    if not name:
        return None
    return replace(saved, name=name, label=saved.label or "Source") if saved else SourceLine(name)


def without_empty_links(entry: DigestEntry) -> DigestEntry:
    """The entry without links that were added and not filled in."""
    return replace(entry, links=tuple(link for link in entry.links if link.title or link.url))


def with_sentence(entry: DigestEntry, sentence: str) -> DigestEntry:
    """The entry with a sentence of its source at the end of the summary, to be reworded."""
    *before, last = entry.summary or ("",)
    return replace(entry, summary=(*before, tidy(f"{last} {sentence}")))


def link_act(button: str) -> LinkAct | None:
    """What a button's value asks for: "add-link", "remove-2", "up-2", "down-1"; None for any other."""
    if button == "add-link":
        return LinkAct("add")
    act, _, number = button.partition("-")
    if act in {"remove", "up", "down"} and number.isascii() and number.isdigit() and len(number) < 4:
        return LinkAct(act, int(number))
    return None


def with_link_act(entry: DigestEntry, asked: LinkAct, label: str) -> DigestEntry:
    """The entry with its links changed so; `label` is that of a new one."""
    links, place = list(entry.links), asked.number - 1
    if asked.act == "add":
        links.append(DigestLink(label, ""))
    elif not 0 <= place < len(links):
        return entry
    elif asked.act == "remove":
        del links[place]
    else:
        other = place - 1 if asked.act == "up" else place + 1
        if 0 <= other < len(links):
            links[place], links[other] = links[other], links[place]
    return replace(entry, links=tuple(links))
