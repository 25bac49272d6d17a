"""Several definitions in one TOML file, each under its own [[source]], for moving them between homes."""

from collections.abc import Iterable

from scraper.errors import DefinitionError
from scraper.sources.catalogue import Catalogue, gathered
from scraper.sources.definition import SourceDefinition, definition_in, dump_definition, parse_table

#: Name of the array of tables that holds the definitions.
SOURCE = "source"

#: Largest file read, in characters: some fifty times the bundled catalogue.
LONGEST_BUNDLE = 5_000_000


def to_toml(definitions: Iterable[SourceDefinition]) -> str:
    """The definitions as one TOML file; `from_toml` reads it back."""
    return "\n\n".join(dump_definition(each, under=SOURCE) for each in definitions)


def from_toml(text: str, file: str = "import.toml") -> Catalogue:
    """The definitions of a file with [[source]] tables, or the one of a plain definition file.

    A definition that cannot be used is among the refused and costs none of the others.

    Args:
        text: TOML.
        file: name of the file it came from, for messages.

    Raises:
        DefinitionError: the file as a whole cannot be read: no TOML, too long, another shape.
    """
    if len(text) > LONGEST_BUNDLE:
        raise DefinitionError(f"{file}: file: longer than {LONGEST_BUNDLE:,} characters")
    top = parse_table(text, file)
    if not top.has(SOURCE):
        return gathered([definition_in(top)], file)
    top.refuse_unknown((SOURCE,))
    read: list[SourceDefinition | DefinitionError] = []
    for table in top.tables(SOURCE):
        try:
            read.append(definition_in(table))
        except DefinitionError as error:
            read.append(error)
    return gathered(read, file)
