"""Markdown (CommonMark 0.31): what a reader of it shows is what the issue says."""

import re

from scraper.digest.characters import tidy
from scraper.digest.exporting.naming import is_web_address
from scraper.digest.exporting.text import source_words
from scraper.digest.model import DigestEntry, DigestLink, Issue, by_section, map_texts

#: Characters that open or close something wherever they stand; "~" and "|" in GitHub's flavour.
_SYNTAX = re.compile(r"[\\`*_\[\]<>#~|]|&(?=#?\w+;)")
#: Marks that make a list or an underline of a line they begin; the number of a list is left alone.
_LINE_START = re.compile(r"^([0-9]{0,9})([-+=.)])")
_IN_ADDRESS = re.compile(r"[\\()<>]|&(?=#?\w+;)")
_NOT_IN_ADDRESS = re.compile(r"\s")


def render(issue: Issue) -> bytes:
    """UTF-8 with line feeds: title as `#` when there is one, headings as `##`, every link a paragraph.

    Where entries stand in sections, those are `##` and the headings `###`.
    """
    tidied = map_texts(issue, tidy)
    blocks = [f"# {_escape(tidied.title)}"] if tidied.title else []
    blocks += [_paragraph(_escape(text)) for text in tidied.intro]
    level = "###" if any(entry.section for entry in tidied.entries) else "##"
    for section, entries in by_section(tidied.entries):
        blocks += [f"## {_escape(section)}"] if section else []
        blocks += [block for entry in entries for block in _blocks(entry, level)]
    return ("\n\n".join(blocks) + "\n").encode() if blocks else b""


def _blocks(entry: DigestEntry, level: str) -> list[str]:
    source = _paragraph(_escape(source_words(entry.source, " "))) if entry.source else ""
    blocks = (
        f"{level} {_escape(entry.heading)}" if entry.heading else "",
        *(_paragraph(_escape(text)) for text in entry.summary),
        *(_paragraph(_link(link)) for link in entry.links),
        source,
    )
    return [block for block in blocks if block]


def _link(link: DigestLink) -> str:
    title = _escape(link.shown_title or link.url or "")
    if link.url and is_web_address(link.url):
        address = _IN_ADDRESS.sub(r"\\\g<0>", _NOT_IN_ADDRESS.sub("%20", link.url))
        title = f"[{title}]({address})"
    return " ".join(filter(None, (_escape(link.lead), title)))


def _escape(text: str) -> str:
    return _SYNTAX.sub(r"\\\g<0>", text)


def _paragraph(escaped: str) -> str:
    return _LINE_START.sub(r"\1\\\2", escaped)
