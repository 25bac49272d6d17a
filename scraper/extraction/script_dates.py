"""The day of publication in the data a page's scripts carry: the last place to look before guessing.

Systems that build pages in the browser write their records into a script (`__NEXT_DATA__`, `dataLayer`,
`window.__STATE__`). Such data often tells of other pages too: a name that gives several days tells nothing.
"""

import re
from datetime import datetime
from typing import Final

from lxml.html import HtmlElement

from scraper.dates import parse_date
from scraper.extraction import json_ld
from scraper.items import DateFact
from scraper.outcomes import Precision, Witness

#: Names of the field, the most deliberate first.
_NAMES: Final = (
    "datePublished|date_published",
    "first_?published(?:_?at|_?date)?",
    "(?:published|publication|publish)_?(?:at|date|time|on)(?:_?(?:gmt|utc))?|pub_?date",
    "post_?date|article_?date|content_?publish_?date",
)
#: The quotes of data inside of a string inside of data are escaped, each time once more.
_FIELDS: Final = tuple(
    re.compile(rf"""\\{{0,3}}["'](?:{names})\\{{0,3}}["']\s*:\s*\\{{0,3}}["']?([^"'\\,}}<>]{{6,40}})""", re.I)
    for names in _NAMES
)
#: Any of the fields' names holds one of these.
_SIGNS: Final = ("publi", "pubdate", "pub_date", "post_date", "postdate", "articledate", "article_date")
#: Most of a page's scripts read, in characters.
_MOST: Final = 2_000_000


def script_facts(root: HtmlElement, now: datetime) -> list[DateFact]:
    """The one day a page's scripts give as that of publication; none when they give several.

    JSON-LD that is no JSON counts as a script: its fields can still be read.
    """
    scripts = [
        script.text
        for script in root.iter("script")
        if script.text and _is_telling(script.text) and not json_ld.is_read(script)
    ]
    text = "\n".join(scripts)[:_MOST]
    for field in _FIELDS:
        stated = dict.fromkeys(field.findall(text))
        facts = [fact for one in stated if (fact := parse_date(one, Witness.SCRIPT, now))]
        days = {fact.value.isoformat()[:10] for fact in facts if fact.precision is Precision.DAY}
        if facts:
            return facts[:1] if len(days) == 1 else []
    return []


def _is_telling(text: str) -> bool:
    lowered = text[:_MOST].lower()
    return any(sign in lowered for sign in _SIGNS)
