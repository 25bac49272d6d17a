"""Titles of other editions conflict; titles of one publication, told twice, do not."""

import pytest

from scraper.identity.editions import titles_conflict

OTHER_EDITIONS = [
    ("Serious violence in Anytown: annual report 2022", "Serious violence in Anytown: annual report 2023"),
    ("State of care 2022/23", "State of care 2023/24"),
    ("State of care 2022–23", "State of care 2023 to 2024"),
    ("Adoption data 21/22", "Adoption data 22/23"),
    (
        "Youth justice statistics: April 2021 to March 2022",
        "Youth justice statistics: April 2022 to March 2023",
    ),
    ("Homes inspected 1 April 2022 to 31 March 2023", "Homes inspected 1 April 2023 to 31 March 2024"),
    ("Child deaths, 2010 to 2023", "Child deaths, 2010 to 2024"),
    ("Strategy 2019", "Strategy 2021 to 2023"),
    ("Poverty in Scotland 2023", "Poverty in Scotland: 2024 edition"),
    ("Outcomes for care leavers 2019 and 2020", "Outcomes for care leavers 2021 and 2022"),
    ("Safeguarding bulletin: March 2024", "Safeguarding bulletin: April 2024"),
    ("Safeguarding bulletin, Sept 2024", "Safeguarding bulletin, October 2024"),
    ("May newsletter", "June newsletter"),
    ("What we learned in March", "What we learned in May"),
    ("Referrals, April to June 2024", "Referrals, April to September 2024"),
    ("Weekly digest, 3 June 2024", "Weekly digest, 10 June 2024"),
    ("Minutes of the board meeting 4 July", "Minutes of the board meeting 18 July"),
    ("Attendance, week ending 3 October 2024", "Attendance, week ending 10 October 2024"),
    ("Attendance in autumn term 2024", "Attendance in spring term 2024"),
    ("Winter newsletter", "Summer newsletter"),
    ("Safeguarding news, spring 2024", "Safeguarding news, summer 2024"),
    ("Referrals Q2 2024", "Referrals Q3 2024"),
    ("Referrals, first quarter", "Referrals, 4th quarter"),
    ("Referrals: quarter 1", "Referrals: quarter two"),
    ("Inquiry report part 1", "Inquiry report part two"),
    ("Inquiry report, volume II", "Inquiry report, volume III"),
    ("Practice briefing no. 4", "Practice briefing no 5"),
    ("The Carer, issue 41", "The Carer, issue no. 42"),
    ("Pathfinder evaluation: phase 1", "Pathfinder evaluation: phase 2"),
    ("Code of practice, chapter four", "Code of practice, chapter 5"),
    ("Longitudinal survey: wave 6", "Longitudinal survey: wave 7"),
    ("Podcast episode 12: neglect", "Podcast episode 13: neglect"),
    ("Training module 1", "Training module 2"),
    ("Annex A: method", "Annex B: method"),
    ("Consultation document, appendix 1", "Consultation document, appendix 2"),
    ("Year 2 evaluation of family hubs", "Year 3 evaluation of family hubs"),
    ("Parts 1 and 2 of the code", "Part 3 of the code"),
    ("Second annual report of the victims commissioner", "Third annual report of the victims commissioner"),
    ("First annual conference opens", "Third annual conference opens"),
    ("9th annual report", "Tenth annual report"),
    ("Second progress report on the action plan", "First progress report on the action plan"),
    ("Inspection handbook version 1.4", "Inspection handbook v1.5"),
    ("Practice review: Child K", "Practice review: Child L"),
    ("Rapid review, Child AB", "Rapid review, Child AC"),
    ("Learning from Baby T", "Learning from Baby W"),
    ("Local review: Family 12", "Local review: Family 13"),
    ("Thematic review, Child A and Child B", "Thematic review, Child C and Child D"),
    ("Safeguarding adults review: Adult R2", "Safeguarding adults review: Adult R3"),
    ("Serious case review: Jack", "Serious case review: Ella"),
    ("Looked after children in Wales", "Looked after children in Scotland"),
    ("Guidance for Northern Ireland", "Guidance for England"),
    ("Our strategy", "Our strategy: easy read"),
    ("The big ask", "The big ask: young people’s version"),
    ("Plan for children", "Plan for children: children's version"),
    ("Violence review", "Violence review: executive summary"),
    ("Violence review: summary", "Violence review"),
    ("Annual report (Cymraeg)", "Annual report"),
    ("Our promise", "Our promise: Welsh version"),
    ("Our promise", "Our promise in BSL"),
    ("Our promise", "Our promise: large print"),
    ("Reforming care: equality impact assessment", "Reforming care"),
    ("Reforming care: consultation response", "Reforming care"),
    ("Reforming care", "Government response to Reforming care"),
]

