from tests.extraction.shapes import BODY, page, read

SITE = '<meta property="og:site_name" content="Kind Trust">'


def bodies(main: str, title: str = "What families said") -> tuple[str, ...]:
    return read(page(f"<h1>{title}</h1>{main}{BODY}", head=SITE)).organisations


def test_the_site_is_behind_what_it_publishes() -> None:
    assert bodies("") == ("Kind Trust",)


def test_the_bodies_a_page_is_from_are_named_with_their_witness() -> None:
    found = read(
        page(
            "<h1>What families said</h1><p>From:</p>"
            f"<p>Department for Families and Care Inspectorate</p>{BODY}",
            head=SITE,
        )
    )
    assert found.organisations == ("Department for Families", "Care Inspectorate", "Kind Trust")
    said = {(fact.value, str(fact.witness)) for fact in found.facts if fact.field == "organisation"}
    assert ("Care Inspectorate", "visible-text") in said
    assert ("Kind Trust", "meta") in said


def test_a_department_s_own_commas_do_not_divide_it() -> None:
    assert bodies("<p>From: Department for Homes, Housing and Communities</p>")[0] == (
        "Department for Homes, Housing and Communities"
    )


def test_several_bodies_in_the_first_sentence_are_all_behind_it() -> None:
    lead = "<p>The Kind Trust, the Example Foundation and ABCD have today published a statement on care.</p>"
    assert bodies(lead) == ("Kind Trust", "Example Foundation", "ABCD")
    assert bodies("<p>Families and children have written to ministers about what they need most.</p>") == (
        "Kind Trust",
    )


def test_all_who_signed_a_joint_letter_are_behind_it() -> None:
    signed = (
        "<p>Yours sincerely,</p><ul><li>Jo Sample, Chief Executive, Example Foundation</li>"
        "<li>Ada Case – Alliance for Care</li><li>Sam Sole, teacher</li><li>Young Voices Network</li></ul>"
    )
    markup = page(f"<h1>Open letter: keep families together</h1>{BODY}{signed}", head=SITE)
    assert read(markup).organisations == (
        *("Example Foundation", "Alliance for Care", "Young Voices Network", "Kind Trust"),
    )
