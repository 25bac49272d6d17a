from pathlib import Path

import pytest
import sqlalchemy as sa

from scraper.errors import ActionRefusedError, DefinitionError
from scraper.outcomes import SourceState
from scraper.polling.defining import DEFINED, edited_definition, keep_definition, line_of
from scraper.polling.watching import ask_now
from scraper.storage.desk_models import Event
from scraper.storage.engine import Database
from scraper.storage.models import Source
from tests.factories import DEFINITION, NOW, make_source

TEXT = DEFINITION.format(slug="example")


def complaint_about(text: str) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        edited_definition(text, "example")
    return caught.value


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (TEXT.replace('strategy = "feed"', 'strategy = "food"'), 11),
        (TEXT.replace("/feed/", "/feed/ x"), 12),
        (TEXT.replace('strategy = "feed"\n', ""), 9),  # the head of the table that lacks it
        (TEXT.replace('name = "feed"\n', ""), 9),
        (TEXT.replace('home = "https', 'home = "ftp'), 4),
        (TEXT.replace("name =", "nome =", 1), 3),
        (TEXT + "[expectations]\nusual_gap_days = 0\n", 14),
        (TEXT.replace('strategy = "feed"', "strategy = feed"), 11),  # no TOML
        (TEXT.replace('slug = "example"', 'slug = "other"'), 2),
        (TEXT.replace('name = "Example Voice"\n', ""), None),  # nothing stands there
    ],
)
def test_a_complaint_is_led_back_to_its_line(wrong: str, line: int | None) -> None:
    assert line_of(wrong, complaint_about(wrong)) == line


def test_a_complaint_about_no_key_has_no_line() -> None:
    assert line_of(TEXT, DefinitionError("it cannot be read")) is None


def test_a_changed_definition_is_a_file_and_an_event_an_unchanged_one_is_none(
    database: Database, tmp_path: Path
) -> None:
    with database.writing() as session:
        before = make_source(session).definition
    changed = edited_definition(before.replace("Example Voice", "Voice of Examples"), "example")
    for _ in range(2):
        with database.writing() as session:
            path = keep_definition(session, tmp_path / "sources", changed, NOW, actor="ada", via="web")
    with database.reading() as session:
        event = session.scalars(sa.select(Event).where(Event.action == DEFINED)).one()
        source = session.scalars(sa.select(Source)).one()
        assert source.name == "Voice of Examples"
        assert (event.actor, event.via, event.before) == ("ada", "web", {"definition": before})
        assert event.after == {"definition": path.read_text()} == {"definition": source.definition}


def test_a_source_that_is_asked_for_is_due_at_once_and_says_who_asked(database: Database) -> None:
    with database.writing() as session:
        source = make_source(session)
        for channel in source.channels:
            channel.next_at = channel.host.next_at = NOW.replace(year=2027)
    with database.writing() as session:
        source = ask_now(session, "example", NOW, actor="ada", via="web")
        assert {(each.next_at, each.next_why) for each in source.channels} == {(NOW, "asked for by ada")}
        assert {each.host.next_at for each in source.channels} == {NOW}
        source.state = SourceState.PAUSED
        with pytest.raises(ActionRefusedError, match="resume it first"):
            ask_now(session, "example", NOW, actor="ada", via="web")
