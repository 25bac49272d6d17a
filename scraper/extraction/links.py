"""Where does the text of a page lead?"""

from itertools import takewhile
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


def read_links(container: HtmlElement, url: str, base: str) -> tuple[Link, ...]:
    """The links in the main content, absolute, http and https only, each address once with its first words.

    Links within the page and links in furniture are left out.
    """
    here = url.split("#", maxsplit=1)[0]
    found: dict[str, Link] = {}
    for element in container.iter("a"):
        href = (element.get("href") or "").strip()
        address = absolute(base, line(href)) if href and not href.startswith("#") else None
        if (
            not address
            or len(address) > _LONGEST_ADDRESS
            or address.split("#")[0] == here
            or address in found
        ):
            continue
        text = line(text_of(element))
        if not is_furniture_sentence(text) and not _in_furniture(element, container):
            found[address] = Link(address, text)
        if len(found) >= MOST:
            break
    return tuple(found.values())


def _in_furniture(element: HtmlElement, container: HtmlElement) -> bool:
    inside = takewhile(lambda above: above is not container, element.iterancestors())
    return any(is_furniture(above) for above in inside)
