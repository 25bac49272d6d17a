"""Where does the text of a page lead?"""

from typing import Final

from lxml.html import HtmlElement

from scraper.extraction.blocks import is_furniture
from scraper.extraction.cleaning import line
from scraper.extraction.metadata import absolute
from scraper.extraction.phrases import is_furniture_sentence
from scraper.extraction.tree import text_of
from scraper.items import Link

#: Most links kept of one page.
MOST: Final = 300
_LONGEST_ADDRESS: Final = 2_000
_NOWHERE: Final = ("#", "mailto:", "tel:", "javascript:")


def read_links(container: HtmlElement, url: str, base: str) -> tuple[Link, ...]:
    """The links in the main content, absolute, http and https only, each address once with its first words.

    Links within the page and links in furniture are left out.
    """
    here = url.split("#", maxsplit=1)[0]
    found: dict[str, Link] = {}
    furniture: dict[HtmlElement, bool] = {container: False}
    for element in container.iter("a"):
        href = (element.get("href") or "").strip()
        address = _address(href, base)
        if not address or address.split("#")[0] == here or address in found:
            continue
        text = line(text_of(element))
        if not is_furniture_sentence(text) and not _in_furniture(element, furniture):
            found[address] = Link(address, text)
        if len(found) >= MOST:
            break
    return tuple(found.values())


def _address(href: str, base: str) -> str | None:
    if not href or href.startswith(_NOWHERE):
        return None
    address = absolute(base, line(href))
    return address if address and len(address) <= _LONGEST_ADDRESS else None


def _in_furniture(element: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    """Whether an element above is furniture; `known` keeps the answers, so that each is asked once."""
    asked: list[HtmlElement] = []
    found = False
    for above in element.iterancestors():
        if above in known:
            found = known[above]
            break
        asked.append(above)
        if is_furniture(above):
            found = True
            break
    known.update(dict.fromkeys(asked, found))
    return found
