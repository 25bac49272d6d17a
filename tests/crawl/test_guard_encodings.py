import gzip
import random
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, Response
from scrapy.utils._compression import brotli, zstd

from scraper.crawl.guard import BadEncoding, TooLarge
from scraper.crawl.middlewares.compression import MAX_PIECES, decode, layers
from scraper.outcomes import DropReason
from tests.crawl.rig import Got, ask, guarded, page, serving

MEGABYTE = 2**20
NOISE = random.Random(1).randbytes(300_000)  # noqa: S311 the same every time
TEXT = ("<p>The regulator published its report today. £5 million.</p>\n" * 400).encode()


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("encoding", PACK)
def test_a_whole_body_is_decoded(encoding: str) -> None:
    assert decode(PACK[encoding](TEXT), encoding, MEGABYTE) == (TEXT, True)


def test_deflate_without_its_wrapper_is_decoded() -> None:
    assert decode(raw_deflate(TEXT), "deflate", MEGABYTE) == (TEXT, True)


@pytest.mark.parametrize("encoding", PACK)
@pytest.mark.parametrize("left", [0.3, 0.9])
def test_a_body_that_ends_too_early_is_decoded_as_far_as_it_goes_and_said_so(
    encoding: str, left: float
) -> None:
    # Text that packs badly, so that a part of the packed body holds a part of the text.
    text = NOISE.hex().encode()
    packed = PACK[encoding](text)
    decoded, complete = decode(packed[: int(len(packed) * left)], encoding, MEGABYTE)
    assert not complete
    assert 0 < len(decoded) < len(text)
    assert text.startswith(decoded)


@pytest.mark.parametrize("encoding", PACK)
def test_the_limit_is_kept_to_the_byte(encoding: str) -> None:
    packed = PACK[encoding](TEXT)
    assert decode(packed, encoding, len(TEXT)) == (TEXT, True)
    with pytest.raises(TooLarge):
        decode(packed, encoding, len(TEXT) - 1)


@pytest.mark.parametrize("encoding", PACK)
def test_a_bomb_is_refused_before_it_takes_memory(encoding: str) -> None:
    bomb = PACK[encoding](bytes(40 * MEGABYTE))
    tracemalloc.start()
    with pytest.raises(TooLarge):
        decode(bomb, encoding, MEGABYTE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * MEGABYTE


@pytest.mark.parametrize("encoding", PACK)
@pytest.mark.parametrize(
    "body", [b"<html>plain</html>", NOISE[:50], b"\x1f\x8b\x00", b"\x28\xb5\x2f\xfd\xff\xff"]
)
def test_a_body_that_is_not_what_it_says_is_refused_or_flagged(encoding: str, body: bytes) -> None:
    try:
        _, complete = decode(body, encoding, MEGABYTE)
    except BadEncoding:
        return
    assert not complete


def test_a_wrong_checksum_leaves_the_text_readable_and_flagged() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-8] ^= 0xFF
    assert decode(bytes(packed), "gzip", MEGABYTE) == (TEXT, False)


