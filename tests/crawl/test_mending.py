"""What the end of a run makes of the run before it looks for replacements."""

from scraper.crawl.mending import no_answer_at_all
from scraper.crawl.tally import Tally
from scraper.outcomes import Outcome


def tally(*outcomes: Outcome) -> Tally:
    """A run over as many sources, one channel each."""
    counts = Tally()
    for number, outcome in enumerate(outcomes):
        counts.count_poll(f"source-{number}", "feed", outcome=outcome, detail="", entries=0, fresh=0)
    return counts


def test_when_nobody_answered_it_is_our_own_line_that_is_broken() -> None:
    assert no_answer_at_all(tally(*[Outcome.FAILED] * 3))


def test_one_answer_of_any_kind_proves_our_line() -> None:
    for outcome in set(Outcome) - {Outcome.FAILED}:
        assert not no_answer_at_all(tally(Outcome.FAILED, Outcome.FAILED, Outcome.FAILED, outcome))


def test_too_few_sources_prove_nothing() -> None:
    assert not no_answer_at_all(tally(Outcome.FAILED, Outcome.FAILED))
    assert not no_answer_at_all(tally())
