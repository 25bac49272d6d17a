"""One TOML table, key by key."""

import pytest

from scraper.errors import DefinitionError
from scraper.sources.table import Table


def table(**values: object) -> Table:
    return Table(values, "example.toml", "top.")


def test_the_keys_of_a_table_are_told_in_their_order() -> None:
    assert table(b=1, a=2).names() == ("b", "a")


def test_a_truth_value_is_false_when_it_is_not_there() -> None:
    assert table().flag("render") is False
    assert table(render=True).flag("render") is True


@pytest.mark.parametrize("value", ["true", 1, None, []])
def test_what_is_no_truth_value_is_refused_with_file_and_key(value: object) -> None:
    with pytest.raises(DefinitionError, match=r"^example\.toml: top\.render: must be true or false, not "):
        table(render=value).flag("render")
