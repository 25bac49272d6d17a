"""`gleaner queue views`: lists under a name."""

import getpass

import click

from scraper.cli.frame import Frame, json_option, print_json
from scraper.desk.criteria import from_query_string
from scraper.desk.views import drop_view, find_view, list_views, save_view


@click.group("views", invoke_without_command=True)
@json_option
@click.pass_context
def views(context: click.Context, as_json: bool) -> None:
    """Lists of candidates under a name; `gleaner queue list --view NAME` shows one."""
    if context.invoked_subcommand is not None:
        return
    frame: Frame = context.obj
    with frame.database.reading() as session:
        found = list_views(session, getpass.getuser())
    if as_json:
        print_json([{"name": each.name, "owner": each.owner, "criteria": each.query} for each in found])
        return
    if not found:
        frame.say("No views yet: `gleaner queue views save NAME 'status=new&search=type:report'` makes one.")
        return
    frame.table(("NAME", "WHOSE", "LISTS"), [(e.name, e.owner or "everybody's", e.query) for e in found])


@views.command("save")
@click.argument("name", metavar="NAME")
@click.argument("query", metavar="CRITERIA")
@click.option("--shared", is_flag=True, help="For everybody.")
@click.pass_obj
def save(frame: Frame, name: str, query: str, shared: bool) -> None:
    """Keep criteria, written as an address has them: band=likely&search=type:report."""
    owner = None if shared else getpass.getuser()
    with frame.database.writing() as session:
        save_view(session, name, from_query_string(query), owner, frame.clock())
    frame.say(f"Kept: `gleaner queue list --view '{name}'` shows it.")


@views.command("drop")
@click.argument("name", metavar="NAME")
@click.pass_obj
def drop(frame: Frame, name: str) -> None:
    """Forget a view."""
    with frame.database.writing() as session:
        drop_view(session, find_view(session, getpass.getuser(), name).id, getpass.getuser())
    frame.say(f"Forgotten: {name}.")