def test_a_body_may_have_several_pieces_and_padding() -> None:
    assert decode(gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0", "gzip", 10) == (b"ab", True)
    assert decode(zstd.compress(b"a") + zstd.compress(b"b"), "zstd", 10) == (b"ab", True)


def test_a_body_of_very_many_pieces_is_refused() -> None:
    with pytest.raises(BadEncoding, match="pieces"):
        decode(gzip.compress(b"") * (MAX_PIECES + 1), "gzip", MEGABYTE)


def test_a_zstd_frame_may_not_ask_for_much_memory() -> None:
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
    packed = packer.compress(NOISE[:1000]) + packer.flush()
    with pytest.raises(BadEncoding):
        decode(packed, "zstd", MEGABYTE)


@given(st.sampled_from(sorted(PACK)), st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(encoding: str, body: bytes) -> None:
    try:
        decoded, _ = decode(body or b"\0", encoding, 1000)
    except (BadEncoding, TooLarge):
        return
    assert len(decoded) <= 1000


@given(st.sampled_from(sorted(PACK)), st.binary(max_size=2000))
def test_decoding_undoes_encoding(encoding: str, body: bytes) -> None:
    assert decode(PACK[encoding](body), encoding, 2000) == (body, True)


@pytest.mark.parametrize(
    ("headers", "names"),
    [
        ([], []),
        ([b"gzip"], ["gzip"]),
        ([b" GZip , br"], ["gzip", "br"]),
        ([b"gzip", b"br"], ["gzip", "br"]),
        ([b"identity"], []),
        ([b", ,"], []),
    ],
)
def test_encodings_are_listed_in_the_order_they_were_put_on(headers: list[bytes], names: list[str]) -> None:
    assert layers(headers) == names


# -- in a crawl ---------------------------------------------------------------------------------------------


def got_with(run_crawl: Any, body: bytes, **changes: Any) -> Got:
    headers = changes.pop("headers", {})

    async def crawl() -> Got:
        async with serving(lambda _: page(body, **headers), ["127.0.0.1"]) as site:
            settings = guarded(GLEANER_ALLOW_PRIVATE_NETWORKS=True, **changes)
            [got] = await ask([f"http://127.0.0.1:{site.port}/"], settings)
            return got

    return run_crawl(crawl())


def response_of(got: Got) -> Response:
    assert got.response is not None, got.error
    return got.response


def test_a_page_arrives_decoded_as_text_of_its_character_set(run_crawl: Any) -> None:
    got = got_with(
        run_crawl,
        gzip.compress("<title>Größe £5</title>".encode("latin-1")),
        headers={"Content_Encoding": "gzip", "Content_Type": "text/html; charset=iso-8859-1"},
    )
    response = response_of(got)
    assert isinstance(response, HtmlResponse)
    assert response.css("title::text").get() == "Größe £5"
    assert "Content-Encoding" not in response.headers
    assert response.flags == []


def test_two_encodings_are_undone_and_three_are_refused(run_crawl: Any) -> None:
    twice = brotli.compress(gzip.compress(TEXT))
    assert got_with(run_crawl, twice, headers={"Content_Encoding": "gzip, br"}).body == TEXT
    thrice = got_with(run_crawl, gzip.compress(twice), headers={"Content_Encoding": "gzip, br, gzip"})
    assert isinstance(thrice.error, BadEncoding)
    assert thrice.error.drop_reason is DropReason.UNREADABLE
    many = got_with(run_crawl, TEXT, headers={"Content_Encoding": ", ".join(["gzip"] * 500)})
    assert isinstance(many.error, BadEncoding)


def test_a_page_that_ends_too_early_is_flagged_partial(run_crawl: Any) -> None:
    packed = gzip.compress(NOISE)
    got = got_with(run_crawl, packed[:100_000], headers={"Content_Encoding": "gzip"})
    assert response_of(got).flags == ["partial"]


def test_a_page_larger_than_the_limit_when_decoded_is_refused(run_crawl: Any) -> None:
    got = got_with(
        run_crawl,
        gzip.compress(bytes(2 * MEGABYTE)),
        headers={"Content_Encoding": "gzip"},
        DOWNLOAD_MAXSIZE=MEGABYTE,
    )
    assert isinstance(got.error, TooLarge)
    assert got.error.drop_reason is DropReason.TOO_LARGE


def test_no_limit_is_no_limit(run_crawl: Any) -> None:
    body = bytes(2 * MEGABYTE)
    got = got_with(run_crawl, gzip.compress(body), headers={"Content_Encoding": "gzip"}, DOWNLOAD_MAXSIZE=0)
    assert got.body == body


def test_an_encoding_we_do_not_know_is_left_as_it_is(run_crawl: Any) -> None:
    got = got_with(run_crawl, TEXT, headers={"Content_Encoding": "utf-8"})
    assert (got.body, response_of(got).headers["Content-Encoding"]) == (TEXT, b"utf-8")


def test_an_empty_body_is_empty_whatever_its_encoding(run_crawl: Any) -> None:
    got = got_with(run_crawl, b"", headers={"Content_Encoding": "gzip"})
    assert (got.body, response_of(got).status) == (b"", 200)


def test_compressed_bodies_are_asked_for(run_crawl: Any) -> None:
    async def crawl() -> str:
        async with serving(lambda _: page(), ["127.0.0.1"]) as site:
            await ask([f"http://127.0.0.1:{site.port}/"], guarded(GLEANER_ALLOW_PRIVATE_NETWORKS=True))
            return site.asked[0].headers["accept-encoding"]

    assert run_crawl(crawl()) == "gzip, deflate, br, zstd"
