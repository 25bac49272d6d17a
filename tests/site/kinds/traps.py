"""Sites with spaces that have no end, and sites that answer whatever they are asked."""

from collections.abc import Sequence
from datetime import date, timedelta

from tests.site.furniture import furnish, home, link, listing, publish
from tests.site.items import TODAY, Item, items
from tests.site.odd import odd
from tests.site.server import Answer, Site


@odd(items("/resources/", 7), [("listing", "/resources/")], 14, never=("/resources/?",))
def facets(site: Site, shown: Sequence[Item]) -> None:
    """A listing with hundreds of links that narrow it: by topic, nation, year, and all of them together."""
    furnish(site)
    links = "".join(
        f"<li>{link(f'/resources/?f%5B0%5D=topic%3A{topic}&amp;f%5B1%5D=nation%3A{nation}', f'Topic {topic} in nation {nation} (12)')}</li>"
        for topic in range(60)
        for nation in range(5)
    )
    page = listing(site, shown, "Resources", after=f'<div class="facets"><ul>{links}</ul></div>')
    site["/"] = home(site, link("/resources/", "Resources"))
    site["/resources/"] = page
    site.rule = lambda path: Answer(page) if path.startswith("/resources/?f") else None
    publish(site, shown)


@odd(items("/news/", 6), [("listing", "/news/")], 14, never=("/events/", "/news/archive/"))
def endless_calendar(site: Site, shown: Sequence[Item]) -> None:
    """A calendar of events with a page for every month and day, for ever, and news by month."""
    furnish(site)
    days = (TODAY + timedelta(days=number) for number in range(30))
    calendar = "".join(f"<td>{link(f'/events/{day:%Y/%m/%d}/', str(day.day))}</td>" for day in days)
    months = "".join(
        f"<li>{link(f'/news/archive/{year}/{month:02}/', f'{date(year, month, 1):%B %Y}')}</li>"
        for year in (2025, 2026)
        for month in range(1, 13)
    )
    beside = f"<table><tr>{calendar}</tr></table><h2>News by month</h2><ul>{months}</ul>"

    def any_month(path: str) -> Answer | None:
        if not path.startswith("/events/"):
            return None
        following = f"/events/{len(path)}/{path.count('/')}/next/"
        return Answer(home(site, main=f"<table><tr>{calendar}</tr></table>{link(following, 'Next month')}"))

    site["/"] = home(site, link("/news/", "News") + link(f"/events/{TODAY:%Y/%m}/", "What’s on"))
    site["/news/"] = listing(site, shown, after=beside)
    site.rule = any_month
    publish(site, shown)


@odd(items("/news/", 6), [("listing", "/news/")], 14, never=("/search-results/",))
def search_results(site: Site, shown: Sequence[Item]) -> None:
    """Links to what others searched for, each with pages of results that have no end."""
    furnish(site)
    words = ("care-leavers", "neglect", "casino-bonus", "school-absence", "kinship", "free-slots")
    searches = "".join(
        f"<li>{link(f'/search-results/?page=1&amp;term={word}', f'Results for {word} and more')}</li>"
        for word in words
    )

    def results(path: str) -> Answer | None:
        if not path.startswith("/search-results/"):
            return None
        return Answer(listing(site, shown, "Results", after=link(f"{path}0", "Next page")))

    site["/"] = home(site, link("/news/", "News"), main=f"<h2>Often searched for</h2><ul>{searches}</ul>")
    site["/news/"] = listing(site, shown, after=f"<h2>Often searched for</h2><ul>{searches}</ul>")
    site.rule = results
    publish(site, shown)


@odd(items("/news/", 6), [("listing", "/news/")], 14)
def soft_404(site: Site, shown: Sequence[Item]) -> None:
    """Answers every address with 200 and a page; one listing is real."""
    furnish(site)
    site["/"] = home(site, link("/news/", "News"))
    site["/news/"] = listing(site, shown)
    advice = "<p>Try our menu to find what you were looking for.</p>"
    site.otherwise = Answer(home(site, main=advice))
    publish(site, shown)


PLAN = tuple(Item("/", "We listen to children", TODAY, None) for _ in range(2))


@odd(PLAN, [("page", "/")], 25, rewritten=True)
def soft_404_home(site: Site, shown: Sequence[Item]) -> None:
    """Answers every address with its home page, which is all there is."""
    furnish(site)
    site["/"] = plan(site, shown)
    site.otherwise = site.pages["/"]


@odd(PLAN, [("page", "/")], 25, rewritten=True)
def single_page(site: Site, shown: Sequence[Item]) -> None:
    """One page that is rewritten in place, and nothing else."""
    furnish(site)
    site["/"] = plan(site, shown)


def plan(site: Site, shown: Sequence[Item]) -> str:
    """The one page of a site, longer by a section for each item after the first."""
    added = (
        "<h2>What has been done since</h2><p>Four of the promised actions were begun in the spring. "
        "Two of them will be finished before the next school year, as the board has decided.</p>"
    )
    return home(site, main=added * (len(shown) - 1))
