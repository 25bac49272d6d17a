"""Pages that a server sends in pieces: put each piece where the page's script would put it.

React's servers send a page with placeholders first and the parts that took longer after it, hidden, each with
a line of script that moves it. Without the script a reader finds an article with holes and its paragraphs at
the end of the page, marked as hidden.
"""

import re
from typing import Final

from lxml.html import HtmlElement

#: What stands in the markup of every such page.
SIGN: Final = b'id="S:'
# A placeholder and what is shown until its part arrives: up to the comment that ends it.
_WAITING = re.compile(rb'(<template id="B:[0-9a-f]+"></template>).*?<!--/\$-->', re.S)


def without_waiting(body: bytes) -> bytes:
    """A page without what its placeholders show while they wait ("Loading …")."""
    return _WAITING.sub(rb"\1", body)


def fill_places(root: HtmlElement) -> None:
    """Move every part that came later to its placeholder; one without a placeholder stays where it is."""
    parts = {
        number: part
        for part in root.iter("div")
        if part.get("hidden") is not None and (number := _number(part, "S"))
    }
    for place in list(root.iter("template")):
        part = parts.pop(_number(place, "B") or _number(place, "P"), None)
        if part is not None and part not in place.iterancestors():
            _move(part, place)


def _number(element: HtmlElement, letter: str) -> str:
    sort, _, number = (element.get("id") or "").partition(":")
    return number if sort == letter else ""


def _move(part: HtmlElement, place: HtmlElement) -> None:
    """Let what a part holds take its placeholder's place."""
    part.drop_tree()  # what follows it stays where it was
    part.tail = place.tail
    place.getparent().replace(place, part)
    part.drop_tag()
