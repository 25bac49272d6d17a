"""The topics that rows of the queue are told by."""

from pathlib import Path

from scraper.digest.house import Worded, house_of
from scraper.errors import ConfigError


def topics_in(home: Path) -> tuple[Worded, ...]:
    """The house's headings; none while its profile cannot be used, which the pages of issues say.

    The queue goes on without: to decide, nobody needs the profile.
    """
    try:
        return house_of(home).topics
    except ConfigError:
        return ()
