"""Clean text: the house's own format without its accidents.

One no-break space after each mark, no blanks at line ends, a final line feed; a title that fell to the next
line is back beside its label, and a known address stands on its own line below the link. The intro
stands before the first entry, the name of a section before the first entry of it.
"""

from scraper.digest.characters import NBSP, tidy
from scraper.digest.model import DigestEntry, DigestLink, Issue, SourceLine, by_section, map_texts


def render(issue: Issue) -> bytes:
    """UTF-8 with line feeds; b"" for an issue without entries."""
    tidied = map_texts(issue, tidy)
    blocks = [*tidied.intro]
    for section, entries in by_section(tidied.entries):
        blocks += [section] if section else []
        blocks += [block for entry in entries for block in _blocks(entry)]
    return ("\n\n".join(blocks) + "\n").encode() if blocks else b""


def _blocks(entry: DigestEntry) -> list[str]:
    links = "\n".join(map(_link_lines, entry.links))
    source = source_words(entry.source, NBSP) if entry.source else ""
    return [block for block in (entry.heading, *entry.summary, links, source) if block]


def _link_lines(link: DigestLink) -> str:
    line = NBSP.join(filter(None, (link.lead, link.shown_title)))
    return f"{line}\n{link.url}" if link.url else line


def source_words(source: SourceLine, gap: str) -> str:
    """The Source line on one line, `gap` after each mark: "Source: Example Date: 3 May 2024"."""
    name = gap.join(filter(None, (f"{source.label}:" if source.label else "", source.name)))
    # A label without a colon ("Publication date April 2024") is parted by an ordinary space.
    after = gap if source.date_mark else " "
    label = source.date_label + source.date_mark if source.date_label else ""
    date = after.join(filter(None, (label, source.date)))
    return " ".join(filter(None, (name, date)))
