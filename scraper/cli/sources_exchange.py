"""`gleaner sources import`, `export` and `edit`: definitions as files."""

from pathlib import Path

import click
from sqlalchemy import select

from scraper.cli.frame import Frame, complain
from scraper.cli.sources_add import keep
from scraper.errors import ActionRefusedError, DefinitionError, NotFoundError
from scraper.outcomes import SourceState
from scraper.polling.defining import edited_definition, folder_of
from scraper.polling.watching import find_source, watcher_of
from scraper.sources.bundle import from_toml, to_toml
from scraper.sources.catalogue import Catalogue
from scraper.sources.definition import SourceDefinition, dump_definition, parse_definition
from scraper.sources.opml import from_opml, to_opml
from scraper.storage.models import Source


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def import_sources(frame: Frame, file: Path) -> None:
    """Watch what a file lists: OPML of any feed reader, or definitions as TOML."""
    catalogue = read_file(file)
    for error in catalogue.refused:
        complain(error)
    added = known = 0
    for definition in catalogue.definitions.values():
        reason = why_not(frame, definition)
        if reason:
            complain(f"{definition.slug}: {reason}")
        elif same_as_known(frame, definition):
            known += 1
        else:
            keep(frame, definition)
            added += 1
    frame.say(f"{added} sources added, {known} known already.")
    if not added and not known:
        raise ActionRefusedError(f"{file}: nothing in it could be used")


def read_file(file: Path) -> Catalogue:
    """The definitions of a file, OPML or TOML by its first character.

    Raises:
        DefinitionError: the file as a whole cannot be used.
    """
    try:
        data = file.read_bytes().removeprefix(b"\xef\xbb\xbf")
        if data.lstrip().startswith(b"<"):
            return from_opml(data, file.name)
        return from_toml(data.decode("utf-8"), file.name)
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(f"{file.name}: file: cannot be read: {error}") from error


def why_not(frame: Frame, definition: SourceDefinition) -> str:
    """What speaks against adding a definition: another of its name, or its channels watched by another."""
    with frame.database.reading() as session:
        row = session.scalar(select(Source).where(Source.slug == definition.slug))
        if row is not None and dump_definition(definition) not in {row.definition, row.repaired}:
            return "there is a source of this slug with another definition"
        watcher = watcher_of(session, [channel.url for channel in definition.channels])
        if watcher is not None and watcher.slug != definition.slug:
            return f"already watched as {watcher.slug}"
    return ""


def same_as_known(frame: Frame, definition: SourceDefinition) -> bool:
    """Whether the source is there, defined the same."""
    with frame.database.reading() as session:
        return session.scalar(select(Source.id).where(Source.slug == definition.slug)) is not None


@click.command("export")
@click.argument("slugs", nargs=-1, metavar="[SOURCE]...")
@click.option("--format", "form", type=click.Choice(["opml", "toml"]), default="opml", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; else printed.")
@click.pass_obj
def export_sources(frame: Frame, slugs: tuple[str, ...], form: str, out: Path | None) -> None:
    """The definitions of the named sources, or of all that are not retired, as one file."""
    definitions = definitions_to_export(frame, slugs)
    data = to_opml(definitions) if form == "opml" else to_toml(definitions).encode()
    if out is None:
        click.echo(data, nl=False)
        return
    try:
        out.write_bytes(data)
    except OSError as error:
        raise NotFoundError(f"{out}: cannot be written: {error.strerror or error}") from error
    frame.say(f"{len(definitions)} sources written to {out}.")


def definitions_to_export(frame: Frame, slugs: tuple[str, ...]) -> list[SourceDefinition]:
    """The definitions as the sources are read by, repairs included.

    Raises:
        NotFoundError: a named source does not exist.
    """
    with frame.database.reading() as session:
        if slugs:
            rows = [find_source(session, slug) for slug in dict.fromkeys(slugs)]
        else:
            all_kept = select(Source).where(Source.state != SourceState.RETIRED).order_by(Source.slug)
            rows = list(session.scalars(all_kept))
        return [parse_definition(row.repaired or row.definition, row.slug) for row in rows]


@click.command("edit")
@click.argument("slug")
@click.pass_obj
def edit_source(frame: Frame, slug: str) -> None:
    """Change a definition in $EDITOR; one that cannot be used is refused and kept beside the old one."""
    with frame.database.reading() as session:
        source = find_source(session, slug)
        text = source.repaired or source.definition
    edited = click.edit(text, extension=".toml")
    if edited is None or edited == text:
        frame.say("Nothing was changed.")
        return
    try:
        definition = edited_definition(edited, slug)
    except DefinitionError as error:
        aside = folder_of(frame.settings) / f"{slug}.refused"
        aside.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(edited, encoding="utf-8")
        raise ActionRefusedError(f"{error} (your text is in {aside})") from error
    frame.say(f"Changed {slug}; its definition is {keep(frame, definition)}.")
