"""A command of the tests is a copy of a process that has the code loaded, and like a new one to its user."""

import json
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.acceptance.test_crawl import CHANNELS, publish
from tests.command import Gleaner, Preloaded
from tests.site.pages import definition
from tests.site.server import Site

COMMANDS = (("--version",), ("queue", "--help"), ("queue", "show", "7"), ("queue", "list", "--colour"))


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    return Gleaner(tmp_path / "home")


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_copy_says_what_a_new_process_says(gleaner: Gleaner, arguments: tuple[str, ...]) -> None:
    copy = gleaner.run(*arguments, check=False)
    new = gleaner.run(*arguments, check=False, anew=True)
    assert (copy.returncode, copy.stdout, copy.stderr) == (new.returncode, new.stdout, new.stderr)


def test_a_new_process_crawls_as_copies_do(tmp_path: Path) -> None:
    crawled = {}
    with Site() as site:
        publish(site, [1, 2, 3])
        for anew in (False, True):
            home = Gleaner(tmp_path / str(anew))
            home.define("voice", definition("voice", site.url, *CHANNELS))
            told = json.loads(home.run("crawl", "voice", "--json", anew=anew).stdout)
            crawled[anew] = (told["new"], sorted(row["title"] for row in home.json("queue", "list")))
    assert crawled[True] == crawled[False]
    assert crawled[True][0] == 3


def test_each_copy_has_the_environment_and_the_folder_of_its_caller(
    gleaner: Gleaner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gleaner.extra["GLEANER_COLOUR"] = "red"
    assert "GLEANER_COLOUR" in gleaner.run("queue", "list", check=False).stderr
    del gleaner.extra["GLEANER_COLOUR"]
    monkeypatch.chdir(tmp_path)
    gleaner.run("--home", "here", "init")
    assert (tmp_path / "here" / "gleaner.db").exists()


def test_a_copy_ends_with_its_own_status_and_the_next_one_is_not_touched_by_it(gleaner: Gleaner) -> None:
    assert [gleaner.run(*each, check=False).returncode for each in COMMANDS] == [0, 0, 1, 2]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the Linux kernel")
def test_the_process_and_what_it_started_end_with_the_tests(gleaner: Gleaner) -> None:
    loaded = Preloaded()
    done = loaded.run(["--version"], gleaner.environment, None)
    number = loaded.process.pid
    started = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    loaded.end()
    assert done.stdout.startswith("gleaner")
    assert (loaded.process.returncode, len(started)) == (0, 2)
    ends = time.monotonic() + 60
    while any(Path("/proc", each).exists() for each in started):
        assert time.monotonic() < ends, "something is left"
        threading.Event().wait(0.02)
