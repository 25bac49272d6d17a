"""`gleaner crawl`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sqlalchemy import select

from scraper.cli.frame import Frame, json_option, print_json
from scraper.crawl.opening import opened_context
from scraper.crawl.runner import crawl, run_under_reactor
from scraper.crawl.tally import SourceTally, Tally
from scraper.desk.rules import settle
from scraper.errors import NotFoundError
from scraper.intake.questions import count_open
from scraper.outcomes import DropReason, Outcome, Verdict
from scraper.polling.accounting import UNREADABLE
from scraper.polling.visits import Wanted
from scraper.storage.models import Source
from scraper.web.history import trouble_in_words


@click.command("crawl")
@click.argument("slugs", nargs=-1, metavar="[SOURCE]...")
@click.option("--all", "everything", is_flag=True, help="All sources, due or not.")
@click.option(
    "--replay",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Answer every request from this WARC file; nothing is fetched.",
)
@click.option("--strict", is_flag=True, help="Exit 1 when a source failed.")
@json_option
@click.pass_context
def crawl_command(
    ctx: click.Context,
    slugs: tuple[str, ...],
    everything: bool,
    replay: Path | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Read what is due, or the named sources, or all; fetch what is new."""
    frame: Frame = ctx.obj
    tally = run_crawl(frame, frame.clock, slugs, everything, replay, quiet=as_json)
    told = settle(frame.database, frame.clock())
    if as_json:
        print_json(tally.as_json())
    else:
        print_tally(frame, tally)
        if told:
            frame.say(f"{told}.")
    if strict and any(counts.failed for counts in tally.sources.values()):
        ctx.exit(1)


def run_crawl(
    frame: Frame,
    clock: Callable[[], datetime],
    slugs: tuple[str, ...] = (),
    everything: bool = False,
    replay: Path | None = None,
    quiet: bool = False,
) -> Tally:
    """One run on a loop of its own. Once a process."""
    return run_under_reactor(lambda: crawl_in_loop(frame, clock, slugs, everything, replay, quiet))


async def crawl_in_loop(
    frame: Frame,
    clock: Callable[[], datetime],
    slugs: tuple[str, ...] = (),
    everything: bool = False,
    replay: Path | None = None,
    quiet: bool = False,
) -> Tally:
    """One run with its progress shown; what it came to, in the catalogue's order.

    Raises:
        NotFoundError: a named source does not exist.
    """
    names = source_names(frame, slugs)
    since = clock() if slugs or everything else None
    wanted = Wanted(slugs=frozenset(slugs) or None, since=since)
    with opened_context(frame.settings, frame.database, clock, wanted, replay) as context:
        for slug, name in names.items():
            context.tally.of(slug).name = name
        with nullcontext() if quiet else live_progress(frame, context):
            await crawl(context)
        return context.tally


def source_names(frame: Frame, slugs: tuple[str, ...]) -> dict[str, str]:
    """Names of the sources a run is about, by slug."""
    with frame.database.reading() as session:
        active = select(Source.slug, Source.name).where(Source.state == "active").order_by(Source.slug)
        names = {row.slug: row.name for row in session.execute(active)}
    unknown = [slug for slug in slugs if slug not in names]
    if unknown:
        raise NotFoundError(f"no active source {unknown[0]!r}: `gleaner sources list` names them all")
    return {slug: name for slug, name in names.items() if not slugs or slug in slugs}


def live_progress(frame: Frame, context: Any) -> AbstractContextManager[Any]:
    """A moving line on a terminal, nothing elsewhere."""
    if not frame.console.is_terminal:
        return nullcontext()
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=frame.console,
        transient=True,
    )
    task = progress.add_task("Starting …", total=None)

    def show(tally: Tally) -> None:
        seen = sum(bool(counts.outcomes) for counts in tally.sources.values())
        new = sum(counts.verdicts[Verdict.NEW] for counts in tally.sources.values())
        progress.update(task, description=f"{seen} of {len(tally.sources)} sources read, {new} new")

    context.on_progress = show
    return progress


def print_tally(frame: Frame, tally: Tally) -> None:
    """The closing table, in words an editor understands, and one line of totals."""
    read = [counts for counts in tally.sources.values() if counts.outcomes or counts.requests or counts.error]
    if not read and not tally.mendings:
        frame.say("Nothing is due. `gleaner crawl --all` looks at every source now.")
        return
    frame.table(("SOURCE", "WHAT CAME OF IT"), [(counts.name, in_words(counts)) for counts in read])
    totals = tally.as_json()
    frame.say()
    found = (
        f"{totals['new']} new, {totals['updated']} updated"
        if totals["new"] or totals["updated"]
        else "Nothing new"
    )
    frame.say(f"{found} from {len(read)} sources.")
    if totals["failed_sources"]:
        frame.say(f"Could not be read: {', '.join(totals['failed_sources'])}.")
    for line in mendings_in_words(tally):
        frame.say(line)
    with frame.database.reading() as session:
        waiting = count_open(session)
    if waiting:
        noun = "question waits" if waiting == 1 else "questions wait"
        frame.say(f"{waiting} {noun} for your answer: `gleaner questions`.")


def mendings_in_words(tally: Tally) -> Iterator[str]:
    """What the searches for replacements came to, one line for each channel and each vain search."""
    for mending in tally.mendings:
        left = []
        for broken in mending.broken:
            found = [each.channel for each in mending.adopted if broken in each.replaces]
            trouble = trouble_in_words(broken.name, broken.trouble.why, broken.trouble.dry)
            if found:
                places = " and ".join(f"{channel.url} ({channel.strategy})" for channel in found)
                yield f"Mended: {mending.name}: {trouble}; now reads {places}."
            else:
                left.append(trouble)
        if left:
            why = f": {mending.why_not}" if mending.why_not else ""
            yield f"Not mended: {mending.name}: {'; '.join(left)}. Nothing was found in its place{why}."


def in_words(counts: SourceTally) -> str:
    """One source's result: "8 new · 2 known before · the site refused us (403)"."""
    earlier = counts.dropped[DropReason.PUBLISHED_EARLIER] + counts.dropped[DropReason.BASELINE]
    unread = [
        (count, f"not read ({UNREADABLE[DropReason(reason)]})")
        for reason, count in sorted(counts.dropped.items())
        if reason in UNREADABLE
    ]
    others = sum(counts.dropped.values()) - earlier - sum(count for count, _ in unread)
    parts = [
        (counts.verdicts[Verdict.NEW], "new"),
        (counts.verdicts[Verdict.UPDATED], "updated"),
        (counts.verdicts[Verdict.DUPLICATE], "the same as another"),
        (counts.verdicts[Verdict.RELATED], "one with its page or file"),
        (counts.verdicts[Verdict.UNCHANGED], "unchanged"),
        (counts.known, "already known"),
        (earlier, "published earlier"),
        (others, "not publications"),
        *unread,
    ]
    said = [f"{count} {word}" for count, word in parts if count]
    if counts.error:
        said.append(counts.error)
    if not said and counts.outcome in {Outcome.UNCHANGED, Outcome.NEW}:
        said.append("nothing new")
    return " · ".join(said)
