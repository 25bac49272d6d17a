"""Commands are loaded when they are run, and lists of them say what they say of themselves."""

import subprocess
import sys
from pathlib import Path

import pytest

from scraper.cli.digest import COMMANDS as OF_DIGEST
from scraper.cli.frame import COMMANDS
from scraper.cli.lazy import Later
from scraper.cli.sources import COMMANDS as OF_SOURCES
from tests.command import Gleaner

#: Each takes longer to load than such a command should run.
HEAVY = {
    "scrapy",
    "twisted",
    "trafilatura",
    "dateparser",
    "feedparser",
    "htmldate",
    "numpy",
    "alembic",
}
LIGHT = ("--help", "sources --help", "sources list", "queue list", "digest list", "questions")
SCRIPT = """
import sys
from scraper.cli.main import main
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


LATER = [*COMMANDS.values(), *OF_SOURCES.values(), *OF_DIGEST.values()]


@pytest.mark.parametrize("later", LATER, ids=lambda later: later.place)
def test_a_list_of_commands_has_each_ones_own_words(later: Later) -> None:
    assert later.load().get_short_help_str(limit=200) == later.words


def test_help_lists_every_command_in_the_order_of_a_days_work(tmp_path: Path) -> None:
    said = Gleaner(tmp_path).run("--help").stdout.partition("Commands:\n")[2]
    listed = [line.split()[0] for line in said.splitlines() if line[2:3].isalpha()]
    assert listed == list(COMMANDS)


def test_help_of_a_group_lists_what_is_loaded_and_what_is_not(tmp_path: Path) -> None:
    said = Gleaner(tmp_path).run("sources", "--help").stdout
    assert "  add      Find out how to watch the site" in said
    assert "  list     All sources with their channels." in said


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Gleaner:
    made = Gleaner(tmp_path_factory.mktemp("light"))
    made.run("init")
    return made


@pytest.mark.parametrize("line", LIGHT)
def test_a_command_that_neither_crawls_nor_reads_pages_does_not_load_what_does(
    home: Gleaner, line: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *line.split()],
        env=home.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert HEAVY & set(done.stderr.split()) == set()
