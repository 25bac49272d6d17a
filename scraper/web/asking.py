"""Asking the links of an issue from the desk: the work of a crawl, done by a process of its own."""

import logging
import subprocess

from scraper.digest.asking import end_asking
from scraper.web.adding import LONGEST, command_of, environment_of, reason_of
from scraper.web.visit import Desk

LOG = logging.getLogger(__name__)


def ask_in_process(desk: Desk, issue_id: int) -> None:
    """Let `gleaner digest check` ask the links, and note it when that came to nothing.

    It runs as a process, as adding a source does, and is given as long. That it has begun is noted already.
    """
    command = command_of("digest", "check", str(issue_id), "--begun", "--json")
    try:
        done = subprocess.run(  # noqa: S603 - our own command, its arguments a list
            command,
            env=environment_of(desk.settings),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        problem = reason_of(done.stderr) if done.returncode else ""
    except subprocess.TimeoutExpired:
        problem = f"it took longer than {LONGEST // 60} minutes: `gleaner digest check` has more patience"
    if problem:
        LOG.warning("the links of issue %s could not be asked: %s", issue_id, problem)
        with desk.database.writing() as session:
            end_asking(session, issue_id, desk.clock(), {}, problem)
