"""The local web of odd sites: every kind there is."""

from tests.site.kinds import addresses, dates, doors, feeds, listings, sitemaps, traps
from tests.site.odd import Odd

WEB: tuple[Odd, ...] = tuple(
    kind
    for module in (feeds, sitemaps, listings, dates, addresses, traps, doors)
    for kind in vars(module).values()
    if isinstance(kind, Odd)
)
