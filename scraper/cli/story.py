"""`gleaner story`."""

import getpass
from typing import Any

import click

from scraper.cli.frame import Frame, json_option, print_json
from scraper.desk.stories import merge, show_story, split


@click.group()
def story() -> None:
    """What tells of one thing, and why: put together, taken apart. IDs are those of candidates."""


@story.command("show")
@click.argument("candidate_id", metavar="ID", type=int)
@json_option
@click.pass_obj
def show(frame: Frame, candidate_id: int, as_json: bool) -> None:
    """The story a candidate stands in, with the evidence."""
    with frame.database.reading() as session:
        shown = show_story(session, candidate_id)
    tell(frame, shown, as_json)


@story.command("merge")
@click.argument("ids", metavar="ID ID...", nargs=-1, type=int, required=True)
@json_option
@click.pass_obj
def merge_stories(frame: Frame, ids: tuple[int, ...], as_json: bool) -> None:
    """Put the stories of candidates together. `gleaner queue undo` takes it back."""
    with frame.database.writing() as session:
        merge(session, ids, actor=getpass.getuser(), via="cli", now=frame.clock())
        shown = show_story(session, ids[0])
    tell(frame, shown, as_json)


@story.command("split")
@click.argument("ids", metavar="ID...", nargs=-1, type=int, required=True)
@json_option
@click.pass_obj
def split_story(frame: Frame, ids: tuple[int, ...], as_json: bool) -> None:
    """Take candidates out of their story, for good. `gleaner queue undo` takes it back."""
    with frame.database.writing() as session:
        split(session, ids, actor=getpass.getuser(), via="cli", now=frame.clock())
        shown = show_story(session, ids[0])
    tell(frame, shown, as_json)


def tell(frame: Frame, shown: dict[str, Any], as_json: bool) -> None:
    """A story in words or as JSON."""
    if as_json:
        print_json(shown)
        return
    frame.table(
        ("ID", "PUBLISHED", "KIND", "SOURCE", "TITLE"),
        [
            (row["id"], row["published"] or "date unknown", row["kind"], row["source_name"], row["title"])
            for row in shown["members"]
        ],
        f"Story {shown['story'] or 'of one'}",
    )
    for edge in shown["evidence"]:
        one, other = edge["between"]
        frame.say(f"{one} and {other}: {edge['words']}")
    for row in shown["suggestions"]:
        frame.say(f"Perhaps {row['id']} too: {row['title']} ({row['words']})")
