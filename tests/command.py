"""The `gleaner` command as a user runs it: a process and a home of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.preloaded import GLEANER, PATIENCE

ROOT = Path(__file__).parents[1]


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
        self, *arguments: object, check: bool = True, stdin: str | None = None, anew: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end; with `check`, a failure shows what was said.

        The command is a copy of a process that has the code loaded, unless it is to be a process made `anew`.
        """
        words = [*map(str, arguments)]
        environment = self.environment
        # Only a new interpreter reads these.
        anew = anew or any(name.startswith("PYTHON") for name in self.extra)
        done = run_anew(words, environment, stdin) if anew else preloaded().run(words, environment, stdin)
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


def run_anew(
    arguments: Sequence[str], environment: dict[str, str], stdin: str | None
) -> subprocess.CompletedProcess[str]:
    """Run `gleaner` in a new process."""
    return subprocess.run(
        [GLEANER, *arguments],
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


class Preloaded:
    """The process of `tests/preloaded.py`, for as long as the tests of this process last."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            # -P: what lies beside the file is not to be imported by its bare name.
            [sys.executable, "-P", ROOT / "tests" / "preloaded.py"],
            # Threads of a library would be missing in the copies.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, arguments: Sequence[str], environment: dict[str, str], stdin: str | None
    ) -> subprocess.CompletedProcess[str]:
        """Run `gleaner` in a copy of that process."""
        asked, told = self.process.stdin, self.process.stdout
        assert asked is not None
        assert told is not None
        with tempfile.TemporaryDirectory() as folder:
            streams = [Path(folder, name) for name in ("in", "out", "err")]
            for stream, text in zip(streams, (stdin or "", "", ""), strict=True):
                stream.write_text(text)
            request = {
                "arguments": arguments,
                "environment": environment,
                "folder": os.getcwd(),  # noqa: PTH109
                "streams": [str(stream) for stream in streams],
            }
            print(json.dumps(request), file=asked, flush=True)
            answer = told.readline()
            assert answer, "the process with the code of `gleaner` has ended"
            out, err = (stream.read_text() for stream in streams[1:])
        if int(answer) == -signal.SIGALRM:
            raise subprocess.TimeoutExpired([GLEANER, *arguments], PATIENCE, out, err)
        return subprocess.CompletedProcess([GLEANER, *arguments], int(answer), out, err)

    def end(self) -> None:
        """End it."""
        self.process.communicate()


@cache
def preloaded() -> Preloaded:
    """The one process that the commands of these tests are copies of; started when first needed."""
    return Preloaded()


def end_preloaded() -> None:
    """End the process that commands are copies of, if any was started."""
    if preloaded.cache_info().currsize:
        preloaded().end()
        preloaded.cache_clear()
