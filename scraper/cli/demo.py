"""`gleaner demo`: the whole job on a bundled snapshot, without the network."""

import os
import sys
import webbrowser
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy import select

from scraper.archive.reader import ArchiveIndex
from scraper.archive.snapshot import read_issue, read_snapshot, write_warc
from scraper.cli.crawl import crawl_in_loop, print_tally
from scraper.cli.frame import Frame
from scraper.cli.serve import address_of, listen, serve
from scraper.crawl.runner import run_under_reactor
from scraper.crawl.tally import Tally
from scraper.desk.criteria import Criteria
from scraper.desk.queue import list_candidates
from scraper.desk.roles import Role
from scraper.digest.drafting import draft_entry
from scraper.digest.exporting import render
from scraper.digest.house import house_of
from scraper.digest.issues import add_candidate, begin_issue, load_issue, rewrite
from scraper.digest.model import DigestEntry, DigestLink
from scraper.errors import StorageError
from scraper.storage.account_models import Account
from scraper.storage.acts import By
from scraper.storage.desk_models import Issue
from scraper.storage.models import Channel, Source
from scraper.web.accounts import add_account, sign_out_everywhere
from scraper.web.door import Door

#: The snapshot shows the sites twice: as they were this long ago, and today.
A_WEEK = timedelta(days=7)
#: Who looks at the demo's desk.
DEMO = "demo"


@click.command()
@click.option("--no-serve", is_flag=True, help="End after printing the issue.")
@click.pass_obj
def demo(frame: Frame, no_serve: bool) -> None:
    """Crawl the bundled snapshot offline, make a sample issue, print it, and serve the desk.

    Give --home a folder of its own: the demo's publications would stand among yours.
    """
    today = frame.clock().astimezone(ZoneInfo(frame.settings.timezone)).date()
    tallies = run_under_reactor(lambda: crawl_phases(frame, today))
    frame.say("Eight sites, from the bundled snapshot; nothing was fetched from the network.")
    for name, tally in tallies:
        frame.say(f"\n{name}")
        print_tally(frame, tally)
    show_queue(frame)
    issue_id = make_issue(frame, today)
    with frame.database.reading() as session:
        frame.say(f"\nIssue {issue_id}, as text:\n")
        click.echo(render(load_issue(session, issue_id), "text").decode(), nl=False)
    if not no_serve:
        show_desk(frame)


def show_desk(frame: Frame) -> None:
    """Serve the desk to one browser on this machine until Ctrl+C; its account is of no use afterwards."""
    account_id = demo_account(frame)
    listening, door = listen("127.0.0.1", 0), Door(account_id)
    address = f"{address_of(listening)}enter/{door.word}"
    frame.say(f"\nLook further at the desk, until Ctrl+C ends it: {address}")
    frame.say(f"Or here: gleaner --home {frame.settings.home} queue list, queue show ID, digest export 1 …")
    if has_display():
        webbrowser.open(address)
    try:
        serve(frame, listening, door)
    finally:
        with frame.database.writing() as session:
            sign_out_everywhere(session, account_id)


def demo_account(frame: Frame) -> int:
    """The account that the demo's browser has: without a password nobody signs in with it."""
    with frame.database.writing() as session:
        account = session.scalar(select(Account).where(Account.name == DEMO))
        return (account or add_account(session, DEMO, Role.ADMIN, None, frame.clock())).id


def has_display() -> bool:
    """Whether a browser's window would be seen by somebody."""
    named = (os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return sys.platform in {"darwin", "win32"} or any(named)


async def crawl_phases(frame: Frame, today: date) -> list[tuple[str, Tally]]:
    """Crawl last week's state and today's; only today's when last week's was crawled before."""
    clock = frame.clock
    folder = frame.settings.home / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    earlier, present = folder / "last-week.warc.gz", folder / "today.warc.gz"
    told = []
    if not present.exists():
        pack(earlier, today, 1, clock() - A_WEEK)
        told.append(("A week ago", await crawl_archive(frame, earlier, lambda: clock() - A_WEEK)))
        pack(present, today, 2, clock())
    told.append(("Today", await crawl_archive(frame, present, clock)))
    return told


async def crawl_archive(frame: Frame, archive: Path, clock: Callable[[], datetime]) -> Tally:
    """One run over the sources that an archive knows, answered from it."""
    index = ArchiveIndex(archive)
    with frame.database.reading() as session:
        rows = session.execute(select(Source.slug, Channel.url).join(Channel).order_by(Source.slug))
        slugs = tuple(dict.fromkeys(row.slug for row in rows if row.url in index))
    return await crawl_in_loop(frame, clock, slugs, replay=archive)


def pack(path: Path, today: date, phase: int, at: datetime) -> None:
    """Pack one phase of the snapshot, whole or not at all; one already packed is kept."""
    if path.exists():
        return
    unfinished = path.with_suffix(".unfinished")
    write_warc(read_snapshot(today, phase), unfinished, at)
    unfinished.replace(path)


def show_queue(frame: Frame) -> None:
    """How many candidates wait, and a few of them."""
    with frame.database.reading() as session:
        waiting = list_candidates(session, Criteria(status=None), frame.clock())
    frame.say(f"\n{len(waiting)} candidates are in the queue, the newest of them:")
    frame.table(
        ("ID", "PUBLISHED", "KIND", "SOURCE", "TITLE"),
        [
            (row["id"], row["published"] or "date unknown", row["kind"], row["source_name"], row["title"])
            for row in waiting[:12]
        ],
    )


def make_issue(frame: Frame, today: date) -> int:
    """The sample issue, made from candidates; the one there is when the demo ran here before."""
    now, house = frame.clock(), house_of(frame.settings.home)
    with frame.database.writing() as session:
        made = session.scalars(select(Issue.id).order_by(Issue.id)).first()
        if made is not None:
            return made
        found = list_candidates(session, Criteria(status=None), now)
        ids = {url: row["id"] for row in found for url in row["urls"]}
        by = By("demo", "cli", now)
        issue_id = begin_issue(session, today, by).id
        for said in read_issue(today)["entries"]:
            linked = [candidate_of(ids, link["url"]) for link in said["links"]]
            entry = written_entry(draft_entry(session, linked[0], house), said)
            add_candidate(session, issue_id, linked[0], entry, by)
    return issue_id


def candidate_of(ids: dict[str, int], url: str) -> int:
    """The candidate of an address.

    Raises:
        StorageError: the crawl did not find it, so the demo is broken.
    """
    if url not in ids:
        raise StorageError(f"the demo's issue links {url}, which the crawl did not find")
    return ids[url]


def written_entry(draft: DigestEntry, said: dict[str, Any]) -> DigestEntry:
    """An entry with the demo editor's words and link labels."""
    links = tuple(DigestLink(link["label"], link["title"], link["url"]) for link in said["links"])
    written = rewrite(draft, said["heading"], (said["summary"].strip(),), said.get("source"))
    return DigestEntry(written.heading, written.summary, links, written.source, written.candidate_id)
