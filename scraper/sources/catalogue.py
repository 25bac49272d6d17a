"""All definitions together: the bundled ones and the user's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from scraper.errors import DefinitionError
from scraper.sources.definition import Role, SourceDefinition, parse_definition

#: The package folder of the bundled definitions.
BUNDLED = "definitions"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Who we watch.

    Attributes:
        definitions: by slug, in the order of the slugs.
        refused: one error for every file that could not be used; the others are not touched by it.
    """

    definitions: dict[str, SourceDefinition]
    refused: tuple[DefinitionError, ...]


def load_catalogue(extra: Path | None) -> Catalogue:
    """The bundled definitions and those in the folder `extra`.

    A file of the user's replaces the bundled definition of the same slug; when it is refused, the bundled
    one stays. A folder that does not exist holds nothing, and that is the usual case.
    """
    bundled = _load(files("scraper.sources").joinpath(BUNDLED).iterdir())
    own = _load(extra.iterdir()) if extra is not None and extra.is_dir() else Catalogue({}, ())
    merged = bundled.definitions | own.definitions
    return Catalogue(dict(sorted(merged.items())), bundled.refused + own.refused)


def gathered(read: Iterable[SourceDefinition | DefinitionError], file: str) -> Catalogue:
    """What was read of one file that holds several definitions, in its order.

    Of two definitions with one slug the first is kept, the second is among the refused.
    """
    definitions: dict[str, SourceDefinition] = {}
    refused: list[DefinitionError] = []
    for each in read:
        if isinstance(each, DefinitionError):
            refused.append(each)
        elif definitions.setdefault(each.slug, each) is not each:
            refused.append(DefinitionError(f"{file}: slug: {each.slug!r} stands there twice"))
    return Catalogue(definitions, tuple(refused))


def catalogue_table(catalogue: Catalogue) -> str:
    """The catalogue as a Markdown table: slug, name, nation, channels, when they were last seen to work.

    A channel is shown as its name and strategy, a fallback in brackets.
    """
    rows = [
        (each.slug, each.name, ", ".join(each.nations), _channels(each), each.verified)
        for each in catalogue.definitions.values()
    ]
    head = ("slug", "name", "nation", "channels", "verified")
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def _channels(definition: SourceDefinition) -> str:
    shown = [(f"{each.name} ({each.strategy})", each.role) for each in definition.channels]
    return ", ".join(f"[{text}]" if role is Role.FALLBACK else text for text, role in shown)


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|")


def _load(folder: Iterable[Traversable]) -> Catalogue:
    """Every definition of one folder. Of two files with one slug the first by name is kept."""
    definitions: dict[str, SourceDefinition] = {}
    refused: list[DefinitionError] = []
    for file in sorted(folder, key=lambda each: each.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            definition = _read(file)
        except DefinitionError as error:
            refused.append(error)
            continue
        if definitions.setdefault(definition.slug, definition) is not definition:
            reason = f"slug: {definition.slug!r} stands in another file too"
            refused.append(DefinitionError(f"{file.name}: {reason}"))
    return Catalogue(definitions, tuple(refused))


def _read(file: Traversable) -> SourceDefinition:
    try:
        text = file.read_bytes().decode("utf-8-sig")  # some editors put a byte order mark first
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(f"{file.name}: file: cannot be read: {error}") from error
    return parse_definition(text, file.name)
