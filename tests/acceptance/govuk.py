"""A local site in the shape of GOV.UK: feeds, a finder, pages, and a content API that knows them."""

import html
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from scraper.cli.frame import utc_now
from tests.site.pages import article
from tests.site.server import Answer, Site

TODAY = utc_now().replace(hour=9, minute=30, second=0, microsecond=0)
ATOM = "application/atom+xml; charset=utf-8"
JSON = "application/json; charset=utf-8"


def days_ago(count: int) -> datetime:
    return TODAY - timedelta(days=count)


@dataclass
class Page:
    """A page of the site: `item` is changed into whatever the content API is to say of it."""

    path: str
    title: str
    shown: str = "Guidance"
    document_type: str = "guidance"
    updated: datetime = field(default_factory=lambda: days_ago(2))
    item: dict[str, Any] = field(default_factory=dict)

    @property
    def body(self) -> str:
        return (
            f"<p>{self.title} tells councils what to do for children and families in their area.</p>"
            "<h2>Who it is for</h2><ul><li>councils</li><li><p>schools and colleges</p></li></ul>"
            f"<p>The rules on {self.title.lower()} apply from next year on and replace older ones.</p>"
        )

    def content(self) -> dict[str, Any]:
        """The content item: published ten days ago, or when it was last updated if that was earlier."""
        first = min(days_ago(10), self.updated)
        history = [{"public_timestamp": first.isoformat(), "note": "First published."}]
        if self.updated != first:
            history.insert(
                0, {"public_timestamp": self.updated.isoformat(), "note": f"Added a part on {self.shown}."}
            )
        usual = {
            "base_path": self.path,
            "title": self.title,
            "description": f"What {self.title.lower()} means for you.",
            "schema_name": "publication",
            "document_type": self.document_type,
            "locale": "en",
            "first_published_at": first.isoformat(),
            "public_updated_at": self.updated.isoformat(),
            "updated_at": TODAY.isoformat(),
            "withdrawn_notice": {},
            "details": {
                "body": self.body,
                "first_public_at": first.isoformat(),
                "change_history": history,
                "attachments": [],
            },
            "links": {"organisations": [{"title": "Department for Examples"}]},
        }
        details = {**usual["details"], **self.item.get("details", {})}  # type: ignore[dict-item]
        return {**usual, **self.item, "details": details}


def publish(site: Site, *pages: Page) -> None:
    """Put up the pages, their content, the organisation's feed and the finder."""
    site["/robots.txt"] = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")
    for page in pages:
        site[page.path] = article(page.title, text=f"{page.title} as its page shows it. " * 30)
        site[f"/api/content{page.path}"] = Answer(json.dumps(page.content()), content_type=JSON)
    site["/government/organisations/examples.atom"] = Answer(organisation(site, pages), content_type=ATOM)
    site["/search/all.atom?organisations%5B%5D=examples&order=updated-newest"] = Answer(
        finder(site, pages), content_type=ATOM
    )


def organisation(site: Site, pages: tuple[Page, ...]) -> str:
    """An organisation's feed: ids change with every major update, titles begin with the type."""
    shown = "".join(
        f"<entry><id>{site.url}{page.path}#{page.updated.isoformat()}</id>"
        f"<updated>{page.updated.isoformat()}</updated><link rel='alternate' href='{site.url}{page.path}'/>"
        f"<title>{page.shown}: {html.escape(page.title)}</title></entry>"
        for page in pages
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Examples - Activity</title>{shown}</feed>'


def finder(site: Site, pages: tuple[Page, ...]) -> str:
    """A finder's feed: ids stay, titles stand alone, the time is written in another zone."""
    shown = "".join(
        f"<entry><id>tag:www.gov.uk,2005:{page.path}</id><updated>{zoned(page.updated)}</updated>"
        f"<link href='{site.url}{page.path}'/><title>{html.escape(page.title)}</title></entry>"
        for page in pages
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Examples</title>{shown}</feed>'


def zoned(at: datetime) -> str:
    """The same moment as people an hour to the east write it."""
    return f"{at + timedelta(hours=1):%Y-%m-%dT%H:%M:%S}.000+01:00"


def definition(site: Site, content_api: bool = True) -> str:
    """The source with both feeds."""
    api = f'content_api = "{site.url}/api/content"\n' if content_api else ""
    return (
        f'slug = "examples"\nname = "Department for Examples"\nhome = "{site.url}/about"\n'
        f'hosts = ["127.0.0.1", "localhost"]\n{api}'
        '[[channels]]\nname = "activity"\nstrategy = "feed"\n'
        f'url = "{site.url}/government/organisations/examples.atom"\n'
        '[[channels]]\nname = "finder"\nstrategy = "feed"\n'
        f'url = "{site.url}/search/all.atom?organisations%5B%5D=examples&order=updated-newest"\n'
    )
