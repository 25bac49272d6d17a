"""What the pipelines need of the run they belong to."""

from datetime import datetime
from typing import Any, Protocol

from scraper.intake.admit import Admitted
from scraper.intake.further import Further
from scraper.items import Publication, Unreadable
from scraper.plans import ChannelRead, PagePlan, PageRead, VisitPlan


class Following(Protocol):
    """What to ask for after a channel's document was written."""

    @property
    def pages(self) -> tuple[PagePlan, ...]:
        """Unknown pages of the visited host."""

    @property
    def further(self) -> tuple[Further, ...]:
        """Further documents of the channel."""

    @property
    def poll_id(self) -> int:
        """The poll that further documents belong to."""


class StepContext(Protocol):
    """The run's doors, as the steps use them."""

    def clock(self) -> datetime:
        """The present, aware."""

    async def extract(self, page: PageRead) -> Publication | Unreadable:
        """Read a page in the killable pool."""

    async def write_reading(self, plan: VisitPlan, read: ChannelRead) -> Following:
        """Write what a channel said."""

    async def store_page(self, page: PageRead) -> Admitted:
        """Write what became of a page."""

    async def lead_on(self, page: PageRead) -> None:
        """Write where a newsletter's link leads."""


def awaits_step(item: Any) -> bool:
    """Whether an item is a page to be read that no earlier step has dropped."""
    return isinstance(item, PageRead) and item.dropped is None and item.leads_to is None
