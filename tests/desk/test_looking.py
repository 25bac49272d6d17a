"""Who else has the same thing open."""

from datetime import timedelta

from sqlalchemy import select

from scraper.desk.looking import LASTS, Looker, Place, look_at, others_at
from scraper.storage.desk_models import Looking
from scraper.storage.engine import Database
from tests.factories import NOW

MINUTE = timedelta(minutes=1)


def test_others_are_told_since_when_they_look_and_nobody_is_told_of_herself(database: Database) -> None:
    with database.writing() as session:
        look_at(session, Place.ITEM, 7, "bob", NOW)
        look_at(session, Place.ITEM, 7, "anna", NOW)
        look_at(session, Place.ITEM, 7, "bob", NOW + MINUTE)
        look_at(session, Place.ITEM, 8, "carol", NOW)
        look_at(session, Place.ENTRY, 7, "dora", NOW)
        assert others_at(session, Place.ITEM, 7, "anna", NOW + MINUTE) == (Looker("bob", NOW),)
        assert [each.name for each in others_at(session, Place.ITEM, 7, "eve", NOW + MINUTE)] == [
            "anna",
            "bob",
        ]


def test_who_says_nothing_for_two_minutes_is_forgotten(database: Database) -> None:
    with database.writing() as session:
        look_at(session, Place.ITEM, 7, "bob", NOW)
        assert others_at(session, Place.ITEM, 7, "anna", NOW + LASTS) != ()
        assert others_at(session, Place.ITEM, 7, "anna", NOW + LASTS + MINUTE) == ()
        look_at(session, Place.ENTRY, 1, "anna", NOW + LASTS + MINUTE)
        assert list(session.scalars(select(Looking.actor))) == ["anna"]
