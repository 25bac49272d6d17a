from typing import Any

import pytest

from scraper.cli.sources import health_in_words


def channel(name: str, state: str | None) -> dict[str, Any]:
    return {"name": name, "health": None if state is None else {"state": state}}


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ({"feed": "ok", "news": "ok"}, "ok"),
        ({"feed": "ok", "news": "changed"}, "changed: news"),
        ({"feed": "failing", "news": "changed", "map": "failing"}, "failing: feed, map; changed: news"),
        ({"feed": None, "news": "ok"}, "ok"),
        ({"feed": None}, ""),
        ({}, ""),
    ],
)
def test_a_source_names_the_channels_that_are_not_well(states: dict[str, str | None], words: str) -> None:
    assert health_in_words([channel(name, state) for name, state in states.items()]) == words
