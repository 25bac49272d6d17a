"""Nearly the same text: how many edited copies are found, and is anything joined that is not one?

Real texts, edited as sites, sub-editors and scanners do; beside other methods on the same pairs. Then moved
sites. All through the code of the crawl, on SQLite.
"""

import random
import re
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from time import process_time

from sqlalchemy.orm import Session

from benchmarks.pages import read_pages
from benchmarks.store import keep_publication, new_source, opened
from benchmarks.table import share, table
from scraper.identity.batch import judge
from scraper.identity.editions import titles_conflict
from scraper.identity.fingerprint import shingles, text_hash, tokens
from scraper.identity.match import titles_agree
from scraper.identity.near import Likeness
from scraper.intake.samples import near
from tests.identity.moves import move

LEAST_WORDS = 120
MOVES = 50
FURNITURE = "Home About us News Contact Donate\nSkip to content\nShare this page\nPrint\n"

Edit = Callable[[str, random.Random], str]


def typographic(text: str, _chance: random.Random) -> str:
    return text.replace("'", "’").replace(" - ", " – ").replace("\n", "\n\n")


def furniture(text: str, _chance: random.Random) -> str:
    return f"{FURNITURE}{text}\nRelated\nMore stories\nSign up to our newsletter"


def line_breaks(text: str, _chance: random.Random) -> str:
    words = text.split()
    return "\n".join(" ".join(words[start : start + 11]) for start in range(0, len(words), 11))


def introduction(text: str, _chance: random.Random) -> str:
    return "We are sharing this piece from our partners, who look at what changed and what should. " + text


