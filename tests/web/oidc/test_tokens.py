"""What is made of keys and claims, however they are written."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import RSAKey

from scraper.errors import SignInRefusedError
from scraper.web.oidc.refusals import WORDS, Refusal
from scraper.web.oidc.service import word_of
from scraper.web.oidc.tokens import Expected, UnknownKeyError, arrival_of, claims_of, keys_in
from tests.factories import NOW
from tests.web.oidc_provider import AnySignature, key

EXPECTED = Expected("https://login.example.org", "gleaner", "nonce")
PUBLIC = key("one").as_dict(private=False)


def test_of_a_set_only_keys_for_signatures_are_used() -> None:
    weak = {**PUBLIC, "n": str(PUBLIC["n"])[:100]}
    broken = {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}
    others: list[Any] = [{**PUBLIC, "use": "enc"}, weak, broken, {"kty": "AKP"}, {"kty": "RSA"}, "a key", {}]
    assert [each.kid for each in keys_in({"keys": [*others, PUBLIC]})] == ["one"]
    assert keys_in({}) == []


def test_a_key_of_2048_bits_is_long_enough() -> None:
    assert isinstance(key("one"), RSAKey)
    assert len(str(PUBLIC["n"])) * 6 >= 2048


@pytest.mark.parametrize(
    ("said", "is_confirmed"),
    [(True, True), (False, False), ("true", True), ("false", False), (None, None), (1, None), ([], None)],
)
def test_what_a_service_says_of_an_address_is_read_strictly(said: object, is_confirmed: bool | None) -> None:
    assert arrival_of("i", {"sub": "1", "email_verified": said}).is_confirmed is is_confirmed


@pytest.mark.parametrize(
    ("said", "name"), [("  Anna  Example ", "Anna Example"), ("a\nb", ""), (7, ""), ("a" * 90, "a" * 80)]
)
def test_a_name_is_one_line(said: object, name: str) -> None:
    assert arrival_of("i", {"sub": "1", "name": said}).name == name


@given(st.text(alphabet="eyJhbGciOiJSUzI1NiJ9.-_ =\u00e9", max_size=80) | st.text(max_size=40))
def test_whatever_stands_in_place_of_a_token_is_refused(said: str) -> None:
    with pytest.raises((SignInRefusedError, UnknownKeyError)):
        claims_of(said, [key("one")], EXPECTED, "", NOW)


_JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk", "x5c", "cty"]), _JSON)
def test_whatever_stands_in_the_head_of_a_token_ends_in_a_refusal(name: str, value: Any) -> None:
    parts = [json.dumps({"alg": "RS256", "kid": "one", name: value}), "{}", "signature"]
    token = ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts)
    with pytest.raises((SignInRefusedError, UnknownKeyError)):
        claims_of(token, [key("one")], EXPECTED, "", NOW)


@given(
    st.sampled_from(
        ["iss", "aud", "sub", "exp", "nbf", "iat", "azp", "nonce", "at_hash", "amr", "auth_time"]
    ),
    _JSON,
)
def test_whatever_a_service_signs_is_believed_or_refused(claim: str, value: Any) -> None:
    at = int(NOW.timestamp())
    said = {"iss": EXPECTED.issuer, "aud": "gleaner", "sub": "1", "nonce": "nonce", "iat": at, "exp": at + 9}
    header = {"alg": "RS256", "kid": "one"}
    token = jwt.encode(header, said | {claim: value}, key("one"), registry=AnySignature())
    try:
        claims = claims_of(token, [key("one")], EXPECTED, "access", NOW)
    except SignInRefusedError:
        return
    assert claim in {"nbf", "iat", "exp", "amr", "auth_time", "azp", "at_hash", "sub"}
    assert isinstance(claims["sub"], str)


def test_every_refusal_has_one_sentence() -> None:
    assert set(WORDS) == set(Refusal)
    assert all(words.endswith(".") and words.count(".") == 1 for words in WORDS.values())


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("access_denied", "access_denied"),
        (None, "an error without a name"),
        ("a b", "an error without a name"),
        ("a" * 61, "an error without a name"),
        ("\u00e9", "an error without a name"),
    ],
)
def test_an_error_is_named_only_when_it_looks_like_a_name(said: object, word: str) -> None:
    assert word_of(said) == word