ONE_PUBLICATION = [
    ("State of care 2023", "State of care 2022/23"),
    ("State of care 2023", "Regulator’s State of care report warns of staff shortages"),
    ("Annual report 2023 to 2024 published", "Annual report 2023-24"),
    ("Survey 2019 to 2021", "Survey 2020 and 2021"),
    ("Report: one in five teenagers cyberbullied", "One in five teenagers cyberbullied, report finds"),
    ("Report one in four families struggle", "Report three in four families cope"),
    ("No one left behind", "No two children the same: no one left behind"),
    ("No one listens", "No two stories are alike"),
    ("Part one of the code explained", "The code explained: part 1"),
    ("Volume two of the inquiry", "Inquiry publishes volume II"),
    ("Phase 2 begins in ten areas", "Phase two begins"),
    ("Parts 1 and 2 of the code", "Part 2 of the code"),
    ("Issue no. 42 of The Carer", "The Carer issue 42"),
    ("Week 2024 is here", "Week 2025 is here again in 2024"),
    ("Section 12% rise", "Section 15% rise"),
    ("Stage 3 children", "Stage 4 children"),
    ("Children may be at risk online", "Children in June: at risk online"),
    ("Families march for change", "Families ask for change in June"),
    ("Summer hunger grows", "Winter hunger grows"),
    ("Newsletter, summer 2024", "Summer newsletter"),
    ("Charity event on 3 June 2024", "Event of 5 June 2024 draws hundreds"),
    ("Safeguarding update, 3 June 2024", "Safeguarding update: June 2024"),
    ("What is a child in need?", "Child in need: what it means"),
    ("A child is waiting", "The child we forgot"),
    ("Case of the missing files", "Case to be heard"),
    ("Child G failed by council", "Council failed Child G, review finds"),
    ("Children aged 16/17-year-olds", "Children aged 15/16-year-olds"),
    ("Child 5 to 11 programme", "Child 12 to 16 programme"),
    ("Adult 18+ services", "Adult 25+ services"),
    ("Review of Children A and B", "Review of Child A"),
    ("A child a day is hurt", "Child B is hurt"),
    ("New England study of care", "Scotland studies care"),
    ("Care in England and Wales", "Care in Wales"),
    ("KCSIE 2025: summary of the changes", "Keeping children safe in education 2025"),
    ("£2,024 for every child", "£2,025 for every child"),
    ("Rates up 2010.5 points", "Rates down in 1999"),
    ("Bill 2024-12", "Bill 2024"),
    ("", "Our promise: easy read"),
    ("Inquiry, 1st report", "Inquiry publishes first report"),
    ("Serious case review: Jack", "Serious case review of Jack’s death published"),
]


@pytest.mark.parametrize(("a", "b"), OTHER_EDITIONS)
def test_titles_of_other_editions_conflict_with_a_reason(a: str, b: str) -> None:
    assert titles_conflict(a, b)
    assert titles_conflict(b, a)


@pytest.mark.parametrize(("a", "b"), ONE_PUBLICATION)
def test_titles_of_one_publication_do_not_conflict(a: str, b: str) -> None:
    assert titles_conflict(a, b) is None
    assert titles_conflict(b, a) is None


@pytest.mark.parametrize(
    "title", sorted({title for pair in OTHER_EDITIONS + ONE_PUBLICATION for title in pair})
)
def test_no_title_conflicts_with_itself(title: str) -> None:
    assert titles_conflict(title, title.upper().replace("-", "–")) is None


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("Report 2022/23", "Report 2024", "different year: 2022–2023 / 2024"),
        ("Bulletin May 2024", "Bulletin June 2024", "different month: May / June"),
        ("Inquiry part 1", "Inquiry part two", "different part: 1 / 2"),
        ("Review: Child AB", "Review: Child AC", "different case: ab / ac"),
        ("Plan", "Plan: easy read", "only one is an easy read version"),
    ],
)
def test_the_reason_is_said_in_words(a: str, b: str, reason: str) -> None:
    assert titles_conflict(a, b) == reason
