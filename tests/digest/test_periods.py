from datetime import date

import pytest

from scraper.digest.periods import read_period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("24 June 2024", date(2024, 6, 24), date(2024, 6, 24)),
        ("1st Sept 2019", date(2019, 9, 1), date(2019, 9, 1)),
        ("February 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("29 March – 02 April 2020", date(2020, 3, 29), date(2020, 4, 2)),
        ("1-5 May\u00a02017", date(2017, 5, 1), date(2017, 5, 5)),
        ("28 December 2019 — 3 January 2020", date(2019, 12, 28), date(2020, 1, 3)),
        ("March - April 2020", date(2020, 3, 1), date(2020, 4, 30)),
    ],
)
def test_a_period_is_its_first_and_last_day(text: str, first: date, last: date) -> None:
    assert read_period(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "spring", "31 June 2024", "2024", "24/06/2024", "0 May 2024", "May 0000"]
)
def test_what_names_no_day_is_no_period(text: str) -> None:
    assert read_period(text) is None
