"""`gleaner digest publish`, `notify` and `feed`: what happens once an issue is signed off."""

from pathlib import Path

import click

from scraper.cli.digest import by_me
from scraper.cli.frame import Frame, complain, json_option, print_json
from scraper.cli.writing import write_whole
from scraper.digest.exporting.house_templates import own_templates
from scraper.digest.issue_feed import read_feed, render
from scraper.digest.issues import find_issue, load_issue
from scraper.digest.outbox import try_again
from scraper.digest.signing import act_on_issue, checksums
from scraper.digest.states import IssueAct
from scraper.endpoints import secret_variable
from scraper.errors import ActionRefusedError, ConfigError
from scraper.work.webhooks import Try, send_waiting


@click.command("publish")
@click.argument("issue_id", metavar="ISSUE", type=int)
@click.pass_context
def publish(ctx: click.Context, issue_id: int) -> None:
    """Mark a signed-off issue as published, and tell the webhooks. Exit 1 when one could not be told."""
    frame: Frame = ctx.obj
    with frame.database.reading() as session:
        issue, version = load_issue(session, issue_id), find_issue(session, issue_id).version
    files = checksums(issue, own_templates(frame.settings.home))
    hooks = frame.settings.webhooks
    with frame.database.writing() as session:
        row = find_issue(session, issue_id)
        if row.version != version:
            raise ActionRefusedError("this issue was changed at this very moment: look at it again")
        act_on_issue(session, row, IssueAct.PUBLISH, by_me(frame), files=files, webhooks=hooks)
    frame.say(f"Issue {issue_id} is published.")
    if hooks:
        ctx.exit(report(frame, send_waiting(frame.database, frame.settings, frame.clock)))


@click.command("notify")
@click.option("--again", is_flag=True, help="Send what was given up, too.")
@json_option
@click.pass_context
def notify(ctx: click.Context, again: bool, as_json: bool) -> None:
    """Tell the webhooks what they were not told yet and is due. Exit 1 when one could not be told."""
    frame: Frame = ctx.obj
    hooks = frame.settings.webhooks
    if not hooks:
        raise ConfigError('no webhook is named: put board = "https://…" under [webhooks] in gleaner.toml')
    if again:
        with frame.database.writing() as session:
            try_again(session, hooks, frame.clock())
    tried = send_waiting(frame.database, frame.settings, frame.clock)
    if as_json:
        print_json(
            [{"webhook": each.webhook, "issue": each.issue, "problem": each.problem} for each in tried]
        )
        ctx.exit(int(any(each.problem for each in tried)))
    if not tried:
        frame.say("Nothing is due.")
    ctx.exit(report(frame, tried))


def report(frame: Frame, tried: list[Try]) -> int:
    """What came of it, a line each; the exit code."""
    silent = [name for name, hook in frame.settings.webhooks.items() if not hook.secret]
    for name in silent:
        complain(f"the webhook {name} is told nothing: set {secret_variable(name)} to its secret")
    for each in tried:
        if each.problem:
            further = "it is given up" if each.over else "it is tried again later"
            complain(
                f"the webhook {each.webhook} was not told of issue {each.issue}: {each.problem}; {further}"
            )
        else:
            frame.say(f"The webhook {each.webhook} was told of issue {each.issue}.")
    return int(bool(silent) or any(each.problem for each in tried))


@click.command("feed")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="The file; - or nothing: stdout."
)
@click.pass_obj
def feed(frame: Frame, out: Path | None) -> None:
    """Write the Atom feed of published issues, to be put where readers find it."""
    with frame.database.reading() as session:
        written = render(read_feed(session, frame.clock()))
    if out is None or str(out) == "-":
        click.echo(written, nl=False)
        return
    write_whole(out, written)
    frame.say(f"{out}: {len(written)} bytes.")
