"""What stands around publications: the home page, the pages every site has, the pages of the items."""

from collections.abc import Callable, Sequence
from datetime import date

from tests.site.items import Item, text_of
from tests.site.server import Answer, Site

MENU = '<a href="/">Home</a> <a href="/about-us/">About us</a> <a href="/donate/">Donate</a>'
XML = "application/xml"
OWN_PAGES = ("/about-us/", "/donate/", "/helpline/", "/training/", "/our-people/", "/privacy/")


def long_day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def document(site: Site, title: str, body: str, head: str = "", prefix: str = "") -> str:
    """A whole page with the site's menu and footer around its body."""
    services = "".join(
        f'<li><a href="{prefix}/{path}/">{words}</a></li>'
        for path, words in (("helpline", "Helpline"), ("training", "Training"), ("our-people", "Our people"))
    )
    menu = MENU.replace('href="', f'href="{prefix}')
    return (
        f'<!doctype html><html lang="en-GB"><head><title>{title}</title>{head}</head><body><nav>{menu}</nav>'
        f"<main>{body}</main><footer><ul>{services}</ul>"
        f'<a href="{prefix}/privacy/">Privacy</a> {site.name}</footer></body></html>'
    )


def home(site: Site, menu: str = "", head: str = "", main: str = "") -> str:
    """A home page: a menu of links, a text about the organisation, what else stands on it."""
    body = f"<h1>We listen to children</h1><p>{text_of(site.name)}</p>{main}"
    page = document(site, site.name, body, head)
    return page.replace("</nav>", f" {menu}</nav>")


def article(
    site: Site, item: Item, said: Callable[[date], str] = long_day, text: str = "", head: str = ""
) -> str:
    """The page of an item: its heading, its day in the site's words, its text."""
    stated = f'<p class="date">Published on {said(item.day)}</p>' if item.stated else ""
    text = text or text_of(f"{site.name}{item.path}")
    body = f"<article><h1>{item.title}</h1>{stated}<p>{item.title}, says {site.name}. {text}</p></article>"
    return document(site, f"{item.title} | {site.name}", body, head)


def publish(site: Site, shown: Sequence[Item], said: Callable[[date], str] = long_day) -> None:
    """Put a page up for each item."""
    for item in shown:
        site[item.path] = article(site, item, said)


def furnish(site: Site, rules: str = "Allow: /") -> None:
    """The pages every site has, and its robots.txt."""
    site["/robots.txt"] = Answer(f"User-agent: *\n{rules}\n", content_type="text/plain")
    for path in OWN_PAGES:
        title = path.strip("/").replace("-", " ").title()
        body = f"<h1>{title}</h1><p>{text_of(site.name + path)}</p>"
        site[path] = document(site, f"{title} | {site.name}", body)


def listing(
    site: Site,
    shown: Sequence[Item],
    heading: str = "News",
    *,
    said: Callable[[date], str] = long_day,
    block: Callable[[Item], str] | None = None,
    after: str = "",
) -> str:
    """A listing page; `block` writes one item's block, `after` stands below the list."""

    def teaser(item: Item) -> str:
        day = f"<span>{said(item.day)}</span>" if item.stated else ""
        return (
            f'<li class="teaser"><h3><a href="{item.path}">{item.title}</a></h3>{day}'
            "<p>Read what we found and what should change for children.</p></li>"
        )

    blocks = "".join((block or teaser)(item) for item in shown)
    body = f'<h1>{heading}</h1><ul class="teasers">{blocks}</ul>{after}'
    return document(site, f"{heading} | {site.name}", body)


def link(path: str, words: str) -> str:
    return f'<a href="{path}">{words}</a>'


def alternate(path: str, kind: str = "rss+xml") -> str:
    return f'<link rel="alternate" type="application/{kind}" title="News" href="{path}">'
