"""Telling webhooks of what was published here: done at once, by a process of its own."""

import logging
import subprocess

from scraper.config import Settings
from scraper.web.adding import command_of, environment_of

#: Seconds. Each webhook has thirty for one try; what is left over waits for the watch, or the next time.
LONGEST = 300
LOG = logging.getLogger(__name__)


def notify_in_process(settings: Settings) -> None:
    """Let `gleaner digest notify` send what waits; what it says of trouble stands in the log of the desk.

    A failure here loses nothing: what was not sent stays in the outbox.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own command, its arguments a list
            command_of("digest", "notify"),
            env=environment_of(settings),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        LOG.warning("webhooks took longer than %s minutes: the rest is told later", LONGEST // 60)
        return
    if done.returncode:
        LOG.warning("webhooks: %s", " ".join(done.stderr.split()))
