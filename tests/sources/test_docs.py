"""The walkthrough names every key and every word a definition may use, and its example works."""

import re
from datetime import date
from pathlib import Path

import pytest

from scraper.errors import DefinitionError
from scraper.outcomes import Kind, Nation, Strategy
from scraper.sources.definition import KEYS, Role, parse_definition

WALKTHROUGH = (Path(__file__).parents[2] / "docs" / "add-a-source.md").read_text(encoding="utf-8")
HEADINGS = {
    "": "## Keys of the source",
    "overrides": "### `[[overrides]]`",
    "kinds": "### `[[kinds]]`",
    "expectations": "### `[expectations]`",
    "channels": "### `[[channels]]`",
    "channels.rules": "### `[channels.rules]`",
}


def section(heading: str) -> str:
    return re.split(r"^#+ ", WALKTHROUGH.split(f"\n{heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def row(heading: str, key: str) -> str:
    return next(line for line in section(heading).splitlines() if line.startswith(f"| `{key}` "))


@pytest.mark.parametrize("table", KEYS)
def test_every_key_stands_in_the_reference_and_no_other(table: str) -> None:
    written = re.findall(r"^\| `(\w+)` ", section(HEADINGS[table]), flags=re.MULTILINE)
    assert sorted(written) == sorted(KEYS[table])


@pytest.mark.parametrize(
    ("table", "key", "words"),
    [
        ("", "nations", Nation),
        ("kinds", "kind", Kind),
        ("channels", "strategy", Strategy),
        ("channels", "role", Role),
    ],
)
def test_closed_lists_are_spelled_out(
    table: str, key: str, words: type[Kind | Nation | Role | Strategy]
) -> None:
    line = row(HEADINGS[table], key)
    assert all(word in line for word in words)


def test_the_example_is_a_definition_and_takes_the_patterns_shown_later() -> None:
    blocks = re.findall(r"```toml\n(.*?)```", WALKTHROUGH, flags=re.DOTALL)
    example, patterns, overrides = (re.sub(r"^ {3}", "", block, flags=re.MULTILINE) for block in blocks)
    definition = parse_definition(patterns + example + overrides, "example.toml")
    assert definition.slug == "example"
    assert len(definition.publications) == 1
    assert [override.since for override in definition.overrides] == [None, date(2026, 9, 1)]


def test_the_error_shown_is_the_error_raised() -> None:
    example = re.search(r"```toml\n(.*?)```", WALKTHROUGH, flags=re.DOTALL)
    assert example is not None
    text = re.sub(r"^ {3}", "", example.group(1), flags=re.MULTILINE).replace('"listing"', '"rss"')
    with pytest.raises(DefinitionError) as caught:
        parse_definition(text, "example.toml")
    assert f"    {caught.value}\n" in WALKTHROUGH
