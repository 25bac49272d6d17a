"""`gleaner watch`."""

import signal
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

import click
from rich.status import Status

from scraper.cli.frame import Frame, one_line
from scraper.crawl.opening import opened_context
from scraper.crawl.runner import run_under_reactor
from scraper.work.loop import Standing, watch


@click.command("watch")
@click.option("--max-seconds", type=click.FloatRange(min=0), hidden=True, help="Stop by itself, for tests.")
@click.pass_obj
def watch_command(frame: Frame, max_seconds: float | None) -> None:
    """Read every source as it falls due, until stopped: SIGTERM or Ctrl-C, twice to end at once."""
    if not frame.console.is_terminal:  # there a hang-up ends it; here it is the service manager's word
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the watch listens to it
    run_under_reactor(lambda: watch_in_loop(frame, max_seconds))


async def watch_in_loop(frame: Frame, max_seconds: float | None) -> None:
    """The watch with its line on a terminal, or a line for each event elsewhere."""
    with opened_context(frame.settings, frame.database, frame.clock, command="watch") as context:
        holder, on_standing = standing_line(frame)
        with holder:
            tell(frame, "watching: definitions are read again when they change, or on SIGHUP")
            await watch(
                context,
                lambda words: tell(frame, words),
                on_standing,
                hangup_reloads=not frame.console.is_terminal,
                seconds=max_seconds,
            )
            tell(frame, "stopped; what waits is read after the next start")


def tell(frame: Frame, words: str) -> None:
    """One event, with its time, at once."""
    click.echo(f"{frame.clock():%Y-%m-%d %H:%M:%S}Z {one_line(words)}")


def standing_line(frame: Frame) -> tuple[AbstractContextManager[Any], Callable[[Standing], None]]:
    """A line that is kept up to date on a terminal, nothing elsewhere."""
    if not frame.console.is_terminal:
        return nullcontext(), lambda _standing: None
    line = Status("Starting …", console=frame.console)
    return line, lambda standing: line.update(in_words(standing, frame.clock()))


def in_words(standing: Standing, now: datetime) -> str:
    """Where the watch stands: "2 visits under way · 14 stored · next www.example.org in 3 min"."""
    parts = [f"{standing.visits} visits under way", f"{standing.stored} stored"]
    if standing.due_at is None:
        parts.append("nothing is due by itself")
    else:
        minutes = max(0, round((standing.due_at - now).total_seconds() / 60))
        parts.append(f"next {one_line(standing.due_host)} in {minutes} min")
    return " · ".join(parts)
