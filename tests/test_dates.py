import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.dates import find_after, find_date, find_within, is_template, parse_date
from scraper.items import DateFact
from scraper.outcomes import Precision, Witness

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

DAYS = {
    "16th July 2024": date(2024, 7, 16),
    "16 Jul 2024": date(2024, 7, 16),
    "Published on\n25 June 2024": date(2024, 6, 25),
    "Fri 30 Oct 2020": date(2020, 10, 30),
    "Published:  Tue 29 Apr 2025": date(2025, 4, 29),
    "Published:\xa0 Tue 29 Apr 2025\xa0": date(2025, 4, 29),
    "Tuesday, 18 June, 2024": date(2024, 6, 18),
    "Friday, 16 February 2024": date(2024, 2, 16),
    "Thursday 21 March 2024": date(2024, 3, 21),
    "Monday 20th March 2017": date(2017, 3, 20),
    "March 7, 2024": date(2024, 3, 7),
    "January 23,2015": date(2015, 1, 23),
    "Apr 04 2024": date(2024, 4, 4),
    "Sept 22 2023": date(2023, 9, 22),
    "04 Jan 2024": date(2024, 1, 4),
    "25/09/2025": date(2025, 9, 25),
    "06/10/2025": date(2025, 10, 6),
    "13.10.2015": date(2015, 10, 13),
    "28.08.25": date(2025, 8, 28),
    "02-10-2020": date(2020, 10, 2),
    "Published: 23rd May 2022": date(2022, 5, 23),
    "Published: 23rd May 2022\n5 minute read": date(2022, 5, 23),
    "Date published: 16 Jul 2024": date(2024, 7, 16),
    "Published on: 5 April 2023": date(2023, 4, 5),
    "Posted on 5 April 2023": date(2023, 4, 5),
    "14:28PM Monday, 16 November 2020": date(2020, 11, 16),
    "Friday\n28th Nov 2025": date(2025, 11, 28),
    "29 March – 02 April 2020": date(2020, 3, 29),
    "29 December – 2 January 2020": date(2019, 12, 29),
    "29 December 2019 to 2 January 2020": date(2019, 12, 29),
    "5-7 June 2024": date(2024, 6, 5),
    "23th October 2020": date(2020, 10, 23),
    "21 November 2025": date(2025, 11, 21),
    "14th May 2026": date(2026, 5, 14),
    "1st of March 2024": date(2024, 3, 1),
    "Fri, 02 Oct 2020 09:28:59 Z": date(2020, 10, 2),
    "Tue, 09 Jul 2024 23:30:00 +0100": date(2024, 7, 9),
    "Mon, 01 Jul 2024 00:15:00 BST": date(2024, 7, 1),
    "02 Oct 20 09:28 GMT": date(2020, 10, 2),
    "Fri Oct 02 09:28:59 BST 2020": date(2020, 10, 2),
    "Fri Oct  2 09:28:59 2020": date(2020, 10, 2),
    "2024-07-15T23:30:00+01:00": date(2024, 7, 15),
    "2024-07-15T10:00:00Z": date(2024, 7, 15),
    "2024-07-15T10:00:00.123456Z": date(2024, 7, 15),
    "2024-07-15 10:00": date(2024, 7, 15),
    "2024-03-01": date(2024, 3, 1),
    "20240716": date(2024, 7, 16),
    "20240716T093000Z": date(2024, 7, 16),
    "1793613600": date(2026, 11, 2),
    "1793613600000": date(2026, 11, 2),
    "16 July 2024 at 9.30am": date(2024, 7, 16),
    "16 July 2024, 5pm": date(2024, 7, 16),
    "16-Jul-24": date(2024, 7, 16),
    "16 July '24": date(2024, 7, 16),
    "2024, July 16": date(2024, 7, 16),
    "(16 July 2024)": date(2024, 7, 16),
    "16 July anno 2024": None,
    "16 July 2024 (Tuesday)": date(2024, 7, 16),
    "July 16 Tue 2024": date(2024, 7, 16),
    "3 days ago": date(2026, 11, 20),
    "Posted 3 days ago": date(2026, 11, 20),
    "an hour ago": date(2026, 11, 23),
    "11 hours ago": date(2026, 11, 22),
    "2 weeks ago": date(2026, 11, 9),
    "yesterday": date(2026, 11, 22),
    "Today at 09:15": date(2026, 11, 23),
    "25 November 2026": date(2026, 11, 25),
}

