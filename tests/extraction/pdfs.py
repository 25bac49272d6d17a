"""PDFs of our own, small enough to read: Helvetica lines on A4 pages."""

Line = tuple[str, int]


def pdf(pages: list[list[Line]], info: dict[str, str] | None = None, *, encrypted: bool = False) -> bytes:
    """A PDF whose pages hold lines of (text, size in points), from top to bottom."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for page in pages:
        number = len(objects) + 1
        content = stream(page)
        kids.append(f"{number} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>"
    objects.append(
        "<< " + " ".join(f"/{name} ({escaped(text)})" for name, text in (info or {}).items()) + " >>"
    )
    trailer = f"/Info {len(objects)} 0 R"
    if encrypted:
        key = "00" * 32
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>")
        trailer += f" /Encrypt {len(objects)} 0 R /ID [<{'00' * 16}> <{'00' * 16}>]"
    return assembled(objects, trailer)


def stream(lines: list[Line]) -> str:
    height = 800
    parts = ["BT"]
    for text, size in lines:
        height -= size + 6
        parts.append(f"/F1 {size} Tf 1 0 0 1 60 {height} Tm ({escaped(text)}) Tj")
    return "\n".join([*parts, "ET"])


def escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def assembled(objects: list[str], trailer: str) -> bytes:
    parts, offsets, start = ["%PDF-1.4\n"], [], 9
    for number, content in enumerate(objects, start=1):
        offsets.append(start)
        parts.append(f"{number} 0 obj\n{content}\nendobj\n")
        start += len(parts[-1])
    size = len(objects) + 1
    parts.append(f"xref\n0 {size}\n0000000000 65535 f \n")
    parts += [f"{offset:010d} 00000 n \n" for offset in offsets]
    parts.append(f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n")
    return "".join(parts).encode("latin-1")
