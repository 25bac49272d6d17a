"""Does an entry say what its source says, and in its own words? Places to look at; nothing is decided."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scraper.digest.fact_check import Checked, check_facts
from scraper.digest.house_style import Level, StyleNote
from scraper.digest.key_sentences import sentences
from scraper.digest.model import DigestEntry

#: So many words in a row that stand in the source too are the source's sentence, not the house's.
COPIED_WORDS = 11
_WORD = re.compile(r"[\w’'-]+")


@dataclass(frozen=True, slots=True)
class Basis:
    """What an entry was written from: the source's text, and what else is known of it."""

    text: str
    known: tuple[str, ...] = ()


def against_source(entry: DigestEntry, basis: Basis) -> Iterator[StyleNote]:
    """Runs of words taken over; numbers, names and quotations that the source does not have."""
    if run := copied_run(" ".join(entry.summary), basis.text):
        words = f"“{run}” stands so in the source: say it in the house’s words."
        yield StyleNote(Level.LOOK, "summary", words)
    for checked in check_facts(entry.summary, basis.text, basis.known):
        if checked.doubtful:
            words = f"The {checked.claim} “{checked.words}” does not stand in the source’s text."
            yield StyleNote(Level.LOOK, place_of(checked, entry.summary), words)


def place_of(checked: Checked, summary: Sequence[str]) -> str:
    """Where a claim stands: "summary", or with several sentences "summary, sentence 2"."""
    every = [sentences(paragraph) for paragraph in summary]
    if sum(map(len, every)) < 2:
        return "summary"
    upto = summary[checked.paragraph][: checked.at + len(checked.words)]
    number = sum(map(len, every[: checked.paragraph])) + len(sentences(upto))
    return f"summary, sentence {number}"


def copied_run(summary: str, text: str) -> str:
    """The first run of words that is the source's, as the summary spells it; "" when there is none."""
    found = list(_WORD.finditer(summary))
    words = [plain(each[0]) for each in found]
    source = f" {' '.join(_WORD.findall(plain(text)))} "
    for start in range(len(words) - COPIED_WORDS + 1):
        end = start + COPIED_WORDS
        if f" {' '.join(words[start:end])} " not in source:
            continue
        while end < len(words) and f" {' '.join(words[start : end + 1])} " in source:
            end += 1
        return summary[found[start].start() : found[end - 1].end()]
    return ""


def plain(words: str) -> str:
    """Words in lower case, however their apostrophes are set."""
    return words.lower().replace("’", "'")
