"""What all commands share: settings, the opened home, JSON and tables, and errors as one line."""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import DatabaseError

from scraper.cli.lazy import Later, LazyGroup
from scraper.config import Settings, default_home, load_settings
from scraper.errors import GleanerError
from scraper.polling.home import Home, open_home
from scraper.storage.engine import Database

#: The commands, in the order of a day's work.
COMMANDS = {
    "init": Later("scraper.cli.sources:init", "Create or upgrade the database and load the catalogue."),
    "sources": Later("scraper.cli.sources:sources", "The publishers we watch."),
    "crawl": Later(
        "scraper.cli.crawl:crawl_command",
        "Read what is due, or the named sources, or all; fetch what is new.",
    ),
    "watch": Later(
        "scraper.cli.watch:watch_command",
        "Read every source as it falls due, until stopped: SIGTERM or Ctrl-C, twice to end at once.",
    ),
    "alerts": Later(
        "scraper.cli.health:alerts", "The daily message about what broke, recovered or waits for an answer."
    ),
    "questions": Later(
        "scraper.cli.questions:questions",
        "What only a person can tell: is a flood of new entries to be read?",
    ),
    "queue": Later("scraper.cli.queue:queue", "What waits for an editor, and her decisions."),
    "story": Later("scraper.cli.story:story", "What tells of one thing, and why: put together, taken apart."),
    "digest": Later("scraper.cli.digest:digest", "Issues of the digest."),
    "extract": Later("scraper.cli.extract:extract", "What extraction makes of a file or an address."),
    "replay": Later(
        "scraper.cli.replay:replay",
        "Read the archived pages again with today's rules, and say what changed in each field.",
    ),
    "demo": Later(
        "scraper.cli.demo:demo",
        "Crawl the bundled snapshot offline, make a sample issue, print it, and serve the desk.",
    ),
    "serve": Later("scraper.cli.serve:serve_command", "Serve the desk; end it with Ctrl+C."),
    "user": Later("scraper.cli.user:user", "Who may sign in at the desk."),
    "doctor": Later("scraper.cli.doctor:doctor", "Check plans, clock, disk, database, archive and versions."),
}


def utc_now() -> datetime:
    """The present: the command line is where the clock is read."""
    return datetime.now(UTC)  # noqa: TID251 - an entry point's clock


def new_console() -> Console:
    """Where words and tables go; wider than a terminal's default where nobody looks at a screen."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=160)


@dataclass
class Frame:
    """One call of the command: its settings, and its home opened when first needed."""

    home: Path
    overrides: dict[str, object]
    clock: Callable[[], datetime] = utc_now
    console: Console = field(default_factory=new_console)

    @cached_property
    def settings(self) -> Settings:
        """Flags, environment, file and defaults, in that order."""
        return load_settings(self.home, os.environ, self.overrides)

    @cached_property
    def opened(self) -> Home:
        """The home, made ready; definitions that were refused are told and passed over."""
        home = open_home(self.settings, self.clock())
        for error in home.refused:
            complain(error)
        return home

    @property
    def database(self) -> Database:
        """The home's database."""
        return self.opened.database

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None
    ) -> None:
        """Print a table that folds long cells instead of cutting them."""
        table = Table(title=title, title_justify="left", pad_edge=False, box=None)
        for number, name in enumerate(columns):  # the first says what to type next: never cut
            table.add_column(name, no_wrap=number == 0, min_width=len(name), overflow="fold")
        for row in rows:
            table.add_row(*(Text(one_line(cell)) for cell in row))
        self.console.print(table)

    def say(self, text: str = "") -> None:
        """Print plain words; nothing in them is markup."""
        self.console.print(Text(text), soft_wrap=True)


class Commands(LazyGroup):
    """The commands; what they refuse is one line on stderr and exit 1."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """All names, in the order of a day's work."""
        return list(self.later)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what was raised on purpose is told, a bug keeps its trace."""
        try:
            return super().invoke(ctx)
        except GleanerError as error:
            complain(error)
            ctx.exit(1)
        except DatabaseError as error:
            complain(f"the database refused: {error.orig}")
            ctx.exit(1)


def complain(error: object) -> None:
    """One line on stderr."""
    click.echo(f"gleaner: {one_line(error)}", err=True)


def one_line(value: object) -> str:
    """Text without control characters: sources must not write escape codes to a terminal."""
    text = "" if value is None else str(value)
    return " ".join("".join(char if char.isprintable() else " " for char in text).split(" "))


def print_json(value: Any) -> None:
    """JSON on stdout, non-ASCII kept."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def quiet_logs(verbose: bool) -> None:
    """Libraries' logs go to stderr, warnings only unless asked for more."""
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO if verbose else logging.ERROR,
        format="%(levelname)s %(name)s: %(message)s",
    )
    if not verbose:
        for name in ("trafilatura", "htmldate", "scrapy", "twisted", "alembic"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        # A fault of our own in a spider or a step: the poll says only that it was not read.
        logging.getLogger("scrapy.core.scraper").setLevel(logging.ERROR)


@click.group(cls=Commands, later=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of database, archive and settings.",
)
@click.option("--database", help="sqlite:///… or postgresql://… instead of the home's gleaner.db.")
@click.option("--verbose", is_flag=True, help="Show what happens inside.")
@click.version_option(package_name="gleaner")
@click.pass_context
def gleaner(ctx: click.Context, home: Path | None, database: str | None, verbose: bool) -> None:
    """Watches named sources, finds what they publish, and turns an editor's choice into a digest."""
    quiet_logs(verbose)
    chosen = home or Path(os.environ.get("GLEANER_HOME") or default_home())
    ctx.obj = Frame(home=chosen, overrides={"database": database})


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