COARSE = {
    "December 2022": (date(2022, 12, 1), Precision.MONTH),
    "July 2024": (date(2024, 7, 1), Precision.MONTH),
    "Publication date April 2024": (date(2024, 4, 1), Precision.MONTH),
    "2024-07": (date(2024, 7, 1), Precision.MONTH),
    "November – January 2020": (date(2019, 11, 1), Precision.MONTH),
    "2 months ago": (date(2026, 9, 1), Precision.MONTH),
    "2025": (date(2025, 1, 1), Precision.YEAR),
    "(Published 2022)": (date(2022, 1, 1), Precision.YEAR),
    "a year ago": (date(2025, 1, 1), Precision.YEAR),
}

NO_DATES = (
    "",
    " ",
    "Read more",
    "7 ways to keep children safe",
    "31 June 2024",
    "25/25/2024",
    "29/02/2023",
    "16 July 1989",
    "01/01/1970",
    "0",
    "0000000000",
    "26 November 2026",
    "Last updated: 05 Oct 2020",
    "Closes on 5 June 2024",
    "Deadline 5 June 2024",
    "16 July",
    "16 July 2024 anno (reviewed)",
    "July",
    "2 February 20244",
    "99/99/9999",
    "May contain 2024 nuts",
    "16 July 2024 " * 20,
)


@pytest.mark.parametrize(("text", "day"), DAYS.items())
def test_a_day_is_read_day_first_in_every_shape_publishers_use(text: str, day: date | None) -> None:
    fact = parse_date(text, Witness.LISTING, NOW)
    if day is None:
        assert fact is None
    else:
        assert fact is not None
        assert (fact.value, fact.precision, fact.witness) == (day, Precision.DAY, Witness.LISTING)


@pytest.mark.parametrize(("text", "expected"), COARSE.items())
def test_month_and_year_keep_their_precision_and_their_first_day(
    text: str, expected: tuple[date, Precision]
) -> None:
    fact = parse_date(text, Witness.FEED, NOW)
    assert fact is not None
    assert (fact.value, fact.precision) == expected


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_plausible_day_of_publication_gives_none(text: str) -> None:
    assert parse_date(text, Witness.LISTING, NOW) is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Sun, 05/12/2024 - 10:00", date(2024, 5, 12)),
        ("Sunday 12/05/2024", date(2024, 5, 12)),
        ("Thu 05/12/2024", date(2024, 12, 5)),
        ("Mon 05/12/2024", date(2024, 12, 5)),
        ("2024-05-12", date(2024, 5, 12)),
    ],
)
def test_the_weekday_says_whether_the_month_comes_first(written: str, day: date) -> None:
    fact = parse_date(written, Witness.VISIBLE_TEXT, NOW)
    assert fact is not None
    assert fact.value == day


def test_raw_keeps_the_words_with_single_blanks() -> None:
    fact = parse_date("  Published on\n 25 June 2024 ", Witness.LISTING, NOW)
    assert fact is not None
    assert fact.raw == "Published on 25 June 2024"


FOUND = {
    "09/05/2025: Minister answers questions": "2025-05-09",
    "By Jane Doe on March 7, 2024 in Children": "2024-03-07",
    "Last updated: 05 Oct 2020 Topics: News": None,
    "Last updated 5 May 2024. Published 3 May 2024": "2024-05-03",
    "Published 3 May 2024 Last updated 5 May 2024": "2024-05-03",
    "Closing date for applications: 5 June 2024. Posted 1 May 2024": "2024-05-01",
    "Closes on 5 June 2024": None,
    "EMBARGOED UNTIL 00.01 TUESDAY 4 JUNE 2024": "2024-06-04",
    "News | Sun, 05/12/2024 - 10:00": "2024-05-12",
    "News | Sunday 05/12/2024": "2024-05-12",
    "News | Thu, 05/12/2024 - 10:00": "2024-12-05",
    "News | Fri, 05/12/2024 - 10:00": "2024-12-05",
    "Figures as at 31 March 2024, 5 June 2024": "2024-06-05",
    "Accounts for the year ended 31 March 2024. Issued 5 June 2024": "2024-06-05",
    "Children looked after in the year to 31 March 2024": None,
    "Deadline: 5 June 2024": None,
    "Send your answers by 5 June 2024": None,
    "Annual report for January 2022, 14 March 2023": "2023-03-14",
    "A review of practice, December 2022": "2022-12",
    "Since 2015 we have helped": None,
    "A report (Published 2022) on care": "2022",
    "Conference 29 March – 02 April 2020, London": "2020-03-29",
    "Friday 28th Nov 2025 New figures": "2025-11-28",
    "The inquiry opened on 28 November 2027 and reported on 3 May 2024": "2024-05-03",
    "July 2024 to 5 August 2024, and 2023": "2024-08-05",
    "A report, July 2024, on the years to 2023": "2024-07",
    "Posted 3 days ago by Jane": "2026-11-20",
    "He was told 3 days ago": None,
    "version 1.2.24.5 of the tool": None,
    "https://example.org/2024/07/16/slug": None,
    "By Jane Doe 5 June 2024": "2024-06-05",
    "3 May 2024, after talks on 1 May 2024": "2024-05-03",
    "3 May 2024, after talks in April 2024": "2024-05-03",
    "In 2015 and 2016 we helped": None,
    "No date at all": None,
}


