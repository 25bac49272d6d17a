"""A process that has the code of `gleaner` loaded, and becomes the command in a copy each time it is asked.

Loading the code takes longer than most commands do, and tests run hundreds. A copy then does what a new
process does: it runs the installed `gleaner` with an environment, a folder and standard streams of its own,
and ends with its exit status. Only what the interpreter itself reads when it starts is not read anew, such
as `PYTHONPATH`.

Asked by lines of JSON on stdin; answers each with the exit status on its stdout. Ends with its stdin.
"""

import atexit
import gc
import json
import os
import pkgutil
import runpy
import signal
import sys
import tempfile
import threading
from importlib import import_module
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

GLEANER = str(Path(sys.executable).with_name("gleaner"))
#: Seconds until a command that does not end is ended.
PATIENCE = 300
#: What Scrapy loads by name when a crawl begins, modules and packages.
SCRAPY = (
    "scrapy.downloadermiddlewares",
    "scrapy.spidermiddlewares",
    "scrapy.extensions.closespider",
    "scrapy.extensions.feedexport",
    "scrapy.extensions.remote_control",
    "scrapy.extensions.telnet",
    "scrapy.dupefilters",
    "scrapy.logformatter",
    "scrapy.pqueues",
    "scrapy.squeues",
    "scrapy.statscollectors",
)


def load() -> None:
    """Load the code of all commands and crawls, and nothing that a copy could not share."""
    from scraper.cli.frame import COMMANDS  # noqa: PLC0415 - extraction workers read this file too

    for command in COMMANDS.values():
        command.load()
    for package in ("spiders", "pipelines", "scraper/cli", "scraper/crawl", "scraper/storage"):
        for file in sorted(Path(package).rglob("*.py")):
            if "migrations" not in file.parts:
                import_module(".".join(file.with_suffix("").parts).removesuffix(".__init__"))
    for place in SCRAPY:
        package = import_module(place)
        for module in pkgutil.iter_modules(getattr(package, "__path__", ()), f"{place}."):
            import_module(module.name)
    assert "twisted.internet.reactor" not in sys.modules, "every copy needs a reactor of its own"


def warm_up() -> None:
    """Do once what most commands do first: what the libraries work out for it is shared."""
    from scraper.cli.frame import utc_now  # noqa: PLC0415 - see above
    from scraper.config import load_settings  # noqa: PLC0415
    from scraper.dates import parse_date  # noqa: PLC0415
    from scraper.identity.urls import registrable_domain  # noqa: PLC0415
    from scraper.outcomes import Witness  # noqa: PLC0415
    from scraper.polling.home import open_home  # noqa: PLC0415

    now = utc_now()
    parse_date("the year 2026 in November", Witness.VISIBLE_TEXT, now)
    registrable_domain("www.example.org")
    with tempfile.TemporaryDirectory() as home:
        for _ in range(2):
            open_home(load_settings(Path(home), {}, {}), now).database.close()
    assert threading.active_count() == 1, "a copy has only the thread that asked for it"


def share_extraction() -> None:
    """Start the server that extraction workers are copies of: one for all commands."""
    forkserver.set_forkserver_preload(["scraper.extraction"])
    forkserver.ensure_running()
    # A copy is not the server's parent, and may not ask the system whether it lives.
    forkserver._forkserver.ensure_running = lambda: None  # type: ignore[method-assign]


def serve() -> None:
    """Make a copy for each request and tell how it ended. Returns in the copies only."""
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if child == 0:
            return become(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
    sys.exit()


def become(asked: dict[str, Any]) -> None:
    """Put on the streams, folder, environment and arguments of the command."""
    signal.alarm(PATIENCE)
    for number, (file, flags) in enumerate(
        zip(asked["streams"], (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY), strict=True)
    ):
        opened = os.open(file, flags)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = [GLEANER, *asked["arguments"]]


def run() -> None:
    """Be the command, and end as an interpreter does, but keep the memory: freeing it would copy it first."""
    try:
        runpy.run_path(GLEANER, run_name="__main__")
    except SystemExit as ended:
        if not isinstance(ended.code, int | None):
            raise
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ended.code or 0)


if __name__ == "__main__":
    load()
    warm_up()
    share_extraction()
    gc.freeze()
    serve()
    run()
