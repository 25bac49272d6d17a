"""How digests are typed: the words that open a link line, and the blanks of the house's own format."""

from dataclasses import dataclass

from scraper.digest.characters import NBSP

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
