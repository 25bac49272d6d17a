"""What channels said of a page before and after it was read."""

from datetime import date

from scraper.intake.statements import as_heard
from scraper.items import DateFact, Fact, PageHints
from scraper.outcomes import Precision, Witness

SAID = PageHints(
    title="What families said",
    witness=Witness.FEED,
    published=DateFact(date(2026, 11, 19), Precision.DAY, Witness.FEED),
    authors=("Jo Sample",),
    site_names=("Example Voice",),
)


def told(*facts: tuple[str, str, Witness]) -> list[dict[str, object]]:
    return [Fact(field, value, witness).as_json() for field, value, witness in facts]


def test_what_a_feed_said_before_the_page_was_read_is_heard_again() -> None:
    facts = told(
        ("title", "What families said", Witness.HEADING),
        ("title", "What families said", Witness.FEED),
        ("published", "2026-11-18", Witness.META),
        ("published", "2026-11-19", Witness.FEED),
        ("author", "Jo Sample", Witness.FEED),
    )
    assert as_heard(SAID, facts) == SAID


def test_what_a_feed_said_only_later_is_not_heard_where_the_page_spoke() -> None:
    facts = told(
        ("title", "What families said", Witness.HEADING),
        ("published", "2026-11-18", Witness.META),
        ("author", "Ada Case", Witness.META),
    )
    assert as_heard(SAID, facts) == PageHints(site_names=("Example Voice",))


def test_where_nobody_spoke_a_later_statement_counts() -> None:
    assert as_heard(SAID, told(("kind", "news", Witness.GUESS))) == SAID


def test_what_a_file_said_is_not_what_its_page_said() -> None:
    (fact,) = told(("published", "2026-11-18", Witness.PDF_INFO))
    assert as_heard(SAID, [fact | {"of": "https://example.org/a.pdf"}]) == SAID
