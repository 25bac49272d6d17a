"""The `gleaner` command as a user runs it: another process, a home of its own."""

import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scraper.cli.main import main

GLEANER = str(Path(sys.executable).with_name("gleaner"))


@dataclass
class Gleaner:
    """Runs `gleaner` in one home; the network is loopback only."""

    home: Path
    database: str | None = None
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GLEANER_")}
        own = {
            "GLEANER_HOME": str(self.home),
            "GLEANER_ALLOW_PRIVATE_NETWORKS": "1",
            "GLEANER_DOWNLOAD_DELAY": "0",
        }
        if self.database:
            own["GLEANER_DATABASE"] = self.database
        return inherited | own | self.extra

    def define(self, slug: str, text: str) -> None:
        """Add a source of our own."""
        folder = self.home / "sources"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{slug}.toml").write_text(text)

    def run(
        self, *arguments: object, check: bool = True, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end; with `check`, a failure shows what was said."""
        done = subprocess.run(
            [GLEANER, *map(str, arguments)],
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if check:
            assert done.returncode == 0, f"{arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *arguments: object) -> Any:
        """Run with --json and read what it prints."""
        return json.loads(self.run(*arguments, "--json").stdout)

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Start without waiting."""
        return subprocess.Popen(
            [GLEANER, *map(str, arguments)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def json_of_each(self, commands: Sequence[Sequence[object]]) -> list[Any]:
        """What each command prints with --json.

        Each has a process of its own, a copy of one that has loaded the code: loading takes longer than most
        commands do. One that fails ends the test with its words.
        """
        maker = multiprocessing.get_context("forkserver")
        maker.set_forkserver_preload(["scraper.cli.sources_add", "scraper.cli.crawl", "scraper.cli.queue"])
        told: list[Any] = []
        for number, arguments in enumerate(commands):
            files = [self.home / f"command-{number}.{stream}" for stream in ("out", "err")]
            words = [*map(str, arguments), "--json"]
            child = maker.Process(target=run_here, args=(words, self.environment, *files))
            child.start()
            child.join(300)
            out, err = (file.read_text() for file in files)
            assert child.exitcode == 0, f"{words}: exit {child.exitcode}\n{out}\n{err}"
            told.append(json.loads(out))
        return told


def run_here(arguments: list[str], environment: dict[str, str], out: Path, err: Path) -> None:
    """Make this process the command."""
    os.environ.clear()
    os.environ.update(environment)
    for file, number in ((out, 1), (err, 2)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.argv = ["gleaner", *arguments]
    main()
