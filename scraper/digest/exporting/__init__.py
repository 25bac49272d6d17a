"""The forms an issue goes out in.

One module a format, each with `render(issue) -> bytes`. No control character of any text reaches an export,
and the same issue gives the same bytes whenever it is exported.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from scraper.digest.exporting import (
    csv_,
    docx,
    eml,
    feeds,
    html,
    html_fragment,
    json_,
    markdown,
    ris,
    text,
    text_exact,
)
from scraper.digest.exporting.house_templates import render_own
from scraper.digest.exporting.naming import file_stem
from scraper.digest.exporting.pack import pack
from scraper.digest.model import Issue
from scraper.errors import ActionRefusedError


@dataclass(frozen=True, slots=True)
class Format:
    """One form: how it is made, the ending of its files, its media type, and what it is for."""

    render: Callable[[Issue], bytes]
    ending: str
    media_type: str
    words: str


#: Formats by the name a person gives.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format(text.render, ".txt", "text/plain", "clean text"),
        "text-exact": Format(
            text_exact.render, "-exact.txt", "text/plain", "the house's own text, byte for byte"
        ),
        "markdown": Format(markdown.render, ".md", "text/markdown", "Markdown"),
        "html": Format(html.render, ".html", "text/html", "HTML for a mailing"),
        "html-fragment": Format(
            html_fragment.render, "-fragment.html", "text/html", "HTML for another template"
        ),
        "eml": Format(eml.render, ".eml", "message/rfc822", "a message to be sent"),
        "docx": Format(
            docx.render,
            ".docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Word",
        ),
        "atom": Format(feeds.atom, ".atom", "application/atom+xml", "Atom feed"),
        "rss": Format(feeds.rss, ".rss", "application/rss+xml", "RSS feed"),
        "json": Format(json_.render, ".json", "application/json", "JSON, nothing lost"),
        "csv": Format(csv_.render, ".csv", "text/csv", "a spreadsheet, a row each link"),
        "ris": Format(ris.render, ".ris", "application/x-research-info-systems", "references"),
    }
)
#: All forms at once.
ZIP = "zip"


#: No format has a template of the house's own.
NONE: Mapping[str, str] = MappingProxyType({})


def render(issue: Issue, format_name: str, own: Mapping[str, str] = NONE) -> bytes:
    """The issue as a file of that format; "zip" for all of them in one.

    Args:
        issue: what goes out.
        format_name: one of FORMATS, or ZIP.
        own: the house's own templates, by format.

    Raises:
        ActionRefusedError: there is no such format; names those there are.
        TemplateRefusedError: the house's template fails on this issue.
    """
    if format_name == ZIP:
        return pack(issue, {file_name(issue, name): render(issue, name, own) for name in FORMATS})
    if format_name in own:
        return render_own(issue, format_name, own)
    if format_name not in FORMATS:
        known = ", ".join((*FORMATS, ZIP))
        raise ActionRefusedError(f"there is no export format {format_name!r}; there are {known}")
    return FORMATS[format_name].render(issue)


def file_name(issue: Issue, format_name: str) -> str:
    """What a file of that format is called: `digest-2024-07-24.html`."""
    ending = ".zip" if format_name == ZIP else FORMATS[format_name].ending
    return file_stem(issue) + ending
