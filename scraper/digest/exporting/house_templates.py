"""A house's own templates: checked before they are used, every version kept.

They stand in the folder `templates` of the home as `html.1.html`, `html.2.html`, …; the last one counts. A
house goes back by using an earlier one again, which makes it the last.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from lxml import etree, html

from scraper.digest.exporting.sandbox import fill_safely
from scraper.digest.exporting.templates import as_data
from scraper.digest.model import DigestEntry, DigestLink, Issue, SourceLine
from scraper.errors import TemplateRefusedError

#: The formats a house may have its own template for, with the ending of its files.
OWN = {"html": ".html", "html-fragment": ".html", "text": ".txt"}
_MARKUP = frozenset({"html", "html-fragment"})
#: Elements that have no place in a mailing: they run, fetch or send.
_UNFIT = frozenset(
    {"script", "iframe", "frame", "object", "embed", "form", "input", "button", "base", "audio", "video"}
)
_OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!data:)|@import", re.IGNORECASE)

#: What a template has to show before it is used: every kind of part, and texts that look like markup.
SAMPLE = Issue(
    (
        DigestEntry(
            "A heading & more",
            ("First paragraph <b>with</b> marks.", "Second paragraph."),
            (
                DigestLink("Read the report", "A title", "https://example.org/one?a=1&b=2", media="PDF"),
                DigestLink("", "A bare title", "https://example.org/two"),
                DigestLink("Find out more", "No address"),
            ),
            SourceLine("A source"),
        ),
        DigestEntry(
            "Another",
            ("Its only paragraph.",),
            (DigestLink("Read the blog", "Last", "https://example.org/3"),),
            section="A section of it",
        ),
    ),
    title="The sample",
    intro=("Words before the first entry.",),
)


def own_templates(home: Path) -> dict[str, str]:
    """The templates in force, by format."""
    found = {}
    for name in OWN:
        if versions := versions_of(home, name):
            found[name] = versions[max(versions)].read_text(encoding="utf-8")
    return found


def versions_of(home: Path, name: str) -> dict[int, Path]:
    """All versions of a format's template, by number."""
    pattern = re.compile(rf"{re.escape(name)}\.(\d+){re.escape(OWN[name])}")
    folder = home / "templates"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return {int(match[1]): file for file in files if (match := pattern.fullmatch(file.name))}


def use_template(home: Path, name: str, source: str) -> Path:
    """Check a template and make it the one in force.

    Raises:
        TemplateRefusedError: no such format, or it does not do what is needed; nothing changes then.
    """
    if name not in OWN:
        raise TemplateRefusedError(f"{name} has no template; there are ones for {', '.join(OWN)}")
    check_template(name, source)
    number = max(versions_of(home, name), default=0) + 1
    file = home / "templates" / f"{name}.{number}{OWN[name]}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, encoding="utf-8", newline="")
    return file


def check_template(name: str, source: str) -> None:
    """Whether a template shows everything of an issue and nothing unfit.

    Raises:
        TemplateRefusedError: it does not; says what is missing or unfit.
    """
    render_own(Issue(()), name, {name: source})
    shown = render_own(SAMPLE, name, {name: source}).decode()
    if name in _MARKUP:
        _check_markup(shown)
        shown = str(html.document_fromstring(shown).text_content()) + " ".join(_addresses(shown))
    for text in _texts_of(SAMPLE):
        if text not in shown:
            raise TemplateRefusedError(f"the template does not show {text!r} of the sample issue")


def render_own(issue: Issue, name: str, templates: Mapping[str, str]) -> bytes:
    """An issue by a house's own template.

    Raises:
        TemplateRefusedError: it fails on this issue.
    """
    return fill_safely(templates[name], as_data(issue), escape=name in _MARKUP).encode()


def _check_markup(shown: str) -> None:
    try:
        tree = html.document_fromstring(shown)
    except etree.ParserError as error:
        raise TemplateRefusedError(f"the template makes no HTML: {error}") from None
    for node in tree.iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag in _UNFIT:
            raise TemplateRefusedError(f"the template has a <{node.tag}>, which has no place in a mailing")
        if acts := [key for key in node.attrib if key.lower().startswith("on")]:
            raise TemplateRefusedError(f"the template has an {acts[0]}=, which mail programmes refuse")
        if _OUTSIDE.search(node.get("style") or "") or (
            node.tag == "style" and _OUTSIDE.search(node.text or "")
        ):
            raise TemplateRefusedError("the template fetches a file by its style")


def _addresses(shown: str) -> list[str]:
    return [
        link for _, attribute, link, _ in html.document_fromstring(shown).iterlinks() if attribute == "href"
    ]


def _texts_of(issue: Issue) -> list[str]:
    texts: list[str] = []
    for entry in issue.entries:
        texts += [entry.heading, *entry.summary]
        for link in entry.links:
            texts += [link.title, *([link.url] if link.url else [])]
        texts += [entry.source.name] if entry.source else []
    return [*texts, *issue.intro, *(entry.section for entry in issue.entries)]
