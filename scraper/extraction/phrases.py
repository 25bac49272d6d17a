"""The phrases by which a page's furniture gives itself away."""

import re
from datetime import datetime
from typing import Final

from scraper.dates import parse_date
from scraper.outcomes import Witness

#: Sentences of furniture that stand among the paragraphs, matched from the start of a short block.
_SENTENCES = re.compile(
    r"(?:- )?(?:leave this (?:web)?site(?: quickly| now)?|quick(?:ly)? exit|exit (?:this|the) (?:web)?site"
    r"|skip to (?:main )?content|loading content|table of contents|share this|share on|print this page"
    r"|advertisement|skip advertisement|sponsored content|this slideshow requires javascript"
    r"|(?:please )?enable javascript|javascript is (?:required|disabled)"
    r"|sign up (?:now |today )?(?:to|for) (?:our|the|receive|get)|subscribe to (?:our|the)"
    r"|get (?:our|the) newsletter"
    r"|by (?:signing up|entering your email|clicking|subscribing)|no items found|already (?:have an account"
    r"|a subscriber|registered)|(?:previous|next) (?:article|post|story)\b|related:|read more:|read next:"
    r"|this (?:post|article|page) (?:may )?contains? affiliate links|view results|loading \.\.\.|vote now"
    r"|(?:we use|this (?:web)?site uses) (?:essential |optional |analytics )?cookies"
    r"|accept (?:all |additional )?cookies|copy (?:a direct )?link\b|\d+ min(?:ute)?s? read$|print$|share$"
    r"|comments? ?\{? ?\d+ ?\}?$|(?:there is|this article has) an? (?:embedded )?poll)",
    re.I,
)
_WORD = re.compile(r"\w")
#: Consent and interest are declared at length.
_DECLARATION = re.compile(
    r"by (?:signing up|subscribing|submitting|entering your)[^.]{0,60}\byou (?:agree|consent|confirm)\b"
    r"|(?:the following|this) (?:content|post|article) (?:is|was) (?:brought to you|sponsored|paid for) by\b",
    re.I,
)
#: A block longer than this, in characters, is no furniture whatever it begins with.
_LONGEST: Final = 260
#: Headings after which nothing of the publication follows.
_END = re.compile(
    r"share this(?: (?:page|article|post|story))?|about the authors?|leave a (?:reply|comment)"
    r"|(?:\d+ )?comments?|tags:?|was this (?:page|article) (?:helpful|useful)\??|sign up.{0,40}|newsletter"
    r"|subscribe.{0,40}|follow us.{0,30}",
    re.I,
)
#: What a wall says where the rest of the text should be.
_WALLS: Final = (
    (
        r"(?:register|log in|sign in|subscribe|sign up)(?: or (?:register|log in|sign in|subscribe|sign up))?"
        r"(?: now| today)?(?: for free)? to (?:continue|keep|read|access|view)"
        r" (?:reading|the full|this|full|all)"
    ),
    r"to continue reading(?: this article)?,? (?:please )?(?:register|subscribe|log|sign|create|become)",
    r"unlock this (?:article|story|content)",
    r"you have (?:reached your|\d+|no) (?:limit|(?:free )?articles?)",
    (
        r"this (?:article|content|story) is (?:only available|for|available only)"
        r"[^.]{0,40}(?:subscribers|members|registered)"
    ),
    r"already a (?:subscriber|member)\?",
)
_WALL = re.compile("|".join(_WALLS), re.I)
#: One of these stands in whatever the pattern finds, and near it one of the words that belong to it; plain
#: searches for them are much cheaper than one for the pattern.
_ASKED: Final = ("regist", "log", "sign", "subscri", "creat", "becom")
_MEMBERS: Final = ("subscriber", "member", "registered")
_WALL_SIGNS: Final = (
    *((f"to {verb}", _ASKED) for verb in ("continue", "keep", "read", "access", "view")),
    ("unlock this", ("article", "story", "content")),
    ("you have", ("limit", "article")),
    *((sign, _MEMBERS) for sign in ("already a ", " is only available", " is for", " is available only")),
)
#: How far from its sign, in characters, what the pattern finds begins and ends at most.
_WALL_REACH: Final = 120
#: Headings of boxes about other pages.
OTHER_PAGES: Final = re.compile(
    r"(?:related|recommended|more|other|popular|latest|recent|similar|further)"
    r" (?:articles?|posts?|stor(?:y|ies)|news|content|pages|blogs?|publications|from)\b.{0,40}"
    r"|you (?:may|might) (?:also )?(?:like|be interested in).{0,30}|(?:read|see) (?:more|next|also):?"
    r"|also see:?|keep reading|(?:more )?related(?: .{0,30})?|popular|what(?:'|’)s next\??",
    re.I,
)

#: Labels of the lines between a heading and its text, alone or before their value.
_HEAD_LABEL = re.compile(
    r"(?:(?:date |first |last )?(?:published|posted|updated|reviewed|modified)(?: on| date)?|date|from|author"
    r"|by|written by|posted by|publish(?:ing)? date|part of|topics?|categor(?:y|ies)|tags?|type)\s*:?"
    r"|(?:part of|topics?|categor(?:y|ies)|tags?|type|last updated|updated)\s*:.{1,60}"
    r"|\d{1,3}[ -]min(?:ute)?s?(?: read)?",
    re.I,
)
_BYLINE = re.compile(r"(?:(?:Written|Posted|Published) b|B)y:? [A-Z].{1,79}[^.!?]")
#: Longest line that may be a date, a byline or a label, in characters.
_LONGEST_HEAD_LINE: Final = 110


def is_furniture_sentence(text: str) -> bool:
    """Whether a block is a sentence of furniture: a cookie notice, a skip link, an invitation to sign up."""
    if not (text[:1].isalnum() or _WORD.search(text)) or _DECLARATION.match(text):
        return True
    return len(text) <= _LONGEST and bool(_SENTENCES.match(text))


def is_wall(text: str) -> bool:
    """Whether a block says that the rest is for those who register or pay."""
    return len(text) <= _LONGEST and bool(_WALL.search(text))


def find_walls(blocks: list[str]) -> frozenset[str]:
    """The blocks that are walls."""
    short = [block for block in blocks if len(block) <= _LONGEST]
    return frozenset(filter(is_wall, short)) if may_hold_wall("\n".join(short)) else frozenset()


def may_hold_wall(text: str) -> bool:
    """Whether anything in a text of any length could be a wall; cheaper than asking each of its elements."""
    lowered = text.lower()
    for sign, beside in _WALL_SIGNS:
        at = lowered.find(sign)
        while at >= 0:
            near = lowered[max(0, at - _WALL_REACH) : at + _WALL_REACH]
            if any(map(near.__contains__, beside)) and _WALL.search(near):
                return True
            at = lowered.find(sign, at + len(sign))
    return False


def ends_text(text: str) -> bool:
    """Whether a block is a heading after which nothing of the publication follows."""
    bare = text.removeprefix("- ").strip(" :")
    return bool(_END.fullmatch(bare) or OTHER_PAGES.fullmatch(bare))


def is_head_line(text: str, now: datetime) -> bool:
    """Whether a block between heading and text only dates, signs or files it; facts hold that already."""
    if len(text) > _LONGEST_HEAD_LINE:
        return False
    if _HEAD_LABEL.fullmatch(text) or _BYLINE.fullmatch(text):
        return True
    return parse_date(text, Witness.VISIBLE_TEXT, now) is not None
