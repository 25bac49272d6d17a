"""Print the tables of docs/schedule.md and docs/health.md."""

from itertools import chain
from statistics import median

from benchmarks.table import table
from tests.polling.judging import Verdict, judge, rates
from tests.polling.publishers import GAPS, LENGTH, Break, world
from tests.polling.simulation import Run, best_fixed, delays, missed, run, unwarned

#: Two worlds of each season, as the tests have them.
SEEDS = range(6)
HEADINGS = (
    "world",
    "missed, with a warning",
    "missed without",
    "breaks said in time",
    "false alarms a week",
    "polls of the fixed interval's",
    "by sources",
)


def main() -> None:
    """Run the simulation and print what it came to."""
    worlds = [[run(publisher) for publisher in world(seed)] for seed in SEEDS]
    verdicts = [[judge(each) for each in runs] for runs in worlds]
    rows = [figures(*each) for each in zip(map(str, SEEDS), worlds, verdicts, strict=True)]
    print(table(HEADINGS, [*rows, figures("all", list(chain(*worlds)), list(chain(*verdicts)))]))
    print()
    print(table(("how it breaks", "in time", "of"), [by_break(how, list(chain(*verdicts))) for how in Break]))
    print()
    runs = worlds[0]
    waits = [delay for each in runs for delay in delays(each)]
    print(f"World 0: {len(waits)} publications found, median after {median(waits):.1f} hours, ", end="")
    print(f"{sum(len(each.polls) for each in runs)} polls, ", end="")
    print(f"{sum(poll.gap for each in runs for poll in each.polls)} warnings of gaps")
    print()
    rows = [row(gap, runs) for gap in sorted(set(GAPS))]
    print(table(("days between occasions", "polls a day", "median delay, hours"), rows))


def figures(name: str, runs: list[Run], told: list[Verdict]) -> tuple[object, ...]:
    """The four figures of one world."""
    polls = sum(len(each.polls) for each in runs)
    in_time, alarms, _standing = rates(told)
    (_, requests), (_, by_source) = best_fixed(runs), best_fixed(runs, of_sources=True)
    return (
        name,
        sum(len(missed(each)) for each in runs),
        sum(len(unwarned(each)) for each in runs),
        f"{in_time:.1%} of {sum(each.is_due for each in told)}",
        f"{alarms:.2%}",
        f"{polls / requests:.2f}",
        f"{polls / by_source:.2f}",
    )


def by_break(how: Break, told: list[Verdict]) -> tuple[object, ...]:
    """How many breaks of one kind were said in time."""
    due = [each for each in told if each.is_due and each.publisher.how is how]
    return how, sum(each.in_time for each in due), len(due)


def row(gap: float, runs: list[Run]) -> tuple[object, ...]:
    """One rhythm: polls a day and the median delay of its sources."""
    those = [each for each in runs if GAPS[each.publisher.number % len(GAPS)] == gap]
    waits = [delay for each in those for delay in delays(each)]
    return gap, f"{median(len(each.polls) / LENGTH.days for each in those):.1f}", f"{median(waits):.1f}"


if __name__ == "__main__":
    main()
