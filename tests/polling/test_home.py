"""A home is made ready when it is first opened, and left as it is when nothing changed."""

from pathlib import Path

import pytest

from scraper.config import load_settings
from scraper.errors import StorageError
from scraper.polling.home import Home, open_home
from tests.factories import DEFINITION, NOW


def opened(home: Path) -> Home:
    """The home as the next command finds it."""
    found = open_home(load_settings(home, {}, {}), NOW)
    found.database.close()
    return found


def test_a_new_home_gets_its_database_and_the_catalogue_once(tmp_path: Path) -> None:
    home = tmp_path / "some" / "home"
    first = opened(home)
    assert (home / "gleaner.db").is_file()
    assert (first.upgraded, first.refused) == (True, ())
    assert first.changed_sources > 50
    again = opened(home)
    assert (again.upgraded, again.changed_sources) == (False, 0)


def test_a_definition_that_is_refused_loses_no_other(tmp_path: Path) -> None:
    opened(tmp_path)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "example.toml").write_text(DEFINITION.format(slug="example"), encoding="utf-8")
    (tmp_path / "sources" / "broken.toml").write_text("slug = 1", encoding="utf-8")
    found = opened(tmp_path)
    assert found.changed_sources == 1
    assert ["broken.toml" in str(error) for error in found.refused] == [True]


def test_a_home_that_cannot_be_made_is_named_in_one_line(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "later", {}, {})
    (tmp_path / "later").write_text("in the way")
    with pytest.raises(StorageError, match=r"later: the home cannot be made: "):
        open_home(settings, NOW)
