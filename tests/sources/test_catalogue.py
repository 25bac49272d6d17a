"""The bundled definitions and the user's own, read together; one bad file never costs another."""

from pathlib import Path

from scraper.sources.catalogue import Catalogue, catalogue_table, load_catalogue
from scraper.sources.definition import parse_definition

BUNDLED = len(load_catalogue(None).definitions)
DOCUMENT = Path(__file__).parents[2] / "docs" / "catalogue.md"

OWN = """
slug = "{slug}"
name = "{name}"
home = "https://own.example/"

[[channels]]
name = "feed"
strategy = "feed"
url = "https://own.example/feed"
"""


def write(folder: Path, file: str, slug: str, name: str = "Own") -> None:
    (folder / file).write_text(OWN.format(slug=slug, name=name), encoding="utf-8")


def test_without_a_folder_the_bundled_definitions_are_the_catalogue() -> None:
    catalogue = load_catalogue(None)
    assert catalogue.refused == ()
    assert "cease" in catalogue.definitions


def test_a_folder_that_does_not_exist_adds_nothing(tmp_path: Path) -> None:
    assert load_catalogue(tmp_path / "none") == load_catalogue(None)


def test_a_users_definition_joins_the_bundled_ones_in_the_order_of_slugs(tmp_path: Path) -> None:
    write(tmp_path, "own.toml", "a-charity")
    (tmp_path / "notes.txt").write_text("not a definition", encoding="utf-8")
    catalogue = load_catalogue(tmp_path)
    assert list(catalogue.definitions) == sorted(catalogue.definitions)
    assert len(catalogue.definitions) == BUNDLED + 1


def test_a_users_definition_replaces_the_bundled_one_of_its_slug(tmp_path: Path) -> None:
    write(tmp_path, "any-name.toml", "cease", name="My CEASE")
    catalogue = load_catalogue(tmp_path)
    assert catalogue.definitions["cease"].name == "My CEASE"
    assert len(catalogue.definitions) == BUNDLED


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    text = OWN.format(slug="own", name="Own").strip()
    (tmp_path / "own.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert load_catalogue(tmp_path).definitions["own"].name == "Own"


def test_bad_files_are_all_reported_and_lose_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, "good.toml", "good")
    write(tmp_path, "second.toml", "good", name="Second")
    write(tmp_path, "slug.toml", "Not A Slug")
    (tmp_path / "cease.toml").write_text('slug = "cease"\n', encoding="utf-8")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "latin.toml").write_bytes(b"name = '\xe9'")
    catalogue = load_catalogue(tmp_path)
    assert [str(error).split(":")[0] for error in catalogue.refused] == [
        "cease.toml",
        "folder.toml",
        "latin.toml",
        "second.toml",
        "slug.toml",
    ]
    assert "slug: 'good' stands in another file too" in str(catalogue.refused[3])
    assert "cannot be read" in str(catalogue.refused[1])
    assert catalogue.definitions["good"].name == "Own"
    assert catalogue.definitions["cease"].name == "CEASE"
    assert len(catalogue.definitions) == BUNDLED + 1


def test_the_table_in_the_documents_is_that_of_the_bundled_definitions() -> None:
    assert DOCUMENT.read_text(encoding="utf-8").endswith("\n\n" + catalogue_table(load_catalogue(None)))


def test_the_table_tells_fallbacks_apart_and_keeps_its_cells() -> None:
    text = OWN.format(slug="own", name="Own | Other") + 'role = "fallback"\nverified = "2026-09"\n'
    definition = parse_definition('nations = ["Wales", "England"]\n' + text, "own.toml")
    table = catalogue_table(Catalogue({"own": definition}, ()))
    assert table.splitlines() == [
        "| slug | name | nation | channels | verified |",
        "| --- | --- | --- | --- | --- |",
        r"| own | Own \| Other | Wales, England | [feed (feed)] | unverified |",
    ]
