"""Sixty cases in the shapes in which publishers of this field name what they publish."""

import pytest

from scraper.outcomes import Kind
from tests.extraction.shapes import BODY, linked, page, read

_DATED = "<p>Published 4 April 2024</p>"

#: What is expected, then the title, the address's path and what stands between heading and text.
CASES = [
    # by the words of the title
    (Kind.REPORT, "Annual report 2023-24", "/about/annual-report-2023-24", ""),
    (Kind.REPORT, "Early help in Wales: final report", "/early-help", ""),
    (Kind.REPORT, "Inspection report: children's homes", "/inspectors/homes", ""),
    (Kind.REPORT, "Impact report 2025", "/about/impact", ""),
    (Kind.GUIDANCE, "Working together: statutory guidance", "/working-together", ""),
    (Kind.GUIDANCE, "Keeping children safe: guidance for schools", "/safe", ""),
    (Kind.GUIDANCE, "A toolkit for kinship carers", "/kinship", ""),
    (Kind.GUIDANCE, "Code of practice for youth clubs", "/clubs", ""),
    (Kind.GUIDANCE, "Good practice guide to home visits", "/visits", ""),
    (Kind.CONSULTATION, "Consultation on the care leavers' offer", "/offer", ""),
    (Kind.CONSULTATION, "Call for evidence: online harms", "/harms", ""),
    (Kind.CONSULTATION, "Child protection: consultation on proposed changes", "/changes", ""),
    (Kind.CONSULTATION, "Have your say on school attendance", "/attendance", ""),
    (Kind.STATISTICS, "Children looked after: official statistics", "/looked-after", ""),
    (Kind.STATISTICS, "Referrals to services: statistical bulletin 2024", "/referrals", ""),
    (Kind.STATISTICS, "Experimental statistics on fostering", "/fostering", ""),
    (Kind.BRIEFING, "Poverty and neglect: statistics briefing", "/neglect", ""),
    (Kind.BRIEFING, "Learning from case reviews: briefing", "/reviews", ""),
    (Kind.BRIEFING, "Parliamentary briefing: the schools bill", "/bill", ""),
    (Kind.RESEARCH, "Evidence review of peer support", "/peers", ""),
    (Kind.RESEARCH, "Scoping review: young carers", "/young-carers", ""),
    (Kind.RESEARCH, "Evaluation of family hubs", "/hubs", ""),
    (Kind.RESEARCH, "Working paper 12: fathers in services", "/fathers", ""),
    (Kind.LETTER, "Open letter to the Secretary of State", "/secretary", ""),
    (Kind.LETTER, "Joint letter on child poverty", "/poverty", ""),
    (Kind.LETTER, "Letter from the Commissioner to councils", "/councils", ""),
    (Kind.WEBSITE, "Charity launches new website for young carers", "/carers", ""),
    (Kind.PRESS_RELEASE, "Press release: helpline sees record calls", "/calls", ""),
    # by a label at the heading
    (Kind.NEWS, "More families ask for help", "/more", "<p>News</p>"),
    (Kind.NEWS, "More families ask for help", "/more", "<p>News story</p>"),
    (Kind.NEWS, "More families ask for help", "/more", "<span>News item</span>"),
    (Kind.BLOG, "Why we listen", "/why", "<p>Blog</p>"),
    (Kind.BLOG, "Why we listen", "/why", "<p>Guest blog</p>"),
    (Kind.BLOG, "Why we listen", "/why", "<p>Opinion</p>"),
    (Kind.PRESS_RELEASE, "Calls at a record", "/record", "<p>For immediate release</p>"),
    (Kind.PRESS_RELEASE, "Calls at a record", "/record", "<p>Media release</p>"),
    (Kind.RESEARCH, "Who stays?", "/who", "<p>Research report</p>"),
    (Kind.RESEARCH, "Who stays?", "/who", "<p>Research and analysis</p>"),
    (Kind.REPORT, "Who stays?", "/who", "<p>Independent report</p>"),
    (Kind.REPORT, "Who stays?", "/who", "<p>Policy paper</p>"),
    (Kind.GUIDANCE, "Safer recruitment", "/safer", "<p>Statutory guidance</p>"),
    (
        Kind.STATISTICS,
        "Characteristics of children in need",
        "/need",
        "<p>Accredited official statistics</p>",
    ),
    (Kind.CONSULTATION, "The future of fostering", "/future", "<p>Open consultation</p>"),
    (Kind.LETTER, "Reform of youth courts", "/courts", "<p>Correspondence</p>"),
    (Kind.BRIEFING, "The schools bill", "/schools-bill", "<p>Briefing paper</p>"),
    (Kind.ARTICLE, "How fathers are seen", "/fathers", "<p>Feature</p>"),
    # by the section in the address
    (Kind.NEWS, "More families ask for help", "/news/2024/more-families", ""),
    (Kind.NEWS, "More families ask for help", "/about-us/news-opinion/more-families", ""),
    (Kind.BLOG, "Why we listen", "/blog/why-we-listen", ""),
    (Kind.BLOG, "Why we listen", "/news/blogs/why-we-listen", ""),
    (Kind.PRESS_RELEASE, "Calls at a record", "/press-releases/calls-at-a-record", ""),
    (Kind.CONSULTATION, "The future of fostering", "/government/consultations/future", ""),
    (Kind.STATISTICS, "Children in need", "/government/statistics/children-in-need", ""),
    (Kind.GUIDANCE, "Safer recruitment", "/guidance/safer-recruitment", ""),
    (Kind.RESEARCH, "Who stays?", "/research/who-stays", ""),
    (Kind.REPORT, "Who stays?", "/publications/reports/who-stays", ""),
    (Kind.BRIEFING, "The schools bill", "/research-briefings/schools-bill", ""),
    (Kind.ARTICLE, "How fathers are seen", "/insights/how-fathers-are-seen", ""),
    # by what is left
    (Kind.ARTICLE, "How fathers are seen", "/how-fathers", f"{_DATED}<p>By Jo Sample</p>"),
    (Kind.NEWS, "More families ask for help", "/more-families", _DATED),
    (Kind.OTHER, "What we do", "/what-we-do", ""),
]


def kind_read(title: str, path: str, between: str) -> Kind:
    site = linked(**{"@type": "WebSite", "name": "Kind Trust"})
    return read(page(f"<h1>{title}</h1>{between}{BODY}", head=site), f"https://www.example.org{path}").kind


def test_there_are_sixty_cases() -> None:
    assert len(CASES) >= 60
    assert {kind for kind, *_ in CASES} == set(Kind)


@pytest.mark.parametrize(("kind", "title", "path", "between"), CASES)
def test_the_kind_is_read_from_the_shapes_of_the_field(
    kind: Kind, title: str, path: str, between: str
) -> None:
    assert kind_read(title, path, between) is kind
