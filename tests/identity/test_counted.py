"""Which links count clicks, and which only look a little like it."""

import pytest

from scraper.identity.counted import counts_clicks
from scraper.identity.urls import unwrapped


@pytest.mark.parametrize(
    "url",
    [
        "https://example.us7.list-manage.com/track/click?u=1&id=2&e=3",
        "https://lnks.gd/2/abc",
        "https://r1.email.example.org/4R5T-00015-9XYZ12-00015A-1/c.aspx",
        "https://example.createsend1.com/t/r-l-tklhikd-i-r/",
        "https://news.example.org/t/j-l-abcd-x-y/",
        "https://d2v8.eu1.hubspotlinks.com/Ctc/RJ+113/x",
        "https://hs.example.org/e3t/Ctc/RJ+113/x",
        "https://substack.com/redirect/2/eyJl.sig",
        "https://click.mlsend.com/link/c/YT0yNDc",
        "https://u1.ct.sendgrid.net/ls/click?upn=abc",
        "https://mail.example.org/ls/click?upn=abc",
        "https://email.mg.example.org/c/eJwabc",
        "https://xk3.r.ag.d.sendibm3.com/mk/cl/f/abc",
        "https://bit.ly/3abc",
        "http://127.0.0.1:8080/track/click?u=1",
    ],
)
def test_counters_are_known_by_their_host_or_the_shape_of_their_path(url: str) -> None:
    assert counts_clicks(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/track/clicks-and-mortar",
        "https://www.example.org/news/t/r-l",
        "https://www.example.org/c/ejournal",
        "https://notlist-manage.com/track",
        "https://www.example.org/link/campaign",
        "https://www.example.org/REPORT-2026/page.aspx",
        "https://www.example.org/",
        "folder:inbox",
    ],
)
def test_pages_of_sites_are_no_counters(url: str) -> None:
    assert not counts_clicks(url)


@pytest.mark.parametrize(
    ("url", "inner"),
    [
        (
            (
                "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.org%2Fa%3Fb%3D1"
                "%26utm_source%3Dmail&data=05%7Clibrary%40reader.example.org"
            ),
            "https://www.example.org/a?b=1",
        ),
        ("https://www.example.org/a/?mc_eid=9f2c&mc_cid=1", "https://www.example.org/a/"),
        ("https://example.us7.list-manage.com/track/click?u=1&id=2", None),
        ("no address", None),
    ],
)
def test_a_wrapped_address_is_taken_out_and_others_stay(url: str, inner: str | None) -> None:
    assert unwrapped(url) == (inner or url)
