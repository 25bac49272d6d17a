"""Sites whose listing is all there is, in the designs listings have."""

import json
from collections.abc import Sequence
from datetime import timedelta

from tests.extraction.pdfs import pdf
from tests.site.furniture import article, document, furnish, home, link, listing, long_day, publish
from tests.site.items import Item, cut, items, old_items, text_of
from tests.site.odd import odd
from tests.site.server import Answer, Site


@odd(items("/news/", 8), [("listing", "/news")], 14)
def listing_only(site: Site, shown: Sequence[Item]) -> None:
    """A listing in the menu and no feed at all."""
    furnish(site)
    site["/"] = home(site, link("/news", "News"))
    site["/news"] = listing(site, shown)
    publish(site, shown)


@odd(
    (*items("/news/", 6), *items("/publications/", 5, first=6)),
    [("listing", "/news/"), ("listing", "/publications/")],
    14,
)
def two_listings(site: Site, shown: Sequence[Item]) -> None:
    """News and reports on listings of their own."""
    furnish(site)
    site["/"] = home(site, link("/news/", "News") + link("/publications/", "Publications"))
    for folder, heading in (("/news/", "News"), ("/publications/", "Publications")):
        site[folder] = listing(site, [item for item in shown if item.folder == folder], heading)
    publish(site, shown)


@odd(
    (*items("/news-media/news/", 5), *items("/news-media/blogs/", 5, first=5)),
    [("listing", "/news-media/blogs/"), ("listing", "/news-media/news/")],
    16,
)
def hub(site: Site, shown: Sequence[Item]) -> None:
    """A section page that only leads to the listings below it."""
    furnish(site)
    site["/"] = home(site, link("/news-media/", "News and media"))
    below = "".join(f"<p>{link(f'/news-media/{name.lower()}/', name)}</p>" for name in ("News", "Blogs"))
    site["/news-media/"] = home(site, main=below)
    for folder, heading in (("/news-media/news/", "News"), ("/news-media/blogs/", "Blogs")):
        site[folder] = listing(site, [item for item in shown if item.folder == folder], heading)
    publish(site, shown)


@odd(items("/", 7), [("listing", "/")], 25)
def home_lists(site: Site, shown: Sequence[Item]) -> None:
    """A blog whose home page is its listing."""
    furnish(site)
    site["/"] = listing(site, shown, site.name)
    publish(site, shown)


@odd(items("/news/", 20, every=1), [("listing", "/news/")], 14)
def numbered_pages(site: Site, shown: Sequence[Item]) -> None:
    """A listing of five to a page, the others at ?page=2 and so on, newest first."""
    furnish(site)
    site["/"] = home(site, link("/news/", "News"))
    pages = cut(shown, 5)
    for number, page in enumerate(pages, start=1):
        others = "".join(
            f"<li>{link(f'/news/?page={other}', str(other))}</li>" for other in range(1, len(pages) + 1)
        )
        following = link(f"/news/?page={number + 1}", "Next page") if number < len(pages) else ""
        pager = f'<ul class="pager">{others}</ul>{following}'
        site[f"/news/?page={number}"] = listing(site, page, after=pager)
    site["/news/"] = site.pages["/news/?page=1"]
    publish(site, shown)


@odd(items("/news/", 15, every=1), [("listing", "/news/")], 14)
def load_more(site: Site, shown: Sequence[Item]) -> None:
    """A listing that goes on behind a “Load more” link to /page/2/."""
    furnish(site)
    site["/"] = home(site, link("/news/", "News"))
    pages = cut(shown, 6)
    for number, page in enumerate(pages, start=1):
        more = f"<p>{link(f'/news/page/{number + 1}/', 'Load more')}</p>" if number < len(pages) else ""
        site[f"/news/page/{number}/" if number > 1 else "/news/"] = listing(site, page, after=more)
    publish(site, shown)


@odd(items("/news/", 7), [("listing", "/news/")], 14)
def read_more_cards(site: Site, shown: Sequence[Item]) -> None:
    """Cards of which only the words “Read more” are a link."""
    furnish(site)

    def card(item: Item) -> str:
        return (
            f'<div class="card"><h3>{item.title}</h3><p>{long_day(item.day)}</p>'
            f"<p>What we learned, and what comes next.</p>{link(item.path, 'Read more')}</div>"
        )

    site["/"] = home(site, link("/news/", "News"))
    site["/news/"] = listing(site, shown, block=card)
    publish(site, shown)


@odd(items("/news/", 7), [("listing", "/news/")], 14)
def whole_card_links(site: Site, shown: Sequence[Item]) -> None:
    """Cards that are a link as a whole, with label, title, teaser and date inside."""
    furnish(site)

    def card(item: Item) -> str:
        return (
            f'<a class="card" href="{item.path}"><div>News</div><div class="big">{item.title}</div>'
            f"<div>What we learned, and what comes next.</div><div>{item.day:%a %d %b %Y}</div></a>"
        )

    site["/"] = home(site, link("/news/", "News"))
    site["/news/"] = listing(site, shown, block=card)
    publish(site, shown)


