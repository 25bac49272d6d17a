"""The sentences of a source that a summary is most likely to need: its own words, ranked, none invented."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

#: Words that announce what a publication found, asks for or is, with what each adds.
CUES = (
    (
        re.compile(
            r"\b(?:f(?:ound|inds?|indings)|shows?|showed|reveal\w*|suggest\w*|highlight\w*|conclud\w*|evidence)\b",
            re.I,
        ),
        2.0,
    ),
    (re.compile(r"\b(?:recommend\w*|calls? (?:for|on)|called (?:for|on)|urg\w+|must|should)\b", re.I), 2.0),
    (re.compile(r"\b(?:publish\w*|launch\w*|announc\w*|report|guidance|consultation|survey)\b", re.I), 1.0),
    (re.compile(r"\b(?:England|Scotland|Wales|Northern Ireland|UK|United Kingdom)\b"), 0.5),
    (re.compile(r"\d[\d,.]*(?:%| per ?cent)|\b\d{2,}\b"), 1.0),
)
#: Sentences of a site rather than of a publication.
FURNITURE = re.compile(
    r"\b(?:cookies?|newsletter|subscribe|sign up|javascript|privacy policy|all rights reserved"
    r"|share (?:this|on)|click here|read more|follow us|contact us|registered charity)\b",
    re.I,
)
#: Shortest and longest sentence that is offered, in words: below it is a heading, above it a list.
FEWEST_WORDS, MOST_WORDS = 6, 70
#: Longest text that is ranked, in characters: beyond it stand annexes.
LONGEST_TEXT = 200_000
#: An end mark, perhaps before closing quotation marks, and after it what may begin a sentence.
_END = re.compile(r"([.!?][”’\"')\]]*)\s+(?=[“‘\"'(\[]?[A-Z0-9])")
#: What begins an item of a list.
_LIST_MARK = re.compile(r"^(?:[-•*]|\d{1,2}[.)])\s+")
#: A full stop that ends none of these ends no sentence.
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nos|vs|pp?|e\.g|i\.e|etc|cf|al)|\b[A-Z])\.$")
_WORD = re.compile(r"[^\W\d_][\w’'-]+")
#: Marks of quotation that are nothing else; single ones may be apostrophes.
_QUOTES = re.compile(r"[“”\"]")
_COMMON = frozenset(
    [
        "about",
        "after",
        "also",
        "and",
        "are",
        "because",
        "been",
        "being",
        "but",
        "can",
        "could",
        "did",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "her",
        "his",
        "how",
        "into",
        "its",
        "may",
        "more",
        "most",
        "not",
        "only",
        "other",
        "our",
        "over",
        "said",
        "she",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "under",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)


@dataclass(frozen=True, slots=True)
class KeySentence:
    """One sentence of the source: its number from 1 among all of them, and its words."""

    number: int
    text: str


def sentences(text: str) -> list[str]:
    """The sentences of a text in order; a line break ends one too."""
    found: list[str] = []
    for line in text[:LONGEST_TEXT].splitlines():
        whole = ""
        for piece in _END.sub(r"\1\n", _LIST_MARK.sub("", line.strip())).split("\n"):
            whole = f"{whole} {piece}" if whole else piece
            if not _ABBREVIATION.search(whole):
                found.append(whole)
                whole = ""
        if whole:
            found.append(whole)
    return [sentence for sentence in found if sentence]


def key_sentences(text: str, title: str = "", most: int = 9) -> list[KeySentence]:
    """The `most` sentences that say most, in the order in which the source says them."""
    every = sentences(text)
    seen: set[str] = set()
    offered = []
    for number, sentence in enumerate(every, start=1):
        if is_prose(sentence) and sentence not in seen:
            seen.add(sentence)
            offered.append(KeySentence(number, closed(sentence)))
    counts = Counter(word for each in offered for word in words_of(each.text))
    ranked = sorted(offered, key=lambda each: (-weight(each, title, counts, len(every)), each.number))
    return sorted(ranked[:most], key=lambda each: each.number)


def closed(sentence: str) -> str:
    """A sentence out of a longer quotation, with the mark that another sentence has of it."""
    depth, before = 0, ""
    for mark in _QUOTES.finditer(sentence):
        opens = mark[0] == "“" or (
            mark[0] == '"' and (mark.start() == 0 or sentence[mark.start() - 1] in " ([")
        )
        if opens:
            depth += 1
        elif depth:
            depth -= 1
        else:
            before = "“" if mark[0] == "”" else '"'
    after = ("”" if "“" in sentence else '"') if depth else ""
    return f"{before}{sentence}{after}"


def is_prose(sentence: str) -> bool:
    """Whether this is a sentence of the publication: not a heading, a list of links or a site's furniture."""
    count = len(sentence.split())
    ends = sentence.rstrip("”’\"')]").endswith((".", "!", "?", ":", ";"))
    return FEWEST_WORDS <= count <= MOST_WORDS and ends and not FURNITURE.search(sentence)


def words_of(text: str) -> set[str]:
    """The words that tell what a text is about, in lower case."""
    return {word.lower() for word in _WORD.findall(text)} - _COMMON


def weight(each: KeySentence, title: str, counts: Counter[str], total: int) -> float:
    """How much a sentence says: cue words, words of the title, frequent words, an early place."""
    words = words_of(each.text)
    cues = sum(value for pattern, value in CUES if pattern.search(each.text))
    named = len(words & words_of(title)) * 0.6
    common = sum(min(counts[word] - 1, 4) for word in words) / (len(words) + 4)
    early = 1.5 * (1 - (each.number - 1) / max(total, 1))
    return cues + named + common + early


def paragraphs_of(text: str) -> Sequence[str]:
    """The paragraphs of a text as it is kept: apart by blank lines."""
    return [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
