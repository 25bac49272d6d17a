"""`gleaner sources health` and `gleaner alerts`."""

from typing import Any

import click

from scraper.cli.frame import Frame, complain, json_option, print_json
from scraper.digest.outbox import given_up
from scraper.errors import ConfigError
from scraper.outcomes import Health
from scraper.polling.checkup import SourceStanding, check_sources
from scraper.work.alerts import Sent, preview, send_due


@click.command("health")
@json_option
@click.pass_obj
def health_of_sources(frame: Frame, as_json: bool) -> None:
    """How every watched source stands, and what can be done about those that are not well."""
    with frame.database.reading() as session:
        found = check_sources(session, frame.clock())
        untold = given_up(session, frame.settings.webhooks)
    if as_json:
        print_json([as_data(each) for each in found])
        return
    ill = [each for each in found if each.health.state != Health.OK]
    if ill:
        frame.table(
            ("SOURCE", "STATE", "SINCE", "LAST NEW", "USUAL GAP", "WHY, AND WHAT TO DO"),
            [row_of(as_data(each)) for each in ill],
        )
        frame.say()
    frame.say(f"{len(found) - len(ill)} of {len(found)} sources that were read are ok.")
    for each in untold:
        frame.say(
            f"The webhook {each.webhook} was not told of issue {each.issue_id}: {each.problem}."
            " Mend its receiver, then `gleaner digest notify --again`."
        )


def as_data(standing: SourceStanding) -> dict[str, Any]:
    """A source's health as data; its detail says in words what a person can do about it."""
    health = standing.health
    words = [part for part in (health.detail, health.advice) if part]
    return {
        "source": standing.source,
        "state": health.state,
        "since": health.since,
        "detail": ". To do: ".join(words),
        "last_success": standing.last_success,
        "last_new": standing.last_new,
        "usual_gap_days": standing.usual_gap_days,
    }


def row_of(data: dict[str, Any]) -> tuple[object, ...]:
    """A source's line in the table."""
    gap = f"{data['usual_gap_days']} days" if data["usual_gap_days"] else "not known"
    since, new = (str(data[name])[:10] if data[name] else "never" for name in ("since", "last_new"))
    return (data["source"], data["state"], since, new, gap, data["detail"])


@click.group()
def alerts() -> None:
    """The daily message about what broke, recovered or waits for an answer."""


@alerts.command("send")
@click.option("--dry-run", is_flag=True, help="Show the messages; write and send nothing.")
@json_option
@click.pass_context
def send(ctx: click.Context, dry_run: bool, as_json: bool) -> None:
    """Send today's message to everyone named in the settings, if anything changed. Exit 1 when one failed."""
    frame: Frame = ctx.obj
    settings, now = frame.settings, frame.clock()
    if not settings.alerts:
        raise ConfigError('nobody is named: put anna = "mailto://…" under [alerts] in gleaner.toml')
    found = (preview if dry_run else send_due)(frame.database, settings, now)
    if as_json:
        print_json([each_as_data(each, sent=not dry_run) for each in found])
    else:
        tell(frame, found, dry_run)
    if any(each.problem for each in found):
        ctx.exit(1)


def each_as_data(message: Sent, *, sent: bool) -> dict[str, Any]:
    """One message as data."""
    return {
        "recipient": message.recipient,
        "title": message.title,
        "body": message.body,
        "sent": sent and not message.problem,
        "problem": message.problem,
    }


def tell(frame: Frame, found: list[Sent], dry_run: bool) -> None:
    """What was sent, or would be, in words."""
    if not found:
        frame.say("Nothing to send: nothing changed since the last message, or today's is sent.")
    for each in found:
        if each.problem:
            complain(f"the message to {each.recipient} did not arrive: {each.problem}; it is tried again")
        elif dry_run:
            frame.say(f"To {each.recipient}: {each.title}")
            frame.say(f"\n{each.body}")
        else:
            frame.say(f"Sent to {each.recipient}: {each.title}")