@odd(items("/sites/default/files/", 6, ending=".pdf"), [("listing", "/publications/")], 14)
def table_of_files(site: Site, shown: Sequence[Item]) -> None:
    """A table of reports whose links lead straight to PDF files."""
    furnish(site)
    rows = "".join(
        f"<tr><td>{item.day:%d.%m.%y}</td><td>{link(item.path, item.title)} (PDF, 1.2 MB)</td></tr>"
        for item in shown
    )
    table = f"<table><tr><th>Date</th><th>Report</th></tr>{rows}</table>"
    site["/"] = home(site, link("/publications/", "Publications"))
    site["/publications/"] = document(site, f"Publications | {site.name}", f"<h1>Publications</h1>{table}")
    for item in shown:
        site[item.path] = report(site, item)


@odd(items("/publications/", 6), [("listing", "/publications/")], 14)
def landing_and_file(site: Site, shown: Sequence[Item]) -> None:
    """Each report has a page and a PDF; the listing links both."""
    furnish(site)

    def block(item: Item) -> str:
        file = f"/media/{item.day:%Y%m%d}/report.pdf"
        site[file] = report(site, item)
        page = article(
            site, item, text=f"{text_of(site.name + item.path)} {link(file, 'Read the report (PDF)')}"
        )
        site[item.path] = page
        return (
            f'<div class="item"><h3>{link(item.path, item.title)}</h3><p>{long_day(item.day)}</p>'
            f"<p>What we learned, and what comes next.</p>{link(file, 'Download (PDF, 2 MB)')}</div>"
        )

    site["/"] = home(site, link("/publications/", "Publications"))
    site["/publications/"] = listing(site, shown, "Publications", block=block)


def report(site: Site, item: Item) -> Answer:
    """The file of a report: a title page and a page of text."""
    words = text_of(f"{site.name}{item.path}file").split()
    lines = [(" ".join(line), 11) for line in cut(words, 12)]
    return Answer(
        pdf([[(item.title, 24), (long_day(item.day), 12)], lines], {"Title": item.title}),
        content_type="application/pdf",
    )


@odd(items("/publications/", 6), [("listing", "/publications/")], 14)
def year_folders(site: Site, shown: Sequence[Item]) -> None:
    """The latest reports, and below them links to an archive page for every year."""
    furnish(site)
    old = old_items("/publications/", 4, first=8)
    years = range(2012, shown[0].day.year + 1)
    archive = "".join(f"<li>{link(f'/publications/{year}/', str(year))}</li>" for year in years)
    site["/"] = home(site, link("/publications/", "Publications"))
    site["/publications/"] = listing(
        site, shown, "Publications", after=f"<h2>Archive by year</h2><ul>{archive}</ul>"
    )
    for year in years:
        of_year = [item for item in (*shown, *old) if item.day.year == year]
        site[f"/publications/{year}/"] = listing(site, of_year, f"Publications of {year}")
    publish(site, [*shown, *old])


@odd(items("/news/", 6), [("listing", "/news/")], 14)
def events_beside(site: Site, shown: Sequence[Item]) -> None:
    """A listing beside which the next courses and events are announced, with dates and titles as long."""
    furnish(site)
    courses = [
        (f"/learning/{name.lower().replace(' ', '-')}/", name, shown[0].day + timedelta(days=20 + number))
        for number, name in enumerate(
            (
                "Safeguarding for trustees and senior leaders",
                "Listening to children in family courts",
                "Annual conference on kinship and care",
            )
        )
    ]
    announced = "".join(
        f"<li><h3>{link(path, name)}</h3><span>{long_day(day)}</span></li>" for path, name, day in courses
    )
    beside = f'<div class="column"><h2>Upcoming events</h2><ul>{announced}</ul></div>'
    site["/"] = home(site, link("/news/", "News"))
    site["/news/"] = listing(site, shown, after=beside)
    for path, name, _ in courses:
        site[path] = document(site, f"{name} | {site.name}", f"<h1>{name}</h1><p>{text_of(path)}</p>")
    publish(site, shown)


@odd(items("/news/", 200, every=0), [("listing", "/news/")], 14)
def long_listing(site: Site, shown: Sequence[Item]) -> None:
    """A listing that shows two hundred publications at once."""
    furnish(site)
    site["/"] = home(site, link("/news/", "News"))
    site["/news/"] = listing(site, shown)
    publish(site, shown)


@odd(items("/news/", 6), [("listing", "/news/")], 14)
def oldest_first(site: Site, shown: Sequence[Item]) -> None:
    """A listing that begins with its oldest publication, from years ago, and ends with the newest."""
    furnish(site)
    old = old_items("/news/", 30, first=12)
    site["/"] = home(site, link("/news/", "News"))
    site["/news/"] = listing(site, [*reversed(old), *reversed(shown)])
    publish(site, [*shown, *old])


@odd(items("/news/", 6), [("listing", "/news/")], 14)
def item_list(site: Site, shown: Sequence[Item]) -> None:
    """A listing whose cards are opened by a script; their addresses stand in JSON-LD only."""
    furnish(site)
    listed = {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "item": {
                    "@type": "NewsArticle",
                    "url": site.url + item.path,
                    "headline": item.title,
                    "datePublished": item.day.isoformat(),
                },
            }
            for number, item in enumerate(shown, start=1)
        ],
    }
    data = f'<script type="application/ld+json">{json.dumps(listed)}</script>'
    site["/"] = home(site, link("/news/", "News"))
    cards = listing(site, shown, block=lambda item: f'<div class="card" tabindex="0">{item.title}</div>')
    site["/news/"] = cards.replace("</head>", f"{data}</head>")
    publish(site, shown)
