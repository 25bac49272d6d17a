"""What every witness said is kept, with how sure it is; the fact of the date stays true."""

from datetime import date
from typing import Any

from sqlalchemy import select

from scraper.intake.admit import admit
from scraper.items import Fact
from scraper.outcomes import Confidence, Precision, Verdict, Witness
from scraper.storage.engine import Database
from scraper.storage.facts import chosen_one, settled
from scraper.storage.models import Page, Publication
from tests.factories import NOW, WORDS, day, page_read, publication
from tests.intake.test_admit import make_page

SAID = (
    Fact("published", "2026-11-20", Witness.META, Precision.DAY, Confidence.MEDIUM, chosen=True),
    Fact("published", "2026-11-18", Witness.URL, Precision.DAY, Confidence.LOW),
    Fact("deadline", "2027-02-05", Witness.VISIBLE_TEXT, Precision.DAY, Confidence.MEDIUM, chosen=True),
    Fact("organisation", "Kind Trust", Witness.META, confidence=Confidence.MEDIUM, chosen=True),
    Fact("summary", "In short.", Witness.VISIBLE_TEXT, confidence=Confidence.MEDIUM, chosen=True),
)


def tell(database: Database, page: Page, **changes: Any) -> Verdict | None:
    with database.writing() as session:
        found = publication(**({"url": page.url} | changes))
        return admit(session, page_read(page, found), NOW, 42).verdict


def facts(database: Database) -> list[dict[str, Any]]:
    with database.reading() as session:
        return session.scalars(select(Publication)).one().facts


def test_facts_are_kept_with_witness_precision_and_confidence(database: Database) -> None:
    tell(database, make_page(database, "/a"), facts=SAID)
    kept = facts(database)
    assert kept[1] == {
        "field": "published",
        "value": "2026-11-18",
        "witness": "url",
        "precision": "day",
        "confidence": "low",
        "chosen": False,
    }
    assert settled(kept) == {
        "published_confidence": "medium",
        "deadline": "2027-02-05",
        "event": None,
        "organisations": ["Kind Trust"],
        "summary": "In short.",
    }


def test_an_update_keeps_the_first_date_s_fact_as_the_chosen_one(database: Database) -> None:
    page = make_page(database, "/a")
    tell(database, page, facts=SAID)
    again = make_page(database, "/a", version="#version=2")
    later = Fact("published", "2026-11-22", Witness.JSON_LD, Precision.DAY, Confidence.HIGH, chosen=True)
    changed = {"published": day(date(2026, 11, 22), Witness.JSON_LD), "text": f"{WORDS} {WORDS[:90]} anew."}
    assert tell(database, again, url=page.url, facts=(later,), **changed) is Verdict.UPDATED
    kept = facts(database)
    assert chosen_one(kept, "published") == SAID[0].as_json()
    assert [fact["value"] for fact in kept if fact["field"] == "published"] == ["2026-11-22", "2026-11-20"]


def test_a_date_that_only_a_sitemap_states_is_a_chosen_fact_of_low_confidence(database: Database) -> None:
    stated = day(date(2026, 11, 19), Witness.SITEMAP)
    tell(database, make_page(database, "/a"), published=stated, facts=())
    assert chosen_one(facts(database), "published") == {
        "field": "published",
        "value": "2026-11-19",
        "witness": "sitemap",
        "precision": "day",
        "confidence": "low",
        "chosen": True,
    }
