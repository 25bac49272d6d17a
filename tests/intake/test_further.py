from scraper.intake import further
from scraper.intake.further import MOST_DOCUMENTS, MOST_TRIES, MOST_WAITING, Further
from scraper.items import ChannelRules, Reading
from scraper.outcomes import Outcome, Strategy
from scraper.plans import ChannelPlan, ChannelRead
from tests.factories import NOW

HOST = "https://example.example.org"


def read(
    outcome: Outcome = Outcome.NEW,
    *more: str,
    asked: str = "",
    status: int = 200,
    strategy: Strategy = Strategy.SITEMAP,
    first_poll: bool = False,
) -> ChannelRead:
    plan = ChannelPlan(1, "map", "example", strategy, f"{HOST}/sitemap.xml", ChannelRules(), {}, first_poll)
    depth = 1 if asked else 0
    return ChannelRead(plan, Reading(outcome, more=more), NOW, status, depth=depth, asked=asked)


def documents(*urls: str) -> tuple[Further, ...]:
    return tuple(Further(url) for url in urls)


def test_what_waits_is_kept_in_the_memory_beside_all_else_and_read_back() -> None:
    kept = further.keep({"etag": "a", "further": [1]}, (Further("b", first_poll=True, tries=2),))
    assert kept["etag"] == "a"
    assert further.waiting(kept) == (Further("b", first_poll=True, tries=2),)
    assert further.keep(kept, ()) == {"etag": "a"}
    assert further.waiting({}) == ()


def test_the_memory_is_bounded() -> None:
    kept = further.keep({}, documents(*(str(number) for number in range(MOST_WAITING + 1))))
    assert len(further.waiting(kept)) == MOST_WAITING


def test_a_document_that_was_read_waits_no_longer() -> None:
    for outcome in (Outcome.NEW, Outcome.UNCHANGED, Outcome.EMPTY):
        assert further.without(documents("a", "b"), read(outcome, asked="a")) == documents("b")


def test_a_document_that_could_not_be_read_is_asked_for_again_after_the_others() -> None:
    rest = further.without(documents("a", "b"), read(Outcome.FAILED, asked="a", status=500))
    assert rest == (Further("b"), Further("a", tries=1))


def test_a_document_that_is_not_there_is_not_asked_for_again() -> None:
    assert further.without(documents("a"), read(Outcome.FAILED, asked="a", status=404)) == ()
    assert further.without(documents("a"), read(Outcome.GONE, asked="a", status=410)) == ()


def test_a_document_is_left_alone_after_so_many_tries() -> None:
    rest = documents("a")
    polls = 0
    while rest:
        rest = further.without(rest, read(Outcome.BLOCKED, asked="a", status=403))
        polls += 1
    assert polls == MOST_TRIES


def test_a_document_that_waits_is_not_named_twice_and_keeps_its_first_poll() -> None:
    rest = (Further("a", first_poll=True),)
    assert further.named(read(Outcome.NEW, "a", "b", "b"), rest) == documents("b")
    assert further.named(read(Outcome.NEW, "b", first_poll=True), ()) == (Further("b", first_poll=True),)


def test_the_first_document_asks_for_what_waits_as_well() -> None:
    asked, waiting = further.plan(read(Outcome.UNCHANGED), documents("a"), (), 1)
    assert asked == waiting == documents("a")


def test_a_first_document_that_could_not_be_read_asks_for_nothing_and_forgets_nothing() -> None:
    assert further.plan(read(Outcome.FAILED), documents("a"), (), 1) == ((), documents("a"))


def test_sitemaps_beyond_the_limit_of_a_poll_wait_for_the_next_one() -> None:
    many = documents(*(str(number) for number in range(MOST_DOCUMENTS + 5)))
    asked, waiting = further.plan(read(), (), many, 1)
    assert (asked, waiting) == (many[:MOST_DOCUMENTS], many)


def test_older_pages_of_a_listing_beyond_the_limit_do_not_wait() -> None:
    page = read(Outcome.NEW, asked="p51", strategy=Strategy.LISTING)
    assert further.plan(page, (), documents("p52"), MOST_DOCUMENTS + 1) == ((), ())
    assert further.plan(page, (), documents("p52"), MOST_DOCUMENTS)[0] == documents("p52")


def test_sitemaps_inside_sitemaps_share_the_limit_of_the_poll() -> None:
    waiting = documents(*(str(number) for number in range(MOST_DOCUMENTS - 2)))
    inner = documents("x", "y", "z")
    asked, kept = further.plan(read(asked="inner"), waiting, inner, 2)
    assert asked == inner[:1]
    assert kept == waiting + inner