def sub_edit(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    for _ in range(max(2, len(words) // 60)):
        words[chance.randrange(len(words))] = chance.choice(("however", "also", "recently", "often"))
    return " ".join(words)


def update(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    added = (
        "An earlier version of this page gave another figure; it was put right after a reader wrote to us."
    )
    lines.insert(chance.randrange(len(lines) + 1), added)
    return "\n".join(lines)


def cut(text: str, _chance: random.Random) -> str:
    words = text.split(" ")
    return "By our reporter\n" + " ".join(words[: len(words) * 7 // 10])


def scan(text: str, chance: random.Random) -> str:
    return "".join(
        {"l": "1", "o": "0", "e": "c"}.get(char, char) if chance.random() < 0.006 else char for char in text
    )


def excerpt(text: str, _chance: random.Random) -> str:
    words = text.split(" ")
    start = len(words) // 5
    return " ".join(words[start : start + max(60, len(words) // 3)])


EDITS: tuple[Edit, ...] = (
    typographic, furniture, line_breaks, introduction, sub_edit, update, cut, scan, excerpt,
)  # fmt: skip


def run(folder: Path) -> int:
    """Measure and print; 1 when the bar is not met."""
    texts = [
        (page.title or "", page.text)
        for page in read_pages(folder)
        if page.text and len(page.text.split()) >= LEAST_WORDS
    ]
    unique = list({text_hash(tokens(text)): (title, text) for title, text in texts}.values())
    print(f"identity: {len(unique)} texts, {len(EDITS)} edits of each")
    with tempfile.TemporaryDirectory() as home, opened(Path(home)) as session:
        owners = keep(session, unique)
        faults = near_duplicates(session, unique, owners) + negatives(session, unique)
    return min(faults + moves(), 1)


def keep(session: Session, texts: list[tuple[str, str]]) -> dict[int, int]:
    """Each text as a publication of one of twenty sources; its number by the publication's id."""
    sources = [new_source(session, f"s{number}").id for number in range(20)]
    owners = {}
    for number, (title, text) in enumerate(texts):
        row = keep_publication(session, sources[number % 20], f"k{number}", title, text)
        owners[row.id] = number
    session.flush()
    return owners


def near_duplicates(session: Session, texts: list[tuple[str, str]], owners: dict[int, int]) -> int:
    """Every edited copy looked up; precision, recall and F1 for each edit, and beside other methods."""
    rows, right, found, wanted = [], 0, 0, 0
    variants = [
        (number, edit, edit(text, random.Random(number)))  # noqa: S311 - edits, not secrets
        for number, (_, text) in enumerate(texts)
        for edit in EDITS
    ]
    began = process_time()
    answers = [first(session, text) for _, _, text in variants]
    took = (process_time() - began) / len(variants)
    for edit in EDITS:
        mine = [
            (number, owners.get(answer))
            for (number, by, _), answer in zip(variants, answers, strict=True)
            if by is edit
        ]
        hits, said = sum(a == b for a, b in mine), sum(b is not None for _, b in mine)
        rows.append(_row(edit.__name__, hits, said, len(mine)))
        right, found, wanted = right + hits, found + said, wanted + len(mine)
    rows.append(_row("all", right, found, wanted))
    rows += [_row(name, *score) for name, score in peers(texts, variants)]
    print(table(("edit", "precision", "recall", "F1"), rows))
    print(f"{took * 1000:.2f} ms of processor a lookup")
    precision, recall = right / max(found, 1), right / wanted
    return int(precision < 0.995 or 2 * precision * recall / (precision + recall) < 0.99)


def _row(name: str, right: int, found: int, wanted: int) -> tuple[str, str, str, str]:
    return name, share(right, found), share(right, wanted), share(2 * right, found + wanted)


def first(session: Session, text: str) -> int | None:
    """The publication that a text is put beside first, as copy or excerpt."""
    return next((each.id for each in near(session, 0, text) if each.likeness), None)


def peers(
    texts: list[tuple[str, str]], variants: list[tuple[int, Edit, str]]
) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """The same pairs by other methods: equal words, and datasketch's MinHash with LSH if installed."""
    hashes = {text_hash(tokens(text)): number for number, (_, text) in enumerate(texts)}
    said = [(number, hashes.get(text_hash(tokens(text)))) for number, _, text in variants]
    yield "equal words", (sum(a == b for a, b in said), sum(b is not None for _, b in said), len(said))
    if find_spec("datasketch") is None:
        return
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - not a dependency

    def minhash(text: str) -> MinHash:
        made = MinHash(num_perm=128)
        made.update_batch([str(value).encode() for value in shingles(tokens(text), 3)])
        return made

    index, kept = MinHashLSH(num_perm=128, params=(42, 3)), {}
    for number, (_, text) in enumerate(texts):
        kept[number] = minhash(text)
        index.insert(number, kept[number])
    best = []
    for number, _, text in variants:
        asked = minhash(text)
        likest = max(index.query(asked), key=lambda each: asked.jaccard(kept[each]), default=None)
        sure = likest is not None and asked.jaccard(kept[likest]) >= 0.4
        best.append((number, likest if sure else None))
    yield "MinHash LSH", (sum(a == b for a, b in best), sum(b is not None for _, b in best), len(best))


def negatives(session: Session, texts: list[tuple[str, str]]) -> int:
    """What must not be joined: the next edition of a text, another town's report by the same template."""
    joined = 0
    for number, (title, text) in enumerate(texts):
        edition = re.sub(r"\b20\d\d\b", "2031", text)
        for other, words in ((f"{title or 'Report'} 2031", edition), (f"Report of area {number}", text)):
            base = f"{title or 'Report'} 2030" if other.endswith("2031") else "Report of area 9999"
            likeness = next(
                (each for each in near(session, 0, words) if each.likeness is Likeness.COPY), None
            )
            if likeness and not titles_conflict(base, other) and titles_agree(base, other):
                joined += 1
    print(f"next editions and reports by one template joined: {joined} of {2 * len(texts)}")
    return joined


def moves() -> int:
    """Sites that move: how many publications are found again, and is one taken for another?"""
    found = known = wrong = lost = 0
    for seed in range(MOVES):
        site = move(seed)
        batch = judge(site.entries, len(site.entries), site.known, 3, first_poll=False)
        found, known = found + len(batch.moved), known + len(site.truth)
        wrong += sum(site.truth.get(each.key) != each.page_id for each in batch.moved)
        lost += sum(each.key not in site.truth and each.key not in batch.fresh for each in site.entries)
    print(f"{MOVES} moved sites: {found} of {known} publications found again ({share(found, known)}), "
          f"{wrong} taken for another, {lost} new ones lost")  # fmt: skip
    return wrong + lost + int(found < 0.98 * known)
