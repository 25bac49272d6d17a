import re
from itertools import product

import pytest

from scraper.extraction import appointments
from scraper.extraction.appointments import find_appointments
from tests.extraction.shapes import BODY, NOW, linked, page, read

HEADING = "<h1>What should early help be?</h1>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This consultation closes at 11:59pm on 5 February 2027.", "2027-02-05"),
        ("Closing date: 5 February 2027", "2027-02-05"),
        ("Closing date for responses: Friday 5th February 2027", "2027-02-05"),
        ("The deadline for responses is 5 February 2027.", "2027-02-05"),
        ("Deadline: 05/02/2027", "2027-02-05"),
        ("Please send your response by 5pm on 5 February 2027.", "2027-02-05"),
        ("The call for evidence is open until 5 February 2027.", "2027-02-05"),
        ("The consultation ran from 1 May 2024 and closed on 31 July 2024.", "2024-07-31"),
        ("Have your say by 5 February 2027", "2027-02-05"),
        ("Published on 5 February 2024.", ""),
        ("The consultation closes soon.", ""),
        ("The consultation closes on 5 February 2127.", ""),
    ],
)
def test_the_last_day_to_respond_is_found(text: str, expected: str) -> None:
    assert str(find_appointments(None, text, NOW)[0] or "") == expected


def test_a_page_keeps_its_deadline_apart_from_its_publication() -> None:
    said = "<p>Published 4 November 2026</p><p>This consultation closes on 5 February 2027, at noon.</p>"
    found = read(page(f"{HEADING}{said}{BODY}"))
    assert (str(found.published), str(found.deadline), found.event) == ("2026-11-04", "2027-02-05", None)
    assert ("deadline", "2027-02-05") in {(fact.field, fact.value) for fact in found.facts}


def test_an_event_s_day_is_its_own_field() -> None:
    event = {"@type": "EducationEvent", "name": "Early help", "startDate": "2027-01-20T10:00:00Z"}
    found = read(page(f"{HEADING}{BODY}", head=linked(**event)))
    assert (found.published, str(found.event)) == (None, "2027-01-20")
    several = page(f"{HEADING}{BODY}", head=linked(**event) + linked(**event))
    assert read(several).event is None
    told = page(
        f"{HEADING}<p>The conference will be held on 20 January 2027 in York, with places for all.</p>{BODY}"
    )
    assert str(read(told).event) == "2027-01-20"


def test_a_day_is_seen_wherever_a_year_or_a_day_in_figures_stands() -> None:
    plain = re.compile(r"\b(?:19|20)\d\d\b|\d[/.]\d\d\b")
    written = ["".join(each) for each in product("1290/ a", repeat=6)]
    assert [each for each in written if appointments._DATED.search(each)] == [
        each for each in written if plain.search(each)
    ]
