"""`gleaner sources checked`: a person looked at a source herself."""

import getpass
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from scraper.cli.frame import Frame, json_option, print_json
from scraper.polling.statement import note_check
from scraper.polling.statement_text import day as day_in_words


@click.command("checked")
@click.argument("slug")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="When it was, if not today.")
@click.option("--note", default="", help="What you found.")
@json_option
@click.pass_obj
def checked_by_hand(frame: Frame, slug: str, day: datetime | None, note: str, as_json: bool) -> None:
    """Write down that you looked at a source yourself; the coverage statement says so."""
    zone, actor = ZoneInfo(frame.settings.timezone), getpass.getuser()
    with frame.database.writing() as session:
        wanted = day.date() if day is not None else None
        check = note_check(session, slug, wanted, frame.clock(), zone, actor=actor, note=note.strip())
        at, told = check.at, {"source": slug, "at": check.at, "actor": check.actor, "note": check.note}
    if as_json:
        print_json(told)
        return
    frame.say(f"{slug} was checked by hand on {day_in_words(at.astimezone(zone).date())}.")
