"""Print the tables of docs/schedule.md."""

from statistics import median

from benchmarks.table import table
from tests.polling.simulation import GAPS, LENGTH, Run, best_fixed, delays, missed, run, unwarned, world


def main() -> None:
    """Run the simulation and print what it came to."""
    runs = [run(publisher) for publisher in world()]
    polls = sum(len(each.polls) for each in runs)
    interval, requests = best_fixed(runs)
    by_source, requests_by_source = best_fixed(runs, of_sources=True)
    print(table(("what", "figure"), [
        ("publications found", sum(len(delays(each)) for each in runs)),
        ("missed, with a warning of a gap", sum(len(missed(each)) for each in runs)),
        ("missed without one", sum(len(unwarned(each)) for each in runs)),
        ("warnings of gaps", sum(poll.gap for each in runs for poll in each.polls)),
        ("polls", polls),
        ("median delay of all publications, hours", f"{median(d for r in runs for d in delays(r)):.1f}"),
        ("fixed interval with that delay, hours", f"{interval.total_seconds() / 3600:.1f}"),
        ("our polls against its requests", f"{polls / requests:.2f}"),
        ("fixed interval, median of the sources' medians, hours", f"{by_source.total_seconds() / 3600:.1f}"),
        ("our polls against its requests, by sources", f"{polls / requests_by_source:.2f}"),
    ]))  # fmt: skip
    print()
    print(
        table(
            ("days between occasions", "polls a day", "median delay, hours"), map(row, GAPS_ONCE, [runs] * 99)
        )
    )


GAPS_ONCE = sorted(set(GAPS))


def row(gap: float, runs: list[Run]) -> tuple[object, ...]:
    """One rhythm: polls a day and the median delay of its sources."""
    those = [each for each in runs if GAPS[each.publisher.number % len(GAPS)] == gap]
    waits = [delay for each in those for delay in delays(each)]
    return gap, f"{median(len(each.polls) / LENGTH.days for each in those):.1f}", f"{median(waits):.1f}"


if __name__ == "__main__":
    main()
