"""The day of publication as htmldate guesses it: the unsure witness, asked when nobody else speaks."""

import logging
from datetime import datetime

import htmldate

from scraper.dates import find_within, parse_date
from scraper.extraction.metadata import Metadata
from scraper.extraction.tree import text_of
from scraper.items import DateFact
from scraper.outcomes import Witness


def guessed_date(page: Metadata, now: datetime) -> DateFact | None:
    """htmldate's quick search; None for a day that no person sees on the page.

    Such a day is a picture's, a script's or an offer's: of twelve on 216 pages ten were on pages without any
    day of publication, and one was wrong.
    """
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)  # what it cannot read is no news here
    found = htmldate.find_date(
        page.root, extensive_search=False, original_date=True, url=page.url, max_date=now.date().isoformat()
    )
    fact = parse_date(found, Witness.GUESS, now) if found else None
    body = page.root.find(".//body")
    if fact is None or body is None or find_within(text_of(body), fact, now) is None:
        return None
    return fact
