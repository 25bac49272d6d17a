"""Does the source say it? Every number, name and quotation of a summary, sought in the source's own text.

Nothing is judged: what is not found may still be right (a number in a chart, a name the text shortens). It is
told with its place, so that the editor looks where it matters. What is found is told with where it stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Claim(StrEnum):
    """What is sought."""

    NUMBER = "number"
    NAME = "name"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class Checked:
    """One claim of a summary.

    Attributes:
        claim: what it is.
        words: as the summary has them.
        paragraph, at: where they stand in it: number of the paragraph from 0, offset in characters.
        found: offset in the source's text, in characters; None when the source does not have it.
        elsewhere: whether it stands in what else is known of the source (its name, its title).
    """

    claim: Claim
    words: str
    paragraph: int
    at: int
    found: int | None
    elsewhere: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether it was found nowhere."""
        return self.found is None and not self.elsewhere


#: Figures with thousands set apart, a fraction, or a range's first part.
_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|(?<![\w.])\d+(?:\.\d+)?")
_QUOTATION = re.compile(r"‘([^‘’]{3,}(?:’\w[^‘’]*)*)’(?!\w)|“([^“”]{3,})”")
_CAPITAL = r"(?:[A-Z][\w’'&.-]*\w|[A-Z]{2,})"
#: Words with capitals, small words between them: "Centre to End all Sexual Exploitation".
_SMALL = r"(?:of|for|to|the|and|in|on|by|at|all|&)"
_NAME = re.compile(rf"{_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,3}}{_CAPITAL})*")
#: The first word of a name with the small words after it; a name whose first word has some.
_FIRST_WORD = re.compile(rf"^\S+\s*(?:{_SMALL}\s+)*")
_JOINED = re.compile(rf"^\S+\s+{_SMALL}\s")
#: Numbers that sources and summaries write as words or figures at will.
_AS_WORDS = {
    "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight",
    "9": "nine", "10": "ten", "11": "eleven", "12": "twelve",
}  # fmt: skip
#: One word with a capital at the start of a sentence is no name unless it is known to be one.
_SENTENCE_START = re.compile(r"(?:^|[.!?:;]\s+|[“‘(]\s*)$")
_ARTICLE = re.compile(
    r"^(?:The|A|An|This|These|It|Its|Findings|New|They|Both|Some|Many|In|On|At|By|Of|For|From|To|Since|But|And|As"
    r"|With|Under|Over|After|Before|During|Between|Among|Across|Most|More|When|Where|While|If|Says)\s+(?:the\s+)?"
)
_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z]{1,9})\)")
_INITIAL = re.compile(r"\b[A-Z]")
_AND = re.compile(r"\s+(?:and|&)\s+(?:the\s+)?")
#: Marks that are set in more than one way, with the one they are compared as; each is one character for one.
_SET_ALIKE = (
    ("‘", "'"), ("’", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("‑", "-"), ("\u00a0", " ")
)  # fmt: skip


def check_facts(summary: Sequence[str], text: str, also: Sequence[str] = ()) -> list[Checked]:
    """Every number, name and quotation of a summary with its place in the source, in order.

    Args:
        summary: its paragraphs.
        text: the source's text.
        also: what else is known of it: the publisher's name, titles, authors.
    """
    short = [" ".join(abbreviations(paragraph)) for paragraph in summary]
    source, others = _Sought(text), [_Sought(each) for each in (*also, *short)]
    checked = []
    for number, paragraph in enumerate(summary):
        for claim, words, at in claims(paragraph):
            told = Checked(claim, words, number, at, *_sought(claim, words, source, others))
            starts = claim is Claim.NAME and bool(_SENTENCE_START.search(paragraph[:at]))
            if told.doubtful and starts and (rest := _FIRST_WORD.sub("", words)):
                # "Since October", "Hedges in Wales": the capital of the first word says nothing.
                again = Checked(
                    claim, rest, number, at + len(words) - len(rest), *_sought(claim, rest, source, others)
                )
                told = again if not again.doubtful or _JOINED.match(words) else told
            checked.append(told)
    return checked


def _sought(
    claim: Claim, words: str, source: "_Sought", others: Sequence["_Sought"]
) -> tuple[int | None, bool]:
    found = source.find(claim, words)
    return found, found is None and any(each.find(claim, words) is not None for each in others)


def abbreviations(paragraph: str) -> list[str]:
    """The abbreviations that a paragraph itself explains: initials in brackets right after their words."""
    return [
        match[1]
        for match in _IN_BRACKETS.finditer(paragraph)
        if "".join(_INITIAL.findall(paragraph[: match.start()])).endswith(match[1].upper())
    ]


def claims(paragraph: str) -> list[tuple[Claim, str, int]]:
    """What a paragraph claims, with its offset, in order. A quotation's own words are claimed as one."""
    found = [
        (Claim.QUOTATION, match[1] or match[2], match.start() + 1) for match in _QUOTATION.finditer(paragraph)
    ]
    quoted = [(at, at + len(words)) for _, words, at in found]
    rest = [*_numbers(paragraph), *_names(paragraph)]
    found += [each for each in rest if not any(start <= each[2] < end for start, end in quoted)]
    return sorted(found, key=lambda each: each[2])


def _numbers(paragraph: str) -> Iterator[tuple[Claim, str, int]]:
    for match in _NUMBER.finditer(paragraph):
        yield Claim.NUMBER, match[0], match.start()


def _names(paragraph: str) -> Iterator[tuple[Claim, str, int]]:
    for match in _NAME.finditer(paragraph):
        words, at = match[0], match.start()
        starts = bool(_SENTENCE_START.search(paragraph[:at]))
        if starts and (article := _ARTICLE.match(words)):
            words, at, starts = words[article.end() :], at + article.end(), False
        if starts and " " not in words and not words.isupper():
            continue  # the first word of a sentence
        yield Claim.NAME, words, at


class _Sought:
    """A text in which words are sought: case, kinds of quotation mark, dash and blank do not matter."""

    def __init__(self, text: str) -> None:
        flat = _set_alike(text)
        # One character for one, so that an offset stands for the text as it is.
        low = flat.lower()
        self._flat = low if len(low) == len(flat) else "".join(map(_lower, flat))
        self._numbers: dict[str, int] = {}
        for match in _NUMBER.finditer(self._flat):
            self._numbers.setdefault(_plain(match[0]), match.start())

    def find(self, claim: Claim, words: str) -> int | None:
        """Where it stands first; None when it does not."""
        if claim is Claim.NUMBER:
            return self._find_number(words)
        found = self._find_words(words)
        if found is None and claim is Claim.NAME:
            found = self._find_words(words.removesuffix("’s").removesuffix("'s"))
        if found is None and claim is Claim.NAME and len(parts := _AND.split(words)) > 1:
            places = [self.find(claim, part) for part in parts]  # two names that a summary puts side by side
            found = None if None in places else places[0]
        return found

    def _find_number(self, words: str) -> int | None:
        plain = _plain(words)
        if plain in self._numbers:
            return self._numbers[plain]
        return self._find_words(_AS_WORDS[plain]) if plain in _AS_WORDS else None

    def _find_words(self, words: str) -> int | None:
        parts = _set_alike(words).lower().strip(" .,;:").split()
        if not parts or not all(part in self._flat for part in parts):
            return None
        sought = r"(?<!\w)" + r"\s+".join(map(re.escape, parts)) + r"(?!\w)"
        match = re.search(sought, self._flat)
        return match.start() if match else None


def _set_alike(text: str) -> str:
    for mark, plain in _SET_ALIKE:
        text = text.replace(mark, plain)
    return text


def _lower(char: str) -> str:
    low = char.lower()
    return low if len(low) == 1 else char


def _plain(number: str) -> str:
    """A number without what sets its thousands apart, and without a fraction of noughts."""
    plain = re.sub(r"[,\u00a0\u202f ]", "", number)
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
