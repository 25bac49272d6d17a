"""The executive summary of a report: what an editor reads of ninety pages."""

import re
from typing import Final

#: The heading of a summary, alone on its line, numbered or not.
_HEADING = re.compile(
    r"(?:\d{1,2}(?:\.\d)?\.?\s+)?(?:executive summary"
    r"|summary(?: of (?:the )?(?:report|key findings|findings))?"
    r"|key findings|key messages|at a glance|crynodeb gweithredol)\s*:?",
    re.I,
)
#: Headings that may follow one. A short line without an end mark is a heading too.
_NEXT = re.compile(
    r"(?:\d{1,2}(?:\.\d)?\.?\s+)?(?:introduction|background|contents|foreword|methodology|methods?|context"
    r"|about (?:this|the) \w+|chapter \d+.*|section \d+.*|recommendations?|appendix.*|references"
    r"|acknowledge?ments)\s*:?",
    re.I,
)
_CONTENTS_LINE = re.compile(r"(?:\.{3,}|…|\s)\s*\d{1,3}$")
#: A summary has at least and at most so many characters; a longer one is cut after a paragraph.
SHORTEST: Final = 200
LONGEST: Final = 8_000


def find_summary(text: str) -> str | None:
    """The summary of a report's text (paragraphs apart by blank lines), None when it has none.

    A heading in the list of contents is passed over: what follows it is too short or ends in page numbers.
    """
    paragraphs = text.split("\n\n")
    for number, paragraph in enumerate(paragraphs):
        heading, _, rest = paragraph.partition("\n")
        if _HEADING.fullmatch(heading.strip()):
            kept = _until_next([rest, *paragraphs[number + 1 :]] if rest else paragraphs[number + 1 :])
            if len(kept) >= SHORTEST:
                return kept
    return None


def _until_next(paragraphs: list[str]) -> str:
    kept: list[str] = []
    length = 0
    for paragraph in paragraphs:
        bare = paragraph.strip()
        length += len(bare)
        if _NEXT.fullmatch(bare) or _CONTENTS_LINE.search(bare) or (kept and length > LONGEST):
            break
        kept.append(bare)
    return "\n\n".join(kept)
