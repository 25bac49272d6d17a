"""The proof of an issue: links asked on a real site, facts sought in what was crawled."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.command import Gleaner
from tests.site.pages import article
from tests.site.server import Answer, Site

SUMMARY = (
    "The Hedge Trust has published a report on hedges in Wales. Findings show: hedges are old; they are"
    " thin; and few are walked. It asks councils to count their hedges again within two years and to say"
    " what they find."
)


def issue_on(site: Site, folder: Path) -> Path:
    """A file with an issue whose links lead to the site."""
    paths = {
        "Hedges": "/hedges",
        "Ditches": "/ditches",
        "Walls": "/walls",
        "Gates": "/gates",
        "Stiles": "/stiles",
    }
    entries = [
        {
            "heading": title,
            "summary": [SUMMARY],
            "links": [{"label": "Read the report", "title": f"{title} at large", "url": site.url + path}],
        }
        for title, path in paths.items()
    ]
    file = folder / "issue.json"
    file.write_text(json.dumps({"schema": "gleaner.issue/1", "date": "2026-11-23", "entries": entries}))
    return file


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def test_links_are_asked_and_what_became_of_them_is_told(gleaner: Gleaner, tmp_path: Path) -> None:
    with Site() as site:
        site.pages["/hedges"] = Answer(article("Hedges at large", date(2026, 11, 20)))
        site.pages["/ditches"] = Answer("gone", 404)
        site.pages["/walls"] = Answer("", 301, headers={"Location": "/"})
        site.pages["/"] = Answer(article("Hedge Trust"))
        site.pages["/gates"] = Answer(article("Quite another matter", date(2026, 11, 20)))
        site.pages["/stiles"] = Answer(article("Stiles at large", date(2020, 1, 2)))
        gleaner.json("digest", "import", issue_on(site, tmp_path))
        site.requests.clear()
        unasked = gleaner.run("digest", "check", 1, "--strict", "--no-links").stdout
        assert (site.asked(), "5 links were not asked yet." in unasked) == ([], True)
        found = gleaner.json("digest", "check", 1)
        assert sorted(site.asked()) == ["/", "/ditches", "/gates", "/hedges", "/stiles", "/walls"]
        refused = gleaner.run("digest", "check", 1, "--strict", check=False)
        assert refused.returncode == 1
        site.requests.clear()
        assert gleaner.json("digest", "check", 1, "--no-links") == found
        assert site.asked() == []
    links = {each["entry"]: (each["level"], each["words"]) for each in found if "Link 1" in each["words"]}
    assert sorted(links) == [2, 3, 4, 5]
    assert links[2][0] == "broken"
    assert "404" in links[2][1]
    assert "leads to the start of" in links[3][1]
    assert "“Quite another matter” now" in links[4][1]
    assert "came out on 2 January 2020" in links[5][1]


def test_what_a_site_forbids_is_not_asked_and_told(gleaner: Gleaner, tmp_path: Path) -> None:
    with Site() as site:
        site.pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /", content_type="text/plain")
        gleaner.json("digest", "import", issue_on(site, tmp_path))
        site.requests.clear()
        found = gleaner.json("digest", "check", 1)
        assert site.asked() == []
    assert [each["level"] for each in found if "robots.txt" in each["words"]] == ["look"] * 5
