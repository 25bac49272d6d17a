"""Rows for a spreadsheet in which nothing is a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

#: A cell whose text begins so is read as a formula by some spreadsheet, the wide forms of Asian input too.
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "|", "%")


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """UTF-8 with its mark, CRLF, a row of column names; lists are joined with "; "."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row.get(column)) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def cell(value: object) -> object:
    """One value as a cell. Numbers stay numbers; a text that would be a formula is marked as text."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA_SIGNS) else text
