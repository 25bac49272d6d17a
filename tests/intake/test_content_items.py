"""What a content item says of itself decides before its text does."""

from dataclasses import replace
from datetime import date

import pytest

from scraper.identity.match import Decision
from scraper.intake.content_items import is_withdrawn, last_stated, without_minor_edit
from scraper.items import Fact, Publication
from scraper.outcomes import Verdict, Witness
from scraper.storage.models import Publication as Row
from tests.factories import day, publication

UPDATED = Decision(Verdict.UPDATED, 7, ("text changed",), ("https://example.org/a",))
AT, LATER = "2026-11-20T09:30:00+00:00", "2026-11-21T09:30:00+00:00"


def told(at: str | None = None, withdrawn: bool = False) -> Publication:
    """A publication whose item states its last public update and its withdrawal."""
    facts = [Fact("public update", at, Witness.CONTENT_ITEM)] if at else []
    facts += [Fact("withdrawn", "2026-11-22: Out of date.", Witness.CONTENT_ITEM)] if withdrawn else []
    return publication(facts=tuple(facts))


def row(at: str | None = None, withdrawn: bool = False) -> Row:
    return Row(
        facts=[{"field": fact.field, "value": fact.value} for fact in told(at, withdrawn).facts],
    )


def test_a_text_changed_without_a_public_update_is_a_minor_edit() -> None:
    decision = without_minor_edit(UPDATED, row(AT), told(AT))
    assert (decision.verdict, decision.publication_id) == (Verdict.UNCHANGED, 7)
    assert decision.evidence == ("a minor edit: no public update",)
    assert decision.new_aliases == UPDATED.new_aliases


@pytest.mark.parametrize(
    ("known", "found"),
    [
        (row(AT), told(LATER)),
        (row(AT), told(AT, withdrawn=True)),
        (row(), told(AT)),
        (row(AT), told()),
        (row(), told()),
        (None, told(AT)),
    ],
)
def test_every_other_change_stays_an_update(known: Row | None, found: Publication) -> None:
    assert without_minor_edit(UPDATED, known, found) is UPDATED


def test_an_edit_of_what_was_withdrawn_before_is_minor_too() -> None:
    assert without_minor_edit(UPDATED, row(AT, True), told(AT, True)).verdict is Verdict.UNCHANGED


def test_other_verdicts_are_left_alone() -> None:
    new = Decision(Verdict.NEW)
    assert without_minor_edit(new, row(AT), told(AT)) is new


def test_only_the_item_itself_can_say_that_it_was_withdrawn() -> None:
    assert is_withdrawn(told(withdrawn=True))
    assert not is_withdrawn(told(AT))
    other = Fact("withdrawn", "by a page's words", Witness.VISIBLE_TEXT)
    assert not is_withdrawn(publication(facts=(other,)))


def test_an_update_counts_as_the_latest_day_only_where_it_is_known_to_be_material() -> None:
    old, lately = day(date(2014, 5, 29), Witness.CONTENT_ITEM), day(date(2026, 11, 20), Witness.CONTENT_ITEM)
    found = publication(published=old, updated=lately)
    assert last_stated(found) == lately
    assert last_stated(replace(found, updated=day(date(2026, 11, 20), Witness.META))) == old
    assert last_stated(replace(found, updated=None)) == old
