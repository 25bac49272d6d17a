"""Which characters are blanks, and which may never leave the house.

Python's own `str.strip()`, `str.split()` and `\\s` treat U+0085, U+2028 and twenty others as blanks, and
`str.splitlines()` ends lines at eleven characters. A digest has three blanks and two line ends.
"""

import re

#: The no-break space (U+00A0) that word processors leave behind.
NBSP = "\u00a0"
#: What may stand around a text on its line.
BLANKS = f" \t{NBSP}"
#: The byte order mark as a character; only at the very start of a file is it one.
BOM = "\ufeff"

#: No text of an issue holds these: controls other than tab and line feed, halves of surrogate pairs (they
#: have no UTF-8), and the two noncharacters that XML 1.0 (section 2.2) forbids.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_LINE_ENDS = re.compile(r"[\r\n]+")
_BLANK_RUN = re.compile(rf"[{BLANKS}\u2028\u2029]+")


def split_blanks(row: str) -> tuple[str, str, str]:
    """`row` as (blanks before, text, blanks after); a row of blanks only is all "blanks after"."""
    text = row.strip(BLANKS)
    if not text:
        return "", "", row
    start = len(row) - len(row.lstrip(BLANKS))
    return row[:start], text, row[start + len(text) :]


def without_controls(text: str) -> str:
    """`text` on one line, each forbidden character and each run of line ends a space, else unchanged."""
    return FORBIDDEN.sub(" ", _LINE_ENDS.sub(" ", text))


def tidy(text: str) -> str:
    """`text` on one line as it is read: no controls, single ordinary spaces, none around it."""
    return _BLANK_RUN.sub(" ", without_controls(text)).strip(" ")


def one_word(address: str) -> str:
    """An address without blanks around it, those in it as "%20": no form has an address with a blank."""
    return _BLANK_RUN.sub("%20", address.strip(BLANKS))
