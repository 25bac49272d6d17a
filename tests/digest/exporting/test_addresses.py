"""Addresses as people paste them: no form spoils one, and feeds have them as their standards ask."""

import re
from dataclasses import replace

import feedparser
import pytest
from lxml import etree

from scraper.digest.exporting import render
from scraper.digest.exporting.naming import as_uri, lasting_id
from scraper.digest.files import read_issue_file
from scraper.digest.model import DigestEntry, DigestLink, Issue

AS_PASTED = (
    "https://bücher.example/straße?größe=1",
    "https://example.org/search?f[0]=type:report&q=“care”",
    "https://example.org/a_b_c/(d)*e*",
    "https://example.org/100%/x",
    "https://example.org/a\\b|c^d{e}`f",
    "https://[2001:db8::1]:8080/x",
    "https://example.org/?a=1&copy=2&amp;lt",
    "https://example.org/#:~:text=one,two",
)
FORMS = {
    "html": "a.html",
    "eml": "a.eml",
    "docx": "a.docx",
    "markdown": "a.md",
    "text": "a.txt",
    "json": "a.json",
}
LINK = DigestLink("Read the report", "Hedges at large", "https://example.org/page")
URI = re.compile(r"https?://[\w.\[\]:-]+(?:[\w./?:@!$&'()*+,;=~-]|%[0-9A-F]{2})*(?:#[^#\s]*)?", re.ASCII)


def with_address(url: str) -> Issue:
    entry = DigestEntry("Hedges", ("The Hedge Trust has published a report on hedges.",), (LINK,))
    other = replace(entry, heading="Ditches", links=(replace(LINK, url=url),))
    return Issue((entry, other), title="News of the hedges")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("url", AS_PASTED)
def test_an_address_comes_back_as_it_was_pasted(url: str, form: str) -> None:
    issue = with_address(url)
    assert read_issue_file(render(issue, form), FORMS[form]).entries[1].links == issue.entries[1].links


@pytest.mark.parametrize("form", FORMS)
def test_a_blank_in_an_address_does_not_cost_its_link(form: str) -> None:
    issue = with_address(" https://example.org/our report\u00a02026.pdf\t")
    (link,) = read_issue_file(render(issue, form), FORMS[form]).entries[1].links
    assert link == replace(LINK, url="https://example.org/our%20report%202026.pdf")


@pytest.mark.parametrize("form", ["atom", "rss"])
@pytest.mark.parametrize("url", AS_PASTED)
def test_feeds_hold_uris_only(url: str, form: str) -> None:
    data = render(with_address(url), form)
    found = [*etree.fromstring(data).iter("{*}link")]
    addresses = [node.get("href") or node.text for node in found]
    assert len(addresses) >= 2
    assert [each for each in addresses if not URI.fullmatch(each or "")] == []
    assert addresses[-1] == as_uri(url)


def test_an_entry_has_the_id_of_its_address_as_it_was_pasted() -> None:
    issue = with_address(AS_PASTED[0])
    assert feedparser.parse(render(issue, "atom")).entries[1].id == lasting_id(issue, AS_PASTED[0]).urn


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("https://bücher.example:8080/ß?ü#é", "https://xn--bcher-kva.example:8080/%C3%9F?%C3%BC#%C3%A9"),
        ("https://example.org/100%?a=%20[b]#c#d", "https://example.org/100%25?a=%20%5Bb%5D#c%23d"),
        ("https://ann@example.org/", "https://ann@example.org/"),
        ("https://example.org/?#", "https://example.org/?#"),
        ("mailto:ann@example.org", "mailto:ann@example.org"),
    ],
)
def test_a_uri_keeps_what_is_encoded_and_encodes_the_rest(url: str, uri: str) -> None:
    assert as_uri(url) == uri
