"""Idle dates and counters are masked; what a reader would want to know is not."""

import pytest

from scraper.identity.fingerprint import mask_hash

STORY = "The partnership has published its review of support for young carers.\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Last updated: 3 May 2024", "Last updated: 17 June 2024"),
        ("Last updated: 3rd of May 2024", "Last updated: 17th June 2024"),
        ("Published Tuesday 2 July 2024", "Published Friday, 5 July 2024"),
        ("Published 2 Jul 2024", "Published 9 Sept. 2024"),
        ("Published July 2, 2024", "Published August 12, 2024"),
        ("Page reviewed: March 2024", "Page reviewed: April 2025"),
        ("Reviewed 5 May", "Reviewed 6 May"),
        ("Updated 2024-07-02", "Updated 2024-07-09T10:15:00Z"),
        ("Updated 02/07/2024", "Updated 9/7/24"),
        ("Updated 02-07-2024", "Updated 09-07-2024"),
        ("Updated 02.07.2024", "Updated 09.07.2024"),
        ("Updated 2 July 2024 at 10:15", "Updated 2 July 2024 at 18:40"),
        ("Updated at 10.15am", "Updated at 4:30 p.m"),
        ("Updated at 9am", "Updated at 11 pm"),
        ("Posted 5 minutes ago", "Posted 2 hours ago"),
        ("Posted an hour ago", "Posted 3 days ago"),
        ("1,204 views", "1.3k views"),
        ("Views: 1,204", "Views: 1,388"),
        ("Comments (3)", "Comments (14)"),
        ("5 min read", "6 minute read"),
        ("© 2023 Anytown Partnership", "© 2024 Anytown Partnership"),
        ("Copyright 2019–2023 Anytown", "Copyright 2019–2024 Anytown"),
        ("The minister spoke on 3 May 2024 in Leeds.", "The minister spoke on 4 May 2024 in Leeds."),
        ("Date: 3 May 2024 10:15", "Date: 3 May 2024"),
    ],
)
def test_a_change_of_an_idle_date_or_counter_is_no_change(before: str, after: str) -> None:
    assert mask_hash(STORY + before) == mask_hash(STORY + after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The concern was marked urgent", "The concern was noted urgent"),
        ("The decision stands", "The novel stands"),
        ("Separate homes", "Junior homes"),
        ("Children may be moved", "Children must be moved"),
        ("Children may be moved", "Children march on"),
        ("The levy is £1.50 a child", "The levy is £1.60 a child"),
        ("See section 4.12", "See section 4.13"),
        ("See paragraph 4.12.3", "See paragraph 4.12.4"),
        ("A ratio of 1:8", "A ratio of 1:9"),
        ("It costs £9.30 per meal", "It costs £9.50 per meal"),
        ("Rates rose 24/7 and 22/23", "Rates rose 24/7 and 23/24"),
        ("The panel heard 1,204 cases", "The panel heard 1,388 cases"),
        ("The consultation closes on 3 May 2024", "The consultation closes on 17 May 2024"),
        ("Deadline: 3 May 2024", "Deadline: 10 May 2024"),
        ("Send your views by Friday 3 May", "Send your views by Friday 10 May"),
        ("Applications are open until 3 May", "Applications are open until 10 May"),
        ("The duty applies from 1 April 2025", "The duty applies from 1 June 2025"),
        ("The conference takes place on 3 June", "The conference takes place on 4 June"),
        (
            "Officials read every reply and found that the consultation drew 1,204 comments from the public.",
            "Officials read every reply and found that the consultation drew 1,388 comments from the public.",
        ),
        ("January newsletter", "February newsletter"),
        ("", "Updated 3 May 2024"),
    ],
)
def test_a_change_that_says_something_stays_a_change(before: str, after: str) -> None:
    assert mask_hash(STORY + before) != mask_hash(STORY + after)
