"""Issues to test with: our own fixtures, and as many invented ones as a test asks for."""

from pathlib import Path
from random import Random

from scraper.digest.characters import NBSP
from scraper.digest.model import (
    DigestEntry,
    DigestLink,
    Issue,
    Part,
    Presentation,
    SourceLine,
    Spacing,
)

FIXTURES = Path(__file__).parents[1] / "fixtures" / "digest"
OWN_ISSUE = (FIXTURES / "own-issue.txt").read_bytes()
OWN_STYLE = (FIXTURES / "own-style.txt").read_bytes()
OLDER_FORMS = (FIXTURES / "older-forms.txt").read_bytes()

WORDS = (
    "allotments", "buses", "children’s", "‘quoted’", "“double”", "self-help", "24-30", "3,500", "(SEND)",
    "of", "and", "Wales", "cafés", "neuadd", "Ŵyl", "…", "a&b", "50%", "x:y", "日本", "🦔", f"no{NBSP}break",
    "line\u2028separator", "em\u2003space", "\ufeff", "tab\tbed",
)  # fmt: skip
LABELS = (
    "Read the report", "Read the guidance for Northern Ireland", "READ THE BLOG", "Find out more", "Read",
    "Further Information", "Visit the website", "View the framework", "Listen to the podcasts",
)  # fmt: skip
MARKED_LABELS = ("See also on Hedge Learning", "Read more on Hedge Learning", "Find out more about hedges")
DATES = ("9 January 2012", "04 May 2017", "April 2024", "29 March – 02 April 2020", "1st-3rd June 2019")


def invented_issue(seed: int) -> Issue:
    """An issue in any form the import takes, with the presentation it was typed with."""
    return _Inventor(Random(seed)).issue()  # noqa: S311 - not a secret


class _Inventor:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.eol = random.choice(("\n", "\r\n"))

    def issue(self) -> Issue:
        count = self.random.randint(1, 4)
        entries = tuple(self.entry(first=number == 0) for number in range(count))
        form = Presentation(
            bom=self.maybe(),
            eol=self.eol,
            start=self.random.choice(("", self.eol, f"{NBSP}{self.eol}  ", " ")),
            end=self.random.choice(("", self.eol, self.eol * 2, f"{self.eol} {NBSP}")),
        )
        return Issue(entries, presentation=form)

    def entry(self, *, first: bool) -> DigestEntry:
        summary = tuple(self.words(3, 30) + "." for _ in range(self.random.choice((1, 1, 1, 2, 3))))
        source = self.source() if self.maybe() else None
        source_first = self.maybe()
        spacings = [Spacing(Part.HEADING, "" if first else self.apart(), trail=self.blanks())]
        if source and source_first:
            spacings += self.source_spacings(source)
        for number in range(len(summary)):
            # Only right under the heading or another paragraph may a paragraph do without a blank line.
            before = self.apart() if number == 0 else self.either()
            spacings.append(Spacing(Part.SUMMARY, before, trail=self.blanks()))
        links = self.links(spacings)
        if source and not source_first:
            spacings += self.source_spacings(source)
        return DigestEntry(self.words(1, 5), summary, links, source, None, tuple(spacings))

    def links(self, spacings: list[Spacing]) -> tuple[DigestLink, ...]:
        links: list[DigestLink] = []
        for _ in range(self.random.randint(1, 4)):
            bare = bool(links) and self.random.random() < 0.3
            url = "https://hedge.example/a?b=(c)&d=1" if self.random.random() < 0.3 else None
            media = self.random.choice(("", "", "", "PDF"))
            title = self.words(1, 9)
            if bare:
                links.append(DigestLink("", title, url, media=media))
                spacings.append(Spacing(Part.LINK, self.line_end(), trail=self.blanks()))
            else:
                links.append(self.labelled(title, url, media))
                spacings.append(self.label_spacing(links[-1]))
            if url:
                spacings.append(Spacing(Part.URL, self.line_end(), trail=self.blanks()))
        return tuple(links)

    def labelled(self, title: str, url: str | None, media: str) -> DigestLink:
        mark = self.random.choice((":", ":", ":", ":", ">", "-", "–", "—"))
        label = self.random.choice(LABELS if mark == ":" else MARKED_LABELS)
        return DigestLink(label, title, url, mark, media)

    def label_spacing(self, link: DigestLink) -> Spacing:
        fallen = self.random.random() < 0.2
        gap = self.blanks() + self.line_end() if fallen else self.blanks()
        mark_gap = self.random.choice(("", "", "", " ", NBSP))
        if link.mark != ":":
            gap, mark_gap = gap or " ", mark_gap or " "
        return Spacing(Part.LINK, self.either(), mark_gap, gap, self.blanks())

    def source(self) -> SourceLine:
        kind = self.random.randrange(5)
        name = self.words(1, 3).replace("24-30", "thirty")  # "30 April 2024" is all date
        date = self.random.choice(DATES)
        if kind == 0:
            return SourceLine(name)
        if kind == 1:
            return SourceLine("", label="", date=date, date_label="Publication date", date_mark="")
        if kind == 2:
            return SourceLine(self.random.choice((name, "")), date=date)
        label = self.random.choice(("Source", "Sources", "SOURCE"))
        return SourceLine(self.random.choice((name, name, "")), label, date, "Date")

    def source_spacings(self, source: SourceLine) -> list[Spacing]:
        if not source.label:
            return [Spacing(Part.DATE, self.either(), gap=" ", trail=self.blanks())]
        gap = self.blanks() if source.name else ""
        line = Spacing(Part.SOURCE, self.either(), gap=gap, trail=self.blanks())
        if not source.has_date:
            return [line]
        date = Spacing(Part.DATE, gap=self.blanks() if source.date_label else "", trail=self.blanks())
        if source.date_label and self.maybe():
            own_line = Spacing(Part.DATE, self.either(), gap=date.gap, trail=date.trail)
            return [line, own_line] if self.maybe() else [own_line, line]
        one_line = Spacing(
            Part.DATE, self.random.choice((" ", NBSP, "  \t ")), gap=date.gap, trail=date.trail
        )
        return [Spacing(Part.SOURCE, line.before, gap=gap), one_line]

    def words(self, fewest: int, most: int) -> str:
        count = self.random.randint(fewest, most)
        text = " ".join(self.random.choice(WORDS) for _ in range(count))
        return "Hedges " + text[: 80 if most <= 5 else None].strip(f" \t{NBSP}")

    def maybe(self) -> bool:
        return self.random.random() < 0.5

    def blanks(self) -> str:
        return self.random.choice(("", "", "", NBSP, NBSP * 2, " ", "\t", f" {NBSP}"))

    def line_end(self) -> str:
        return self.eol + self.random.choice(("", "", "", "", "  ", NBSP))

    def apart(self) -> str:
        blank_lines = self.random.choice(("", "", "", "", f"{NBSP}{self.eol}", f" {self.eol}\t{self.eol}"))
        return self.eol * 2 + blank_lines + self.random.choice(("", "", "", " "))

    def either(self) -> str:
        return self.apart() if self.maybe() else self.line_end()
