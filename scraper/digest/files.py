"""A past issue in a file of any kind we take, told by its name and its first bytes."""

from dataclasses import replace

from scraper.digest.importing import read_issue_bytes
from scraper.digest.importing_rows import issue_of
from scraper.digest.model import Issue
from scraper.digest.rows import Sheet, rows_of_html, rows_of_markdown, rows_of_message, rows_of_word
from scraper.errors import ImportRefusedError

#: What every zip file, and so every Word document, begins with.
_ZIP = b"PK\x03\x04"
#: Endings of forms that say too little of an issue to be read back.
NOT_READ = frozenset({"csv", "ris", "atom", "rss", "xml", "zip", "pdf", "doc", "xlsx"})


def read_issue_file(data: bytes, name: str) -> Issue:
    """The issue in a file: text, our JSON, HTML, a message (.eml), Word (.docx) or Markdown.

    Raises:
        ImportRefusedError: it is none, or not an issue; names the line, or the row as it is seen.
    """
    ending = name.lower().rsplit(".", 1)[-1]
    if ending in NOT_READ:
        raise ImportRefusedError(
            f"{name}: a past issue is read from text, our JSON, HTML, .eml, .docx or Markdown"
        )
    if ending == "docx" or data.startswith(_ZIP):
        return issue_of(rows_of_word(data))
    if ending == "eml":
        return _issue_of_message(data)
    if ending in {"html", "htm"} or data.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")):
        return issue_of(rows_of_html(data))
    if ending in {"md", "markdown"}:
        return issue_of(rows_of_markdown(_text(data, name)))
    return read_issue_bytes(data, name)


def _issue_of_message(data: bytes) -> Issue:
    found = rows_of_message(data)
    if isinstance(found, Sheet):
        return issue_of(found)
    return replace(read_issue_bytes(found.encode(), "the message"), presentation=None)


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportRefusedError(f"{name} is not UTF-8 text") from None
