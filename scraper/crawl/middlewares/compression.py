"""Decoding bodies, within limits, and saying so when one ends too early.

Scrapy's own middleware limits the size of what it decodes, but neither how often a body is wrapped nor of
how many pieces it is made (both can hold up all crawls for seconds), and takes half a page for a whole one.
"""

import struct
import zlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import TextResponse
from scrapy.responsetypes import responsetypes
from scrapy.utils._compression import brotli, zstd  # type: ignore[attr-defined]  # whichever Scrapy found
from scrapy.utils.gz import gunzip

from scraper.crawl.guard.refusals import BadEncoding, TooLarge

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

#: Encodings on top of each other. One is the rule, two is a proxy that meant well.
MAX_LAYERS = 2
#: Pieces (gzip members, zstd frames) in one body. One is the rule; some log and data servers append a few.
MAX_PIECES = 100
#: log2 of the bytes a zstd frame may ask us to remember: 8 MiB is the most an HTTP client has to (RFC 9659).
ZSTD_WINDOW = 23
#: The flag of a response whose body ended before it was complete. Scrapy sets the same one for a body that
#: was ended by closing the connection.
PARTIAL = "partial"

#: Bytes, in place of a DOWNLOAD_MAXSIZE of 0.
NO_LIMIT = 1 << 40

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_CORRUPT = (zlib.error, brotli.error, zstd.ZstdError, OSError, EOFError, struct.error)


def layers(headers: Iterable[bytes]) -> list[str]:
    """The encodings in Content-Encoding headers, in the order they were put on, lower case."""
    names = b",".join(headers).decode("latin-1").lower().split(",")
    return [name for name in (part.strip() for part in names) if name not in {"", "identity"}]


def decode(body: bytes, encoding: str, limit: int) -> tuple[bytes, bool]:
    """Undo one encoding.

    Args:
        body: not empty.
        encoding: one of DECODERS.
        limit: bytes the result may have.

    Returns:
        The decoded bytes, and whether the body was complete.

    Raises:
        TooLarge: the result would be larger than the limit.
        BadEncoding: the body is not what the encoding makes.
    """
    try:
        return DECODERS[encoding](body, limit)
    except _CORRUPT as error:
        raise BadEncoding(f"the body is not {encoding}: {error}") from error


def _pieces(new: Callable[[], Any], magic: bytes | None, body: bytes, limit: int) -> tuple[bytes, bool]:
    """Decode pieces that follow each other and start with `magic`; other bytes after one are padding."""
    decoded = bytearray()
    for _ in range(MAX_PIECES):
        stream = new()
        decoded += stream.decompress(body, limit + 1 - len(decoded))
        _check(len(decoded), limit)
        if not stream.eof:
            return bytes(decoded), False
        body = stream.unused_data
        if magic is None or not body.startswith(magic):
            return bytes(decoded), True
    raise BadEncoding(f"the body is made of more than {MAX_PIECES} pieces")


def _gzip(body: bytes, limit: int) -> tuple[bytes, bool]:
    try:
        return _pieces(lambda: zlib.decompressobj(wbits=31), _GZIP, body, limit)
    except zlib.error:
        # A wrong checksum at the end, mostly. Browsers show such pages; we keep what there is.
        return gunzip(body, max_size=limit), False


def _deflate(body: bytes, limit: int) -> tuple[bytes, bool]:
    try:
        return _pieces(zlib.decompressobj, None, body, limit)
    except zlib.error:
        # Sent without the zlib wrapper by servers that took the name literally.
        return _pieces(lambda: zlib.decompressobj(wbits=-15), None, body, limit)


def _brotli(body: bytes, limit: int) -> tuple[bytes, bool]:
    stream = brotli.Decompressor()
    decoded: bytes = stream.process(body, output_buffer_limit=limit + 1)
    _check(len(decoded), limit)
    return decoded, bool(stream.is_finished())


def _zstd(body: bytes, limit: int) -> tuple[bytes, bool]:
    options: Any = {zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW}
    return _pieces(lambda: zstd.ZstdDecompressor(options=options), _ZSTD, body, limit)


def _check(size: int, limit: int) -> None:
    if size > limit:
        raise TooLarge(f"the body is larger than {limit} bytes when decoded")


#: By the names of RFC 9110, 8.4.1, RFC 7932 and RFC 8878.
DECODERS: dict[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}


class CappedCompressionMiddleware(HttpCompressionMiddleware):
    """Asks for compressed bodies as Scrapy does, and decodes them within limits."""

    def __init__(self, *, crawler: "Crawler") -> None:
        super().__init__(crawler=crawler)
        self._limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    def process_response(self, request: "Request", response: "Response") -> "Response":  # type: ignore[override]
        """The response with its body decoded, flagged "partial" when that ended too early.

        An encoding we do not know is left as it is, with what was put on before it.

        Raises:
            TooLarge: the decoded body is larger than `download_maxsize` of the request's meta, or
                DOWNLOAD_MAXSIZE.
            BadEncoding: the body is corrupt or wrapped too often.
        """
        wrapped = layers(response.headers.getlist("Content-Encoding"))
        if request.method == "HEAD" or not wrapped or not response.body:
            return response
        if len(wrapped) > MAX_LAYERS:
            raise BadEncoding(f"the body is encoded {len(wrapped)} times")
        limit = request.meta.get("download_maxsize", self._limit) or NO_LIMIT
        body, complete = response.body, True
        while wrapped and wrapped[-1] in DECODERS:
            body, whole = decode(body, wrapped.pop(), limit)
            complete = complete and whole
        return _decoded(response, body, wrapped, complete=complete)


def _decoded(response: "Response", body: bytes, left: list[str], *, complete: bool) -> "Response":
    headers = response.headers.copy()
    del headers["Content-Encoding"]
    if left:
        headers["Content-Encoding"] = ", ".join(left)
    flags = response.flags if complete or PARTIAL in response.flags else [*response.flags, PARTIAL]
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    # Without this the new response would keep the character set guessed from the encoded body.
    extra: dict[str, Any] = {"encoding": None} if issubclass(kind, TextResponse) else {}
    return response.replace(cls=kind, headers=headers, body=body, flags=flags, **extra)
