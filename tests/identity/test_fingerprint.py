"""What identifies a publication: its address, the addresses it goes by, its words."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.identity.fingerprint import (
    containment,
    fingerprint,
    is_plausible_canonical,
    jaccard,
    mask_hash,
    normalise,
    sample,
    shingles,
    text_hash,
    tokens,
)
from scraper.items import Publication, UrlRules

PAGE = "https://anytown.example/news/review-of-young-carers-published"
TEXT = "The partnership’s review has found gaps in support. Read the report."


def publication(canonical: str | None = None, text: str = TEXT) -> Publication:
    return Publication(url=PAGE, canonical_url=canonical, title="Review of young carers", text=text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It’s the child's plan", ["its", "the", "childs", "plan"]),
        ("Safe\u00adguarding", ["safeguarding"]),
        ("zero\u200bwidth", ["zerowidth"]),
        ("safe-\nguarding of child-\n   ren", ["safeguarding", "of", "children"]),
        ("Part-\nTime", ["parttime"]),
        ("2023-\n24", ["2023", "24"]),
        ("ﬁndings", ["findings"]),
        ("Tŷ Gwyn, £1,000 & 50%", ["tŷ", "gwyn", "1", "000", "50"]),
        ("snake_case – “quoted”", ["snake", "case", "quoted"]),
        ("rock 'n' roll", ["rock", "n", "roll"]),
        ("", []),
        ("… – !", []),
    ],
)
def test_words_are_compared_without_their_typography(text: str, words: list[str]) -> None:
    assert tokens(text) == words


def test_the_text_hash_is_sha256_of_the_words() -> None:
    assert text_hash(["a", "b"]) == hashlib.sha256(b"a b").hexdigest()


def test_one_other_word_changes_both_hashes() -> None:
    other = TEXT.replace("gaps", "strengths")
    assert text_hash(tokens(TEXT)) != text_hash(tokens(other))
    assert mask_hash(TEXT) != mask_hash(other)


def test_typography_changes_neither_hash() -> None:
    other = TEXT.replace("’", "'").replace(" found ", "\n\nfound\u00a0").upper()
    assert text_hash(tokens(TEXT)) == text_hash(tokens(other))
    assert mask_hash(TEXT) == mask_hash(other)


def test_a_fingerprint_is_keyed_by_the_fetched_address() -> None:
    found = fingerprint(publication(), f"{PAGE}/?utm_source=feed")
    assert found.key == PAGE
    assert found.aliases == ()
    assert found.words == 11
    assert found.text_hash == text_hash(tokens(TEXT))
    assert found.mask_hash == mask_hash(TEXT)


def test_the_asked_address_is_an_alias_when_a_redirect_led_elsewhere() -> None:
    found = fingerprint(publication(), PAGE, "https://short.example/x7?utm_source=mail")
    assert found.aliases == ("https://short.example/x7",)


def test_the_asked_address_in_another_spelling_is_no_alias() -> None:
    assert fingerprint(publication(), PAGE, f"http://www.{PAGE[8:]}?utm_source=x").aliases == ()


def test_a_redirect_to_the_front_page_makes_no_alias() -> None:
    assert fingerprint(publication(), "https://anytown.example/", PAGE).aliases == ()


def test_a_claimed_address_of_the_same_site_is_an_alias_once() -> None:
    claimed = "https://www2.anytown.example/news/young-carers-review"
    found = fingerprint(publication(claimed), PAGE, claimed)
    assert found.aliases == (claimed,)


@pytest.mark.parametrize("claimed", [PAGE, "", "not an address", "https://publisher.example/news/review"])
def test_a_claim_that_says_nothing_or_names_another_publisher_is_no_alias(claimed: str) -> None:
    assert fingerprint(publication(claimed), PAGE).aliases == ()


def test_twin_hosts_are_known_to_the_fingerprint() -> None:
    twins = UrlRules("anytown.example", frozenset({"staging.anytown.example"}))
    assert fingerprint(publication(), PAGE.replace("//", "//staging."), rules=twins).key == PAGE


def test_a_local_file_is_its_own_key() -> None:
    found = fingerprint(publication(PAGE), "saved/page.html")
    assert found.key == "saved/page.html"
    assert found.aliases == ()


@pytest.mark.parametrize(
    ("key", "claimed", "plausible"),
    [
        ("/news/old-slug-of-story", "/news/new-slug-of-story", True),
        ("/guidance/safer-recruitment/print", "/guidance/recruitment-made-safer", True),
        ("/news/the-story-of-care?unknown=77", "/news/the-story-of-care", True),
        ("/news/story", "/news/story?id=4", True),
        ("/view?id=4", "/view?item=4", True),
        ("/view?id=4", "/view", False),
        ("/news/story", "/", False),
        ("/news/story", "/news", False),
        ("/reports/annual-report-2024", "/reports/annual-report-2023", False),
        ("/reports/part-1-findings", "/reports/part-2-findings", False),
        ("/reports/easy-read", "/reports/report", False),
    ],
)
def test_a_claim_must_go_as_deep_as_the_page_and_name_the_same_edition(
    key: str, claimed: str, plausible: bool
) -> None:
    site = "https://anytown.example"
    assert is_plausible_canonical(site + key, site + claimed) is plausible


def test_shingles_are_runs_of_five_words() -> None:
    words = tokens("one two three four five six seven")
    assert len(shingles(words)) == 3
    assert shingles(words[:5]) < shingles(words)
    assert len(shingles(words, width=2)) == 6


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (1, 1), (4, 1), (5, 1), (6, 2)])
def test_a_short_text_has_one_shingle_and_an_empty_one_none(count: int, expected: int) -> None:
    assert len(shingles([f"w{n}" for n in range(count)])) == expected


def test_the_sample_is_the_same_part_of_every_text() -> None:
    text = [f"w{n}" for n in range(2000)]
    whole, half = shingles(text), shingles(text[:1000])
    assert sample(half) == sample(whole) & half
    assert len(sample(whole)) == pytest.approx(len(whole) / 8, rel=0.25)
    assert sample(whole, rate=64) < sample(whole, rate=8)


def test_a_short_text_is_sampled_by_its_smallest_hashes() -> None:
    few = shingles([f"w{n}" for n in range(16)])
    assert sample(few) == frozenset(sorted(few)[:8])
    assert sample(frozenset({5, 3})) == {3, 5}
    assert sample(frozenset()) == frozenset()


def test_containment_tells_an_excerpt_and_jaccard_a_rewrite() -> None:
    text = [f"w{n}" for n in range(400)]
    excerpt = shingles(text[100:200])
    assert containment(shingles(text), excerpt) == 1.0
    assert jaccard(shingles(text), excerpt) == pytest.approx(96 / 396)
    other = shingles([f"v{n}" for n in range(400)])
    assert containment(shingles(text), other) == jaccard(shingles(text), other) == 0.0


def test_empty_sets_share_nothing() -> None:
    assert containment(frozenset(), frozenset({1})) == 0.0
    assert jaccard(frozenset(), frozenset()) == 0.0


@given(st.text())
def test_any_text_has_a_fingerprint(text: str) -> None:
    found = fingerprint(publication(text=text), PAGE)
    assert found.words == len(tokens(text))
    assert len(found.text_hash) == len(found.mask_hash) == 64


@given(st.text(st.characters(max_codepoint=0x2FF)))
def test_normalising_twice_changes_no_words(text: str) -> None:
    assert tokens(normalise(text)) == tokens(text)


NUMBERS = st.frozensets(st.integers(0, 2**64 - 1), max_size=40)


@given(NUMBERS, NUMBERS)
def test_both_measures_are_symmetric_shares(a: frozenset[int], b: frozenset[int]) -> None:
    assert 0 <= jaccard(a, b) <= containment(a, b) <= 1
    assert containment(a, b) == containment(b, a)
    assert jaccard(a, b) == jaccard(b, a)
