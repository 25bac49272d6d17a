"""What is a link's publication called? The heading over it rather than its "Read more"."""

import re

from scraper.discovery.markup import Anchor, Node, is_hidden, lines, text_of
from scraper.discovery.text import LONGEST_TITLE, plain, shorten

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_GENERIC = re.compile(
    r"^(?:(?:click |tap )?(?:here|more|details|link|open|view|show|go|next|previous|back|home|top"
    r"|share|print|close)"
    r"|(?:read|find out|learn|see|discover|show|view|load|explore|get) ?(?:(?:the|this|our|full|it|all"
    r"|more|here|now|on|page|article|story|post|blog|news|report|press release|document|publication|pdf"
    r"|details|entire|whole|latest|updates)\b ?){0,5}"
    r"|continue(?: reading)?|full (?:story|article|report|text|details)"
    r"|more (?:info|information|details|news|about this)"
    r"|download(?: (?:the|this|full|report|pdf|document|file|here|now|publication|in))*|pdf|image|photo"
    r"|picture|video|watch|listen|(?:no |leave a |\d+ )?comments?(?:[ {}\d]*)|permalink|\d+|newer|older)"
    r"\W*(?:\([^)]{0,40}\))?\W*$",
    re.I,
)
_LEADS_ON = re.compile(
    r"^(?:(?:view|see|show|browse|explore|read|go to|back to) (?:all|more)\b(?! (?:about|on|of|than|and)\b)"
    r"|more (?:from|in|news|articles|stories|posts|publications|reports)\b"
    r"|(?:previous|next|older|newer) (?:page|posts?)\b"
    r"|skip to\b|sign up\b|subscribe (?:to|now|and)\b|log ?in\b|follow us\b|donate\b(?! to\b)|contact us\b"
    r"|join our\b|share (?:on|this|via)\b"
    r"|all (?:news|articles|publications|posts|blogs|reports|resources)\b)",
    re.I,
)
_LEAD_IN = re.compile(
    r"^(?:read more|find out more|learn more|continue reading|more|read)(?:\s+(?:about|on|of|from)\b)?"
    r"\s*[:–—-]?\s*(?=\S)",
    re.I,
)
_ARROWS = re.compile(r"^[\s›»→>•·|–-]+|[\s›»→>•·|]+$")
_CUT = re.compile(r"\s*(?:…|\.\.\.|\[…\]|\[\.\.\.\])$")
_CLASS = re.compile(r"(?:^|[-_\s])(?:title|heading|headline|name)(?:$|[-_\s])", re.I)


def is_generic(text: str) -> bool:
    """Whether a link's words could stand under any publication: "Read more", "Download (PDF, 2 MB)"."""
    return not text or bool(_GENERIC.match(text))


def leads_on(text: str) -> bool:
    """Whether a link's words lead to a part of the site rather than to a publication: "View all news"."""
    return bool(_LEADS_ON.match(text))


def own_heading(anchor: Node, block: Node) -> Node | None:
    """The heading inside a link, or the one around it within its block."""
    inside = next(anchor.iter(*HEADINGS), None)
    if inside is not None:
        return inside
    for node in anchor.iterancestors():
        if node.tag in HEADINGS:
            return node
        if node is block:
            break
    return None


def _block_heading(anchor: Node, block: Node) -> Node | None:
    """The first heading of the block, for a link whose own words say nothing."""
    if block is anchor or not is_generic(_first_line(anchor)):
        return None
    return next((node for node in block.iter(*HEADINGS) if text_of(node)), None)


def title_of(anchors: list[Anchor], block: Node) -> str:
    """The best title for links that lead to one address and stand in one block; "" when there is none.

    A heading's text comes first, then an element called title, then the words of the links (the fullest of
    them), then words for screen readers and the alternative text of a picture. Words that were cut with
    an ellipsis are completed from the link's other names, where those begin alike.
    """
    nodes = [anchor.node for anchor in anchors]
    found = [own_heading(node, block) for node in nodes] + [_block_heading(node, block) for node in nodes]
    headings = [heading for heading in found if heading is not None]
    named = [
        node for anchor in anchors for node in anchor.node.iter() if _CLASS.search(node.get("class") or "")
    ]
    words = [_words(node) for node in (*headings, *named)]
    words += sorted((_first_line(anchor.node) for anchor in anchors), key=len, reverse=True)
    best = next((text for text in words if not is_generic(text)), "")
    names = [name for anchor in anchors for name in _other_names(anchor.node)]
    if not best:
        best = next((text for name in names if not is_generic(text := _LEAD_IN.sub("", name))), "")
    return shorten(_completed(_ARROWS.sub("", best), names), LONGEST_TITLE)


def _words(node: Node) -> str:
    return _ARROWS.sub("", text_of(node) or text_of(node, hidden=True))


def _first_line(node: Node) -> str:
    """The words of a link; of one that wraps a whole card, its fullest line among the first three."""
    texts = [line for line in lines(node) if not is_generic(line)]
    if not texts:
        return ""
    if len(texts) == 1:
        return _ARROWS.sub("", texts[0])
    return _ARROWS.sub(
        "", max(texts[:3], key=lambda line: min(len(line), 90) if len(line.split()) < 30 else 0)
    )


def _other_names(node: Node) -> list[str]:
    names = [node.get("aria-label") or "", node.get("title") or ""]
    if any(is_hidden(child) for child in node.iter()):
        names.append(text_of(node, hidden=True))
    names += [image.get("alt") or "" for image in node.iter("img")]
    return [name for name in (plain(name) for name in names) if name]


def _completed(title: str, names: list[str]) -> str:
    if not (cut := _CUT.search(title)):
        return title
    beginning = title[: cut.start()]
    return next((name for name in names if name.startswith(beginning) and len(name) > len(title)), title)
