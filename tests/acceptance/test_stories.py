"""A press release, its report and the trade paper's article are one story. The real command, real sites."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.acceptance.test_crawl import TODAY
from tests.command import Gleaner
from tests.identity.story_groups import Labelled, read_half
from tests.site.pages import article, definition, rss
from tests.site.server import Answer, Site


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def labelled(story: str) -> dict[str, Labelled]:
    """The publications of one labelled story, by source."""
    return {f"{each.source} {each.kind}": each for each in read_half("a").publications if each.story == story}


def put_up(site: Site, shown: dict[str, Labelled], linking: str = "") -> None:
    """Publications with their text, in a feed; with a link from each to `linking`, unless it is that page."""
    for path, each in shown.items():
        page = article(each.title, TODAY - timedelta(days=1), each.text)
        link = f'<p>Read <a href="{linking}">all of it</a>.</p></article>'
        site[path] = page.replace("</article>", link) if linking and not linking.endswith(path) else page
    entries = [(path, each.title, TODAY - timedelta(days=1)) for path, each in shown.items()]
    site["/feed/"] = Answer(rss(entries, site.url), content_type="application/rss+xml")


def crawl(gleaner: Gleaner, slug: str, site: Site) -> None:
    gleaner.define(slug, definition(slug, site.url, ("feed", "feed", "/feed/")))
    gleaner.run("crawl", slug)


def test_release_report_and_article_are_one_story_until_an_editor_splits_it(gleaner: Gleaner) -> None:
    kin, school = labelled("kin-allowance"), labelled("kin-school")
    with Site() as charity, Site() as paper:
        put_up(
            charity,
            {"/news/debt": kin["kinfolk press-release"], "/reports/love-and-arrears": kin["kinfolk report"]},
            f"{charity.url}/reports/love-and-arrears",
        )
        crawl(gleaner, "charity", charity)
        put_up(paper, {"/2026/debt": kin["gazette article"], "/2026/school": school["tribune article"]})
        crawl(gleaner, "paper", paper)
        rows = {row["title"]: row for row in gleaner.json("queue", "list")}
        release, report, told = (rows[each.title] for each in kin.values())
        assert {each["story_size"] for each in (release, report, told)} == {3}
        assert release["story"] == report["story"] == told["story"]
        assert rows[school["tribune article"].title]["story_size"] == 1
        members = gleaner.json("queue", "show", release["id"])["members"]
        assert any("one links to the other" in member["words"] for member in members)
        before = gleaner.json("queue", "list")
        gleaner.run("story", "split", told["id"])
        assert gleaner.json("queue", "show", told["id"])["story_size"] == 1
        put_up(paper, {"/2026/debt-again": kin["gazette article"]}, f"{charity.url}/reports/love-and-arrears")
        gleaner.run("crawl", "paper")
        assert gleaner.json("queue", "show", told["id"])["story"] != release["story"]
        gleaner.run("queue", "undo")
    after = {row["id"]: row for row in gleaner.json("queue", "list")}
    assert [after[row["id"]]["story"] for row in before] == [row["story"] for row in before]
