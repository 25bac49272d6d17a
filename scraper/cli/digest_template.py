"""`gleaner digest template`: how a house's mailings look."""

from pathlib import Path

import click

from scraper.cli.frame import Frame
from scraper.digest.exporting.house_templates import OWN, use_template, versions_of
from scraper.errors import ActionRefusedError, NotFoundError


@click.group("template")
def template() -> None:
    """Templates of your own for the forms that have one."""


@template.command("list")
@click.pass_obj
def list_templates(frame: Frame) -> None:
    """Every version, the one in force last."""
    rows = [
        (name, number, file)
        for name in OWN
        for number, file in sorted(versions_of(frame.settings.home, name).items())
    ]
    if not rows:
        frame.say(f"There are none: {', '.join(OWN)} go out as Gleaner's own templates have them.")
        return
    frame.table(("FORMAT", "VERSION", "FILE"), rows)


@template.command("use")
@click.argument("name", metavar="FORMAT", type=click.Choice(list(OWN)))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def use(frame: Frame, name: str, file: Path) -> None:
    """Check a template (Jinja) with sample issues, and use it from now on."""
    try:
        source = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ActionRefusedError(f"cannot read {file}: {error}") from error
    kept = use_template(frame.settings.home, name, source)
    frame.say(f"{name} goes out by {kept} from now on.")


@template.command("back")
@click.argument("name", metavar="FORMAT", type=click.Choice(list(OWN)))
@click.argument("version", type=int)
@click.pass_obj
def back(frame: Frame, name: str, version: int) -> None:
    """Use an earlier version again."""
    versions = versions_of(frame.settings.home, name)
    if version not in versions:
        raise NotFoundError(f"{name} has no version {version}: `gleaner digest template list` shows them")
    kept = use_template(frame.settings.home, name, versions[version].read_text(encoding="utf-8"))
    frame.say(f"{name} goes out by version {version} again, as {kept}.")
