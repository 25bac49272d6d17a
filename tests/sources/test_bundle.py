"""Several definitions in one TOML file: nothing is lost, one bad definition never costs another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import DefinitionError
from scraper.sources.bundle import LONGEST_BUNDLE, from_toml, to_toml
from scraper.sources.catalogue import load_catalogue
from scraper.sources.definition import SourceDefinition, dump_definition
from tests.sources.generated import DEFINITIONS

BUNDLED = list(load_catalogue(None).definitions.values())
CEASE = load_catalogue(None).definitions["cease"]
BUNDLES = st.lists(DEFINITIONS, min_size=1, max_size=3, unique_by=lambda each: each.slug)


def test_the_bundled_catalogue_survives_being_one_file() -> None:
    read = from_toml(to_toml(BUNDLED))
    assert list(read.definitions.values()) == BUNDLED
    assert read.refused == ()


@given(BUNDLES)
def test_a_bundle_reads_back_equal(definitions: list[SourceDefinition]) -> None:
    assert list(from_toml(to_toml(definitions)).definitions.values()) == definitions


def test_a_plain_definition_file_is_a_bundle_of_one() -> None:
    assert list(from_toml(dump_definition(CEASE)).definitions.values()) == [CEASE]


def test_a_bundle_of_nothing_holds_nothing() -> None:
    with pytest.raises(DefinitionError, match=r"import\.toml: name: missing"):
        from_toml(to_toml([]))


def test_a_bad_definition_and_a_second_of_one_slug_are_refused_alone() -> None:
    bad = '[[source]]\nname = "Bad"\nslug = "No Slug"\nhome = "https://bad.example/"\n\n'
    read = from_toml(bad + to_toml([CEASE, CEASE]), "mine.toml")
    assert list(read.definitions.values()) == [CEASE]
    assert str(read.refused[0]).startswith("mine.toml: source.Bad.slug: must be at most 80")
    assert str(read.refused[1]) == "mine.toml: slug: 'cease' stands there twice"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("not toml", "x.toml: TOML: "),
        ("source = 1", "x.toml: source: must be tables"),
        ("source = [1]", "x.toml: source: must be a table, not 1"),
        ("sources = []\n[[source]]\n", "x.toml: sources: unknown key, did you mean 'source'?"),
        ("#" * (LONGEST_BUNDLE + 1), "x.toml: file: longer than 5,000,000 characters"),
    ],
)
def test_a_file_of_another_shape_is_refused_in_words(text: str, reason: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        from_toml(text, "x.toml")
    assert str(caught.value).startswith(reason)
