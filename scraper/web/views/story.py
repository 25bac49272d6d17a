"""A story: what tells of one thing and why, with the ways to split it and to put another one to it."""

from starlette.datastructures import FormData
from starlette.responses import Response

from scraper.desk.matching import others_to_name
from scraper.desk.roles import Permission
from scraper.desk.stories import merge, show_story, split
from scraper.desk.undoing import last_act
from scraper.errors import ActionRefusedError
from scraper.web.routes import Asked, DeskRouter, Number, Sent
from scraper.web.views.decide import number_of

router = DeskRouter()


@router.show("/story/{number}", Permission.READ)
def show(visit: Asked, number: Number) -> Response:
    """The story of a candidate."""
    with visit.reading() as session:
        told = show_story(session, number)
        last, offered = last_act(session, visit.name), others_to_name(session, number)
    members = told["members"]
    title = next((each["title"] for each in members if each["id"] == number), members[0]["title"])
    return visit.page(
        "story.html",
        told=told,
        number=number,
        title=title,
        may_split=len(members) > 1 and visit.may("decide"),
        act=last[0].id if last else None,
        back=visit.here,
        offered=offered,
    )


@router.act("/story/{number}/split", Permission.DECIDE)
def take_out(visit: Asked, number: Number, form: Sent) -> Response:
    """Put the chosen members into a story of their own."""
    with visit.writing() as session:
        split(session, chosen(form), actor=visit.name, via="web", now=visit.now)
    return visit.back(f"/story/{number}", "Split: the selected stand in a story of their own.")


@router.act("/story/{number}/merge", Permission.DECIDE)
def put_together(visit: Asked, number: Number, form: Sent) -> Response:
    """Put the story of another candidate to this one."""
    with visit.writing() as session:
        merge(session, [number, *chosen(form)], actor=visit.name, via="web", now=visit.now)
    return visit.back(f"/story/{number}", "Put together: they are one story now.")


def chosen(form: FormData) -> list[int]:
    """The candidates that a form names.

    Raises:
        ActionRefusedError: it names none.
    """
    numbers = [number_of(str(said)) for said in form.getlist("id")]
    if not numbers or None in numbers:
        raise ActionRefusedError("nothing was selected, so nothing was changed")
    return [number for number in numbers if number is not None]
