"""Every form of an issue in one zip, with a list of what each file's bytes are."""

import hashlib
import io
import zipfile
from collections.abc import Mapping

from scraper.digest.exporting.docx import LONG_AGO
from scraper.digest.exporting.naming import file_stem
from scraper.digest.model import Issue

CHECKSUMS = "SHA256SUMS"


def pack(issue: Issue, files: Mapping[str, bytes]) -> bytes:
    """A zip of files by name, in a folder of the issue's name; the same bytes for the same files."""
    folder = file_stem(issue)
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in {**files, CHECKSUMS: sums.encode()}.items():
            member = zipfile.ZipInfo(f"{folder}/{name}", LONG_AGO)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return out.getvalue()
