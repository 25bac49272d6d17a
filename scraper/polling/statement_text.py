"""A coverage statement as plain text, to be filed with its issue and read in a minute."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo

from scraper.outcomes import Outcome
from scraper.polling.accounting import Accounts, Fate
from scraper.polling.coverage import Blind, Coverage, Stretch
from scraper.polling.statement import Checked, SourceLine, Statement

#: Publications that could not be read, named in the text; `--json` names all.
MOST_NAMED = 20
#: Sources named in the first sentence; all stand below it.
MOST_IN_SENTENCE = 10

KINDS = {
    Blind.PAUSED: "paused",
    Blind.RETIRED: "given up",
    Blind.NO_CHANNEL: "has no channel to read",
    Blind.NEVER_READ: "never read",
    Blind.TROUBLE: "could not be seen",
    Blind.NOT_LOOKED_AT: "not looked at",
    Blind.POSSIBLE_GAP: "possible gap: nothing it showed had been seen before",
}
FATES = {
    Fate.CANDIDATE: "candidates",
    Fate.UPDATE: "updates of what was known",
    Fate.DUPLICATE: "duplicates",
    Fate.KNOWN: "known already",
    Fate.AGAIN: "shown again",
    Fate.DROPPED: "dropped",
    Fate.UNREAD: "could not be read",
    Fate.QUESTION: "held by an open question",
    Fate.WAITING: "still waiting",
    Fate.UNACCOUNTED: "NOT ACCOUNTED FOR",
}
COLUMNS = ("SOURCE", "CHECKED", "POLLS", "MISSED", "CAME TO", "SHOWN", "LAST NEW", "USUALLY", "BLIND")


def statement_text(statement: Statement, zone: tzinfo) -> str:
    """The whole statement."""
    begin, end, made = (
        moment(at, zone) for at in (statement.window.begin, statement.window.end, statement.made_at)
    )
    parts = [
        [f"Coverage of issue {statement.issue_id} of {day(statement.day)}"],
        [f"From {begin} to {end} ({zone}), as things stood on {made}."],
        [first_sentence(statement.lines)],
        [accounts_sentence(statement.accounts)],
        list(not_checked(statement.lines, zone)),
        list(also_by_hand(statement.lines, zone)),
        list(accounts_table(statement.accounts)),
        list(unread(statement.accounts)),
        list(sources_table(statement.lines, zone)),
    ]
    return "\n\n".join("\n".join(map(one_line_kept, part)) for part in parts if part) + "\n"


def one_line(text: str) -> str:
    """A text without control characters."""
    return "".join(char if char.isprintable() else " " for char in text)


def one_line_kept(text: str) -> str:
    """A line without control characters, its blanks as they are."""
    return one_line(text).rstrip()


def first_sentence(lines: Sequence[SourceLine]) -> str:
    """The sentence that counts: "94 sources, 91 checked without gap, 3 not: …"."""
    open_ones = [line for line in lines if not line.coverage.whole]
    checked = f"{counted(len(lines), 'source')}, {len(lines) - len(open_ones)} checked without gap"
    if not open_ones:
        return f"{checked}." if lines else "No source is watched."
    hand = sum(bool(line.by_hand) for line in open_ones)
    by_hand = f" ({hand} of them checked by hand)" if hand else ""
    return f"{checked}, {len(open_ones)} not{by_hand}: {names_of(open_ones)}."


def names_of(lines: Sequence[SourceLine]) -> str:
    """The names of these sources, as far as a sentence bears them."""
    names = [one_line(line.coverage.name) for line in lines]
    more = [f"and {len(names) - MOST_IN_SENTENCE} more"] if len(names) > MOST_IN_SENTENCE else []
    return ", ".join([*names[:MOST_IN_SENTENCE], *more])


def accounts_sentence(accounts: Accounts) -> str:
    """How much was shown, and whether all of it is accounted for."""
    shown = f"{counted(accounts.total, 'entry', 'entries')} shown for the first time"
    if accounts.whole:
        return f"{shown}; what became of each is known." if accounts.total else f"{shown}."
    return f"{shown}, but only {accounts.accounted} accounted for: THE SUM DOES NOT ADD UP."


def not_checked(lines: Sequence[SourceLine], zone: tzinfo) -> Iterator[str]:
    """The sources that were not checked without gap: why, and what a person did about it."""
    left = [line for line in lines if not line.coverage.whole]
    if not left:
        return
    yield "NOT CHECKED WITHOUT GAP"
    for line in left:
        yield f"  {line.coverage.name} ({line.coverage.slug})"
        for stretch in line.coverage.stretches:
            if not stretch.caught_up:
                yield f"    {stretch_in_words(stretch, zone)}"
        for check in line.by_hand:
            yield f"    {check_in_words(check, zone)}"
    if any(not line.by_hand for line in left):
        yield "  Look at them yourself, and write it down: gleaner sources checked SOURCE --note “…”"


def also_by_hand(lines: Sequence[SourceLine], zone: tzinfo) -> Iterator[str]:
    """The checks by hand of sources that were checked without gap too."""
    found = [(line, check) for line in lines if line.coverage.whole for check in line.by_hand]
    if found:
        yield "CHECKED BY HAND AS WELL"
    for line, check in found:
        yield f"  {line.coverage.name}: {check_in_words(check, zone)}"


def stretch_in_words(stretch: Stretch, zone: tzinfo) -> str:
    """When and why something may have been missed: "news: could not be seen since …: it answers 500"."""
    who = f"{stretch.channel}: " if stretch.channel else ""
    when = ""
    if stretch.since is not None and stretch.until is not None:
        when = f" between {moment(stretch.since, zone)} and {moment(stretch.until, zone)}"
    elif stretch.since is not None and stretch.kind is not Blind.NO_CHANNEL:
        when = f" since {moment(stretch.since, zone)}"
    elif stretch.until is not None:
        when = f" until {moment(stretch.until, zone)}"
    elif stretch.kind is Blind.TROUBLE:
        when = " so far"
    kind, _, more = KINDS[stretch.kind].partition(":")
    detail = "; ".join(filter(None, (more.strip(), stretch.detail if not more else "")))
    return one_line(f"{who}{kind}{when}" + (f": {detail}" if detail else ""))


def check_in_words(check: Checked, zone: tzinfo) -> str:
    """A check by hand."""
    note = f": {check.note}" if check.note else ""
    return one_line(f"Checked by hand on {day(check.at.astimezone(zone).date())} by {check.actor}{note}")


def accounts_table(accounts: Accounts) -> Iterator[str]:
    """How many sightings became what; the sum below."""
    if not accounts.total:
        return
    yield "WHAT BECAME OF WHAT WAS SHOWN"
    for fate, groups in accounts.sums().items():
        yield f"{sum(groups.values()):>7}  {FATES[fate]}"
        for group, count in groups.items():
            yield f"         {count:>7}  {group}"
    yield f"{len(accounts.each):>7}  together; the ledger has {accounts.total}"


def unread(accounts: Accounts) -> Iterator[str]:
    """What may be a publication, and could not be read: each by its address."""
    found = accounts.of(Fate.UNREAD)
    if not found:
        return
    yield "SHOWN, BUT COULD NOT BE READ"
    for each in found[:MOST_NAMED]:
        yield f"  {one_line(each.sighting.url)} ({each.sighting.source}): {one_line(each.words)}"
    if len(found) > MOST_NAMED:
        yield f"  and {len(found) - MOST_NAMED} more: `gleaner digest coverage --json` names them all"


def sources_table(lines: Sequence[SourceLine], zone: tzinfo) -> Iterator[str]:
    """Every source in one line."""
    if not lines:
        return
    yield "EACH SOURCE"
    rows = [COLUMNS, *(row(line, zone) for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for cells in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))


def row(line: SourceLine, zone: tzinfo) -> tuple[str, ...]:
    """The cells of one source."""
    coverage = line.coverage
    return (
        coverage.slug,
        checked_word(line),
        str(coverage.made),
        str(coverage.missed),
        outcomes_in_words(coverage),
        str(line.shown),
        day(line.last_new.astimezone(zone).date()) if line.last_new else "never",
        f"every {counted(max(line.usual_gap.days, 1), 'day')}" if line.usual_gap else "not known",
        span(coverage.blind) if coverage.blind else "-",
    )


def checked_word(line: SourceLine) -> str:
    """Whether the source was checked: yes, no, or by hand."""
    if line.coverage.whole:
        return "yes"
    return "by hand" if line.by_hand else "NO"


def outcomes_in_words(coverage: Coverage) -> str:
    """What the polls came to: "9 unchanged, 2 new"."""
    counts = Counter(dict(coverage.outcomes))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], list(Outcome).index(item[0])))
    return ", ".join(f"{count} {outcome}" for outcome, count in ordered) or "-"


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def day(value: date) -> str:
    """A day for people: "26 November 2026"."""
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime, zone: tzinfo) -> str:
    """A time for people, in their zone: "26 November 2026, 09:00"."""
    local = value.astimezone(zone)
    return f"{day(local.date())}, {local:%H:%M}"


def span(value: timedelta) -> str:
    """How long: "40 min", "5 h", "3 d 4 h"."""
    minutes = round(value.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours = round(minutes / 60)
    if hours < 48:
        return f"{hours} h"
    return f"{hours // 24} d {hours % 24} h" if hours % 24 else f"{hours // 24} d"
