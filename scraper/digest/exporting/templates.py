"""The templates of the HTML forms, and the plain data they are given."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from scraper.digest.characters import tidy
from scraper.digest.exporting.naming import is_web_address, title_of
from scraper.digest.exporting.text import source_words
from scraper.digest.model import DigestLink, Issue, by_section, map_texts


def fill(template: str, issue: Issue) -> bytes:
    """A template of `scraper/digest/templates` as UTF-8, filled with the issue."""
    return environment().get_template(template).render(as_data(issue)).encode()


@cache
def environment() -> Environment:
    """Everything that is printed is escaped; a name that is misspelt is an error."""
    return Environment(
        loader=PackageLoader("scraper.digest"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def as_data(issue: Issue) -> dict[str, Any]:
    """What a template sees: texts only, and an address only where a reader may be sent to it.

    `section` is the name of a section on the first entry of it, "" on the others; `level` is that of an
    entry's heading: 2, or 3 below sections.
    """
    tidied = map_texts(issue, tidy)
    starts = [
        name if place == 0 else "" for name, run in by_section(tidied.entries) for place in range(len(run))
    ]
    return {
        "title": title_of(tidied),
        "intro": list(tidied.intro),
        "level": 3 if any(starts) else 2,
        "entries": [
            {
                "section": start,
                "heading": entry.heading,
                "summary": list(entry.summary),
                "links": [_link(link) for link in entry.links],
                "source": source_words(entry.source, " ") if entry.source else "",
            }
            for start, entry in zip(starts, tidied.entries, strict=True)
        ],
    }


def _link(link: DigestLink) -> dict[str, str]:
    return {
        "lead": link.lead,
        "title": link.shown_title or link.url or "",
        "url": link.url if link.url and is_web_address(link.url) else "",
    }
