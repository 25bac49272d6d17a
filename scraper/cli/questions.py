"""`gleaner questions`."""

import getpass
from dataclasses import asdict

import click

from scraper.cli.frame import Frame, json_option, print_json
from scraper.intake.questions import Answer, answer, open_questions


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def questions(ctx: click.Context, as_json: bool) -> None:
    """What only a person can tell: is a flood of new entries to be read?"""
    if ctx.invoked_subcommand is not None:
        return
    frame: Frame = ctx.obj
    with frame.database.reading() as session:
        asked = open_questions(session)
    if as_json:
        print_json([asdict(each) for each in asked])
        return
    if not asked:
        frame.say("No question waits for an answer.")
        return
    for each in asked:
        frame.say(f"{each.id}  {each.channel} {each.words}")
        for url in each.examples:
            frame.say(f"    {url}")
    frame.say()
    frame.say(
        "`gleaner questions answer ID yes` reads them at the next crawl; `no` declines them, on record."
    )


@questions.command("answer")
@click.argument("question_id", metavar="ID", type=int)
@click.argument("said", metavar="yes|no", type=click.Choice([each.value for each in Answer]))
@json_option
@click.pass_obj
def answer_question(frame: Frame, question_id: int, said: str, as_json: bool) -> None:
    """Answer a question; the other answer later takes this one back."""
    with frame.database.writing() as session:
        moved = answer(session, question_id, Answer(said), frame.clock(), actor=getpass.getuser(), via="cli")
    if as_json:
        print_json({"question": question_id, "answer": said, "pages": moved})
        return
    done = "will be read at the next crawl" if said == Answer.YES else "are declined"
    frame.say(f"{moved} pages {done}.")