@pytest.mark.parametrize(("text", "expected"), FOUND.items())
def test_the_date_of_publication_is_found_among_other_dates(text: str, expected: str | None) -> None:
    fact = find_date(text, Witness.VISIBLE_TEXT, NOW)
    assert (str(fact) if fact else None) == expected


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for fact in (parse_date(text, Witness.FEED, NOW), find_date(text, Witness.FEED, NOW)):
        assert fact is None or fact.value <= NOW.date() + timedelta(days=2)


@given(st.text(alphabet="0123456789 /-.:,thJulyOctMay", max_size=60))
def test_texts_that_look_like_dates_are_read_without_an_error(text: str) -> None:
    parse_date(text, Witness.FEED, NOW)
    find_date(text, Witness.FEED, NOW)


@given(st.dates(min_value=date(1990, 1, 1), max_value=NOW.date()))
def test_one_day_is_read_the_same_in_every_common_spelling(day: date) -> None:
    spellings = (
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day.day} {day:%B %Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%A}, {day.day} {day:%b %Y}",
        f"{day:%a, %d %b %Y} 12:00:00 +0000",
    )
    facts = [parse_date(spelling, Witness.FEED, NOW) for spelling in spellings]
    assert {fact.value if fact else None for fact in facts} == {day}


def test_figures_that_can_only_be_month_first_are_read_so() -> None:
    assert parse_date("2/24/2026", Witness.VISIBLE_TEXT, NOW) == DateFact(
        date(2026, 2, 24), Precision.DAY, Witness.VISIBLE_TEXT, "2/24/2026"
    )
    assert str(parse_date("2/4/2026", Witness.VISIBLE_TEXT, NOW)) == "2026-04-02"
    assert parse_date("24/24/2026", Witness.VISIBLE_TEXT, NOW) is None
    assert parse_date("2026-24-02", Witness.VISIBLE_TEXT, NOW) is None


def test_a_day_within_a_known_month_is_found_whatever_stands_before_it() -> None:
    month = DateFact(date(2024, 7, 1), Precision.MONTH, Witness.URL)
    found = find_within("Updated 3 June 2024. Held on 16 July 2024, again on 17 July 2024.", month, NOW)
    assert str(found) == "2024-07-16"
    assert find_within("July 2024, 3 June 2024", month, NOW) is None


def test_a_day_after_a_label_may_be_to_come() -> None:
    label = re.compile("closes", re.I)
    text = "Published 4 October 2026. The consultation closes at 11:59pm on Friday 5 February 2027."
    assert find_after(text, label, Witness.VISIBLE_TEXT, NOW) is None
    found = find_after(text, label, Witness.VISIBLE_TEXT, NOW, ahead=timedelta(days=365))
    assert str(found) == "2027-02-05"
    assert find_after("It closes. " + "x" * 80 + " 5 May 2026", label, Witness.VISIBLE_TEXT, NOW) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2034-01-01", True),
        ("1 January 1970", True),
        ("31 February 2024", True),
        ("{{ date }}", True),
        ("%d %B %Y", True),
        ("Invalid date", True),
        ("2025-12-17UTC07:30:00+00:00", False),
        ("16 July 2024", False),
        ("What families said", False),
        ("", False),
    ],
)
def test_dates_nobody_published_on_are_known(text: str, expected: bool) -> None:
    assert is_template(text, NOW) is expected


def test_a_failure_inside_the_library_costs_the_date_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OverflowError

    monkeypatch.setattr("scraper.dates.dateparser.parse", fails)
    assert parse_date("the twelfth day (12) of our May 2024", Witness.VISIBLE_TEXT, NOW) is None


def test_after_a_label_only_an_exact_day_counts() -> None:
    label = re.compile("closes")
    assert find_after("It closes in May 2024, or later", label, Witness.VISIBLE_TEXT, NOW) is None
    found = find_after("It closes in May 2024. It closes on 5 June 2024", label, Witness.VISIBLE_TEXT, NOW)
    assert str(found) == "2024-06-05"
