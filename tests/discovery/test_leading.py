"""Where an answer leads on to: by status, by tag, by script."""

import pytest

from scraper.discovery.leading import leads_to
from scraper.items import Document

ASKED = "https://click.example.org/track/click?u=1"
TARGET = "https://www.example.org/news/story"


def document(body: str = "", **headers: str) -> Document:
    return Document(ASKED, body.encode(), "text/html; charset=utf-8", headers)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    ("location", "url"), [(TARGET, TARGET), ("/news/story", "https://click.example.org/news/story")]
)
def test_a_redirect_leads_to_its_location(status: int, location: str, url: str) -> None:
    assert leads_to(document(location=location), status) == url


@pytest.mark.parametrize(
    "body",
    [
        f'<meta http-equiv="refresh" content="0; url={TARGET}">',
        f"<META HTTP-EQUIV=Refresh CONTENT=\"0;URL='{TARGET}'\">",
        f'<script>window.location.replace("{TARGET}");</script>',
        f"<script>location.href = '{TARGET}'</script>",
        f'<script>window.location="{TARGET}".slice(0)</script>'.replace("/", "/"),
    ],
)
def test_a_page_may_lead_on_by_a_tag_or_a_script(body: str) -> None:
    assert leads_to(document(f"<html><head>{body}</head><body>Wait</body></html>"), 200) == TARGET


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (document(), 302),
        (document(location="javascript:void(0)"), 302),
        (document("<p>A page of its own</p>"), 200),
        (document('<meta http-equiv="refresh" content="30">'), 200),
        (document('<meta http-equiv="content-type" content="text/html">'), 200),
        (document(), 200),
        (document(f'<meta http-equiv="refresh" content="0; url={TARGET}">'), 404),
    ],
)
def test_what_leads_nowhere_is_none(answer: Document, status: int) -> None:
    assert leads_to(answer, status) is None
