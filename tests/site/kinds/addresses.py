"""Sites with odd addresses: several for one publication, or ones that say nothing."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from urllib.parse import unquote

from tests.site.furniture import alternate, article, document, furnish, home, link, listing, long_day, publish
from tests.site.items import Item, items, slug, text_of
from tests.site.markup import feed, rss
from tests.site.odd import odd
from tests.site.server import Answer, Site


@odd(items("/news/", 6), [("listing", "/news/")], 14)
def session_ids(site: Site, shown: Sequence[Item]) -> None:
    """Every link bears the id of a session, another one at every request."""
    furnish(site)
    sessions = count(0x5EB63BBBE01EEED093CB22BB8F5ACDC3)

    def linked(item: Item, session: str) -> str:
        return (
            f"<li><h3>{link(f'{item.path}?PHPSESSID={session}', item.title)}</h3>"
            f"<span>{long_day(item.day)}</span></li>"
        )

    def page() -> str:
        session = f"{next(sessions):x}"
        return listing(site, shown, block=lambda item: linked(item, session))

    def without_session(path: str) -> Answer | None:
        bare, _, session = path.partition("?PHPSESSID=")
        return site.pages.get(bare) if session else None

    site.rule = without_session
    site["/"] = home(site, link("/news/", "News"))
    site["/news/"] = Answer(page)
    publish(site, shown)


@odd(items("/news/", 6), [("listing", "/news/")], 14)
def print_twins(site: Site, shown: Sequence[Item]) -> None:
    """Every publication has a second address for printing and a third for phones, both linked."""
    furnish(site)

    def block(item: Item) -> str:
        twins = f"{link(item.path + 'print/', 'Print')} {link(item.path + 'amp/', 'Mobile version')}"
        return f"<li><h3>{link(item.path, item.title)}</h3><span>{long_day(item.day)}</span> {twins}</li>"

    site["/"] = home(site, link("/news/", "News"))
    site["/news/"] = listing(site, shown, block=block)
    for item in shown:
        head = f'<link rel="canonical" href="{item.path}"><link rel="amphtml" href="{item.path}amp/">'
        site[item.path] = article(site, item, head=head)
        site[item.path + "print/"] = site[item.path + "amp/"] = article(site, item)


@odd(items("/news/", 6), [("listing", "/news/")], 14, host="localhost")
def mixed_spellings(site: Site, shown: Sequence[Item]) -> None:
    """Links to one publication are spelt in many ways: the host in capitals, without scheme, with dots."""
    furnish(site)
    bare = site.url.removeprefix("http:")
    spellings = (
        lambda path: f"http:{bare.upper()}{path}",
        lambda path: f"{bare}{path.rstrip('/')}",
        lambda path: f"/about-us/..{path}#main",
        lambda path: f"{site.url}{path}index.html",
    )

    def block(item: Item) -> str:
        one, other = (spellings[(shown[::-1].index(item) + step) % 4](item.path) for step in (0, 1))
        picture = link(one, f'<img src="/p.jpg" alt="{item.title}">')
        return f"<li>{picture}<h3>{link(other, item.title)}</h3><span>{long_day(item.day)}</span></li>"

    site["/"] = home(site, link("/news/", "News"))
    site["/news/"] = listing(site, shown, block=block)
    publish(site, shown)
    for item in shown:
        site[item.path.rstrip("/")] = site[item.path + "index.html"] = site.pages[item.path]


@odd(
    tuple(
        replace(
            item,
            path=f"/news/{slug(item.title)}-%E2%80%93-scotland%E2%80%99s-way",
            title=f"{item.title} – Scotland’s way",
        )
        for item in items("/news/", 6)
    ),
    [("feed", "/feed/"), ("listing", "/news/")],
    6,
)
def unicode_slugs(site: Site, shown: Sequence[Item]) -> None:
    """Dashes and curly quotes in addresses, percent-encoded in the feed and written out on the listing."""
    furnish(site)

    def block(item: Item) -> str:
        return f"<li><h3>{link(unquote(item.path), item.title)}</h3><span>{long_day(item.day)}</span></li>"

    site["/"] = home(site, link("/news/", "News"), alternate("/feed/"))
    site["/feed/"] = feed(rss(shown[:4], site.url, link=lambda item: site.url + encoded(item.path)))
    site["/news/"] = listing(site, shown, block=block)
    publish(site, shown)
    for item in shown:
        site[encoded(item.path)] = site.pages[item.path]


def encoded(path: str) -> str:
    """Percent-encoding in small letters, as some systems write it."""
    return path.replace("%E2", "%e2")


@odd(
    tuple(
        replace(item, path=f"/news/item.aspx?id={412 - number}")
        for number, item in enumerate(items("/news/", 6))
    ),
    [("listing", "/news/default.aspx")],
    14,
)
def numbered_addresses(site: Site, shown: Sequence[Item]) -> None:
    """Publications that differ by a number after ?id= alone."""
    furnish(site)
    site["/"] = home(site, link("/news/default.aspx", "News"))
    site["/news/default.aspx"] = listing(site, shown)
    publish(site, shown)


@odd(items("/trust/news/", 6), [("listing", "/trust/news/")], 25, entrance="/trust/")
def path_prefix(site: Site, shown: Sequence[Item]) -> None:
    """A site below a path of a larger site, whose own news are another body's."""
    furnish(site)
    others = items("/news/", 4, first=8)
    site["/"] = home(site, link("/news/", "News"))
    site["/news/"] = listing(site, others)
    publish(site, [*others, *shown])
    below = link("/trust/", "The trust") + link("/trust/news/", "News")
    body = f"<h1>The trust</h1><p>{text_of('trust')}</p>"
    site["/trust/"] = document(site, "The trust", body).replace("</nav>", f" {below}</nav>")
    site["/trust/news/"] = listing(site, shown)


@odd(items("/news/", 6), [("listing", "/news/")], 14)
def bilingual(site: Site, shown: Sequence[Item]) -> None:
    """Every page has a Welsh twin under /cy/, linked beside it."""
    furnish(site)

    def block(item: Item) -> str:
        twin = link(f"/cy{item.path}", "Darllenwch yn Gymraeg")
        return f"<li><h3>{link(item.path, item.title)}</h3><span>{long_day(item.day)}</span> {twin}</li>"

    def welsh(item: Item) -> Item:
        return Item(f"/cy{item.path}", f"Adroddiad {item.title[::-1].lower()}", item.day, item.stated)

    switch = '<link rel="alternate" hreflang="cy" href="/cy/">'
    site["/"] = home(site, link("/news/", "News") + link("/cy/news/", "Newyddion"), switch)
    site["/cy/"] = home(site, link("/cy/news/", "Newyddion") + link("/", "English"))
    site["/news/"] = listing(site, shown, block=block, after=link("/cy/news/", "Newyddion"))
    site["/cy/news/"] = listing(site, [welsh(item) for item in shown], "Newyddion")
    publish(site, shown)
    for item in shown:
        twin = article(site, welsh(item), text=text_of(item.path + "cy"))
        site[f"/cy{item.path}"] = twin.replace('lang="en-GB"', 'lang="cy"')
