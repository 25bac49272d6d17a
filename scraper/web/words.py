"""How facts are worded in templates: dates as people write them, counts with their noun, plain names."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from scraper.desk.counts import Count

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_in_words(day: date) -> str:
    """`22 Jul 2024`, in no system's language."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def date_in_words(value: str | None, precision: str = "day") -> str:
    """An ISO date as far as it is known: `22 Jul 2024`, `Jul 2024`, `2024`, `date unknown`."""
    if not value or precision == "none":
        return "date unknown"
    year, *rest = value[:10].split("-")
    if precision == "year" or not rest:
        return year
    month = MONTHS[int(rest[0]) - 1]
    if precision == "month" or len(rest) < 2:
        return f"{month} {year}"
    return f"{int(rest[1])} {month} {year}"


def moment_in_words(moment: datetime, zone: str, now: datetime) -> str:
    """A moment where the house is: `06:10` today, `yesterday 06:10`, `23 Jul 06:10`, another year told."""
    here, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    clock = f"{here:%H:%M}"
    if here.date() == today:
        return clock
    if here.date() == today - timedelta(days=1):
        return f"yesterday {clock}"
    year = f" {here.year}" if here.year != today.year else ""
    return f"{here.day} {MONTHS[here.month - 1]}{year} {clock}"


def stamp_in_words(stamp: str, zone: str, now: datetime) -> str:
    """An ISO moment where the house is, as `moment_in_words` has it."""
    return moment_in_words(datetime.fromisoformat(stamp), zone, now)


def ago_in_words(moment: datetime, now: datetime) -> str:
    """How long ago: `just now`, `6 min ago`, `3 h ago`, `12 days ago`."""
    minutes = int((now.astimezone(UTC) - moment.astimezone(UTC)).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} h ago"
    return f"{minutes // (24 * 60)} days ago"


def counted(number: int | Count, one: str, many: str | None = None) -> str:
    """`1 story`, `12 stories`, `1,000+ stories`: a number with its noun, thousands set apart."""
    said = f"{number:,}" if isinstance(number, int) else str(number)
    return f"{said} {one if said == '1' else many or one + 's'}"


def as_sentence(words: str) -> str:
    """Words of a refusal as a page says them: a capital first, a full stop last."""
    ended = words if words.endswith((".", "!", "?", ")")) else f"{words}."
    return ended[:1].upper() + ended[1:]
