from datetime import date

import pytest

from scraper.errors import DefinitionError
from scraper.items import Override
from scraper.sources.definition import dump_definition, page_hints, parse_definition

SOURCE = """slug = "example"
name = "Example Trust"
home = "https://www.example.org/"
[[channels]]
name = "news"
strategy = "listing"
url = "https://www.example.org/news"
"""
TABLE = """[[overrides]]
pattern = '/reports/\\d'
since = "2026-09-01"
until = "2026-12-31"
title = "h2.report-title"
published = ".issued"
authors = ".by"
text = "#body"
drop = [".poll", "aside > p"]
[[overrides]]
"""


def test_overrides_are_read_handed_on_and_written_again() -> None:
    definition = parse_definition(SOURCE + TABLE, "example.toml")
    assert definition.overrides == (
        Override(
            r"/reports/\d",
            date(2026, 9, 1),
            date(2026, 12, 31),
            "h2.report-title",
            ".issued",
            ".by",
            "#body",
            (".poll", "aside > p"),
        ),
        Override(),
    )
    assert page_hints(definition).overrides == definition.overrides
    assert parse_definition(dump_definition(definition), "") == definition


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ('since = "September"', 'overrides.1.since: must be a day such as "2026-09-30"'),
        ('since = "2026-09-02"\nuntil = "2026-09-01"', "overrides.1.until: lies before since"),
        ('text = "p["', "overrides.1.text: is no CSS selector"),
        ('drop = ["p["]', "overrides.1.drop: is no CSS selector"),
        ('pattern = "("', "overrides.1.pattern: is no regular expression"),
        ('kind = "news"', "overrides.1.kind"),
    ],
)
def test_what_cannot_be_used_is_refused_by_key(table: str, reason: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        parse_definition(f"{SOURCE}[[overrides]]\n{table}\n", "example.toml")
    assert reason in str(refused.value)
