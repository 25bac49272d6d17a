"""Wrappers give up the address they carry, or nothing."""

import base64
import json

import pytest
from ada_url import URL

from scraper.identity.unwrap import inner_address


def token(payload: object) -> str:
    body = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")
    return f"https://lnks.gd/l/eyJhbGciOiJIUzI1NiJ9.{body}.c2ln/s/1/br/9-l"


def test_a_bulletin_token_gives_the_address_in_its_payload() -> None:
    target = "https://panel.example/news?year=2024&part=2"
    assert inner_address(URL(token({"bulletin_link_id": 7, "url": target}))) == target


@pytest.mark.parametrize("payload", [{"url": 7}, {"link": "x"}, ["x"], {"url": "mailto:a@b.org"}])
def test_a_token_without_a_web_address_gives_nothing(payload: object) -> None:
    assert inner_address(URL(token(payload))) is None


def test_a_defended_address_gets_its_replaced_characters_back() -> None:
    wrapped = "https://urldefense.com/v3/__https://panel.example/a*b?c*d__;IyM!!Q!x$"
    assert inner_address(URL(wrapped)) == "https://panel.example/a#b?c#d"


def test_a_run_of_replaced_characters_takes_as_many_as_its_letter_says() -> None:
    # IyEjPw is "#!#?": a run of two, then one, then one.
    wrapped = "https://urldefense.com/v3/__https://panel.example/a**Ab*c*d__;IyEjPw!!Q!x$"
    assert inner_address(URL(wrapped)) == "https://panel.example/a#!b#c?d"


def test_more_marks_than_replaced_characters_leave_the_mark() -> None:
    wrapped = "https://urldefense.com/v3/__https://panel.example/a*b*c__;Iw!!Q!x$"
    assert inner_address(URL(wrapped)) == "https://panel.example/a#b*c"


def test_an_old_defended_address_is_spelt_back() -> None:
    wrapped = "https://urldefense.proofpoint.com/v2/url?u=http-3A__panel.example_a-2Db-5Fc&d=x"
    assert inner_address(URL(wrapped)) == "http://panel.example/a-b_c"


def test_the_first_of_repeated_parameters_counts() -> None:
    wrapped = "https://www.google.com/url?q=https://one.example/&q=https://two.example/"
    assert inner_address(URL(wrapped)) == "https://one.example/"


def test_the_query_of_an_archived_page_is_part_of_its_address() -> None:
    wrapped = "https://web.archive.org/web/20240101/https://panel.example/view?id=3"
    assert inner_address(URL(wrapped)) == "https://panel.example/view?id=3"


@pytest.mark.parametrize(
    "url",
    [
        "https://panel.example/redirect?url=https://other.example/",
        "https://notgovdelivery.com/CL0/https:%2F%2Fpanel.example/1",
        "https://google.com.evil.example/url?q=https://panel.example/",
        "https://l.facebook.com/l.php?u=panel.example",
        "https://urldefense.com/v3/__https://panel.example/*__;not~base64!!Q!x$",
        "https://urldefense.com/v3/__https://panel.example/*__;_w!!Q!x$",
    ],
)
def test_an_ordinary_or_broken_link_gives_nothing(url: str) -> None:
    assert inner_address(URL(url)) is None
