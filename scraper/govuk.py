"""What do GOV.UK's words mean? Its document types, the titles of its feeds, its timestamps.

It stands below the rooms: discovery reads GOV.UK's lists and extraction its content, and they must not know
each other.
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from scraper.dates import parse_date
from scraper.items import DateFact
from scraper.outcomes import Kind, Witness

#: Where GOV.UK's days begin.
LONDON = ZoneInfo("Europe/London")

#: Hosts of its pages, and of the files they link.
#: Source: https://docs.publishing.service.gov.uk/manual/assets.html.
PAGE_HOST = "www.gov.uk"
FILE_HOST = "assets.publishing.service.gov.uk"

#: Document types by their name in the Content and Search APIs. Source, with the groups they belong to:
#: https://docs.publishing.service.gov.uk/document-types/government_document_supertype.html and
#: https://docs.publishing.service.gov.uk/document-types.html. A policy paper (white paper, strategy) counts
#: as a report. OTHER is said of types that are publications of no kind of ours; others are not listed.
KINDS = {
    "aaib_report": Kind.REPORT,
    "accredited_official_statistics": Kind.STATISTICS,
    "answer": Kind.GUIDANCE,
    "authored_article": Kind.ARTICLE,
    "blog_post": Kind.BLOG,
    "call_for_evidence": Kind.CONSULTATION,
    "call_for_evidence_outcome": Kind.CONSULTATION,
    "case_study": Kind.ARTICLE,
    "closed_call_for_evidence": Kind.CONSULTATION,
    "closed_consultation": Kind.CONSULTATION,
    "consultation": Kind.CONSULTATION,
    "consultation_outcome": Kind.CONSULTATION,
    "corporate_report": Kind.REPORT,
    "correspondence": Kind.LETTER,
    "decision": Kind.OTHER,
    "detailed_guide": Kind.GUIDANCE,
    "detailed_guidance": Kind.GUIDANCE,
    "document_collection": Kind.OTHER,
    "drug_safety_update": Kind.GUIDANCE,
    "fatality_notice": Kind.NEWS,
    "foi_release": Kind.OTHER,
    "form": Kind.OTHER,
    "government_response": Kind.NEWS,
    "guidance": Kind.GUIDANCE,
    "guide": Kind.GUIDANCE,
    "hmrc_manual": Kind.GUIDANCE,
    "hmrc_manual_section": Kind.GUIDANCE,
    "impact_assessment": Kind.REPORT,
    "independent_report": Kind.REPORT,
    "international_treaty": Kind.OTHER,
    "maib_report": Kind.REPORT,
    "manual": Kind.GUIDANCE,
    "manual_section": Kind.GUIDANCE,
    "map": Kind.OTHER,
    "medical_safety_alert": Kind.NEWS,
    "national_statistics": Kind.STATISTICS,
    "national_statistics_announcement": Kind.STATISTICS,
    "news_article": Kind.NEWS,
    "news_story": Kind.NEWS,
    "notice": Kind.OTHER,
    "official_statistics": Kind.STATISTICS,
    "official_statistics_announcement": Kind.STATISTICS,
    "open_call_for_evidence": Kind.CONSULTATION,
    "open_consultation": Kind.CONSULTATION,
    "oral_statement": Kind.NEWS,
    "policy_paper": Kind.REPORT,
    "press_release": Kind.PRESS_RELEASE,
    "promotional": Kind.OTHER,
    "raib_report": Kind.REPORT,
    "regulation": Kind.GUIDANCE,
    "research": Kind.RESEARCH,
    "research_for_development_output": Kind.RESEARCH,
    "service_manual_guide": Kind.GUIDANCE,
    "speech": Kind.NEWS,
    "standard": Kind.GUIDANCE,
    "statistical_data_set": Kind.STATISTICS,
    "statistics": Kind.STATISTICS,
    "statutory_guidance": Kind.GUIDANCE,
    "transparency": Kind.OTHER,
    "world_news_story": Kind.NEWS,
    "written_statement": Kind.NEWS,
}

#: How pages and feeds of GOV.UK show a type, where that is not the type's name with blanks.
_SHOWN = {
    "collection": "document_collection",
    "foi release": "foi_release",
    "freedom of information release": "foi_release",
    "oral statement to parliament": "oral_statement",
    "promotional material": "promotional",
    "research and analysis": "research",
    "statistics announcement": "official_statistics_announcement",
    "transparency data": "transparency",
    "written statement to parliament": "written_statement",
}
_PREFIXED = re.compile(r"\s*([A-Za-z][A-Za-z ]{2,40}?)\s*:\s+(\S.*)", re.S)


def kind_of(document_type: str) -> Kind | None:
    """The kind of a document type, named as in the APIs ("press_release") or as shown ("Press release").

    Returns:
        None for types that are no publications (finders, organisations) or that we do not know.
    """
    shown = " ".join(document_type.lower().split())
    return KINDS.get(_SHOWN.get(shown, re.sub(r"[\s-]", "_", shown)))


def split_title_prefix(title: str) -> tuple[Kind | None, str]:
    """Take the type off the title of an organisation's feed: "Press release: New duty on schools".

    Returns:
        The kind and the title without it; None and the title as it was when no type of GOV.UK's stands
        before the colon ("Ofsted: annual report").
    """
    match = _PREFIXED.fullmatch(title)
    kind = kind_of(match[1]) if match else None
    return (kind, match[2]) if match and kind else (None, title)


def moment(stamp: str) -> datetime | None:
    """A timestamp of GOV.UK's APIs, RFC 3339 with its zone; UTC is meant when none is written."""
    if len(stamp) > 40:
        return None
    try:
        read_moment = datetime.fromisoformat(stamp.strip())
    except ValueError:
        return None
    return read_moment if read_moment.tzinfo else read_moment.replace(tzinfo=UTC)


def day_of(stamp: str, now: datetime, witness: Witness = Witness.FEED) -> DateFact | None:
    """The day of a timestamp as GOV.UK's pages show it: London's, 16 July for 2024-07-15T23:01:00Z.

    Returns:
        The date with the timestamp as `raw`, or None when it is none or no plausible day of publication.
    """
    exact = moment(stamp) if "T" in stamp.upper() else None
    try:
        written = exact.astimezone(LONDON).date().isoformat() if exact else stamp
    except OverflowError:  # the first or last day of the calendar, moved over its edge
        return None
    fact = parse_date(written, witness, now)
    return DateFact(fact.value, fact.precision, fact.witness, stamp.strip()) if fact else None
