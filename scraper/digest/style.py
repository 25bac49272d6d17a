"""How the house writes: link labels, the words that open a link line, and the blanks of its own format."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from scraper.digest.characters import NBSP
from scraper.outcomes import Kind

#: Label of a new link by kind of publication. Research is read as a report: it has no label of its own.
LINK_LABELS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.NEWS: "Read the news story",
        Kind.ARTICLE: "Read the article",
        Kind.BLOG: "Read the blog",
        Kind.REPORT: "Read the report",
        Kind.RESEARCH: "Read the report",
        Kind.GUIDANCE: "Read the guidance",
        Kind.CONSULTATION: "Read the consultation",
        Kind.STATISTICS: "Read the statistics",
        Kind.LETTER: "Read the letter",
        Kind.PRESS_RELEASE: "Read the press release",
        Kind.BRIEFING: "Read the briefing",
        Kind.WEBSITE: "Visit the website",
        Kind.OTHER: "Find out more",
    }
)

#: How the summary of a new entry begins by kind of publication, after the name of who published it.
OPENINGS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.NEWS: "has published a news story on",
        Kind.ARTICLE: "has published an article on",
        Kind.BLOG: "has published a blog post on",
        Kind.REPORT: "has published a report on",
        Kind.RESEARCH: "has published research on",
        Kind.GUIDANCE: "has published guidance on",
        Kind.CONSULTATION: "has launched a consultation on",
        Kind.STATISTICS: "has published statistics on",
        Kind.LETTER: "has written an open letter on",
        Kind.PRESS_RELEASE: "has published a press release on",
        Kind.BRIEFING: "has published a briefing on",
        Kind.WEBSITE: "has launched a website on",
        Kind.OTHER: "has published information on",
    }
)

#: A label is one of these, a determiner and up to eight words ("Read the guidance for Wales"). Without the
#: determiner "Access to services: advice for schools" would be a label, and it is a title.
LABEL_VERBS = (
    "access", "book", "browse", "complete", "download", "explore", "find", "get", "hear", "join",
    "listen to", "order", "read", "register for", "respond to", "see", "share", "sign up for", "sign up to",
    "take", "take part in", "try", "use", "view", "visit", "watch",
)  # fmt: skip
LABEL_DETERMINERS = ("the", "a", "an", "all", "our", "their", "these", "this", "your")

#: Labels that stand alone.
LABEL_PHRASES = (
    "book now", "download", "find out more", "further details", "further information", "further reading",
    "give feedback", "have your say", "listen", "more information", "read", "read more", "respond",
    "see also", "sign up", "view", "visit", "watch",
)  # fmt: skip
#: Phrases that may go on with "on", "about", "at" or "from" and up to eight words ("See also on Example").
OPEN_PHRASES = ("find out more", "further information", "read more", "see also")

#: What may stand between a label and its title.
MARKS = (":", ">", "|", "-", "–", "—")

#: Longest line that is taken for a heading, in characters; the longest seen in a past digest has 79.
LONGEST_HEADING = 90
#: A line ending like this is a sentence or a lead-in, not a heading.
SENTENCE_ENDS = (".", "!", "?", ":", ";", ",", "…")


@dataclass(frozen=True, slots=True)
class ExactProfile:
    """The blanks of a new issue in the house's own format: an imported line keeps those it came with.

    Attributes:
        gap: blanks after the mark of a label.
        link_trail: blanks at the end of a link line.
        source_trail: blanks at the end of the Source line.
        eol: line end.
        end: what follows the last line.
    """

    gap: str = NBSP
    link_trail: str = NBSP * 2
    source_trail: str = NBSP
    eol: str = "\n"
    end: str = ""


HOUSE = ExactProfile()


def link_label(kind: Kind) -> str:
    """The label of a new link to a publication of this kind, without its colon."""
    return LINK_LABELS[kind]
