"""Sites that say when something was published in odd ways, or not at all."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from tests.site.furniture import article, furnish, home, link, listing, publish
from tests.site.items import Item, items
from tests.site.odd import odd
from tests.site.server import Site


@odd(items("/", 6, precision=None), [("listing", "/latest/")], 14)
def undated_posts(site: Site, shown: Sequence[Item]) -> None:
    """Posts at the root of the site that bear no date anywhere."""
    furnish(site)
    site["/"] = home(site, link("/latest/", "Latest"))
    site["/latest/"] = listing(site, shown, "Latest")
    publish(site, shown)


@odd(items("/resources/", 6, precision=7), [("listing", "/resources/")], 14)
def month_dates(site: Site, shown: Sequence[Item]) -> None:
    """Publications that name their month only."""
    furnish(site)

    def said(day: date) -> str:
        return f"{day:%B %Y}"

    site["/"] = home(site, link("/resources/", "Resources"))
    site["/resources/"] = listing(site, shown, "Resources", said=said)
    publish(site, shown, said)


@odd(items("/news/", 6), [("listing", "/news/")], 14)
def three_formats(site: Site, shown: Sequence[Item]) -> None:
    """Dates in three notations: after the weekday, with a comma before the year, day first in figures."""
    furnish(site)
    site["/"] = home(site, link("/news/", "News"))
    site["/news/"] = listing(site, shown, said=lambda day: f"{day:%A, %-d %B %Y}")
    for number, item in enumerate(reversed(shown)):
        notation = "%d/%m/%Y" if number % 2 else "%A, %-d %B, %Y"
        site[item.path] = article(site, item, lambda day, written=notation: f"{day:{written}}")


@odd(items("/news/", 8, every=1), [("listing", "/news/")], 14)
def day_groups(site: Site, shown: Sequence[Item]) -> None:
    """A listing grouped by day: weekday and date stand on two lines over each group, and nowhere else."""
    furnish(site)
    groups = "".join(
        f'<div class="day"><p>{day:%A}<br>{ordinal(day.day)} {day:%b %Y}</p>'
        + "".join(f'<div class="row"><h3>{link(item.path, item.title)}</h3></div>' for item in group)
        + "</div>"
        for day, group in groupby(shown, key=lambda item: item.day)
    )
    site["/"] = home(site, link("/news/", "News"))
    site["/news/"] = listing(site, [], after=groups)
    for item in shown:
        site[item.path] = article(site, Item(item.path, item.title, item.day, None))


def ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number not in {11, 12, 13} else "th"
    return f"{number}{ending}"
