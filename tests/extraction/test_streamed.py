"""Pages whose parts come later and hidden are read as a browser shows them."""

import pytest

from tests.extraction.shapes import BODY, PROSE, page, read

FIRST, SECOND, THIRD = (f"<p>{paragraph}</p>" for paragraph in PROSE[:3])
WAITING = (
    '<!--$?--><template id="B:{0}"></template><p>Loading paragraph {0} of what families said to the research'
    " team, please wait a little longer.</p><!--/$-->"
)


def streamed(main: str, *parts: str) -> list[str]:
    later = "".join(f'<div hidden id="S:{number}">{part}</div>' for number, part in enumerate(parts))
    after = f'{later}<script>$RC("B:0","S:0")</script>'
    return read(page(f"<h1>What families said</h1>{main}", after=after)).text.split("\n\n")


def test_parts_stand_where_their_placeholders_stood_without_what_waited() -> None:
    main = f"{FIRST}{WAITING.format(0)}{THIRD}{WAITING.format(1)}"
    assert streamed(main, SECOND, f"<p>{PROSE[3]}</p>") == list(PROSE[:4])


def test_a_part_within_a_part_is_found() -> None:
    inner = '<template id="P:1"></template>'
    assert streamed(f"{FIRST}{WAITING.format(0)}", f"{SECOND}{inner}", THIRD) == list(PROSE[:3])


@pytest.mark.parametrize(
    "part",
    [
        '<div hidden id="S:7"><p>An old draft that nobody is to read in this place or any other.</p></div>',
        '<div hidden id="S:7"><template id="B:7"></template><p>In a circle, which no server sends.</p></div>',
        '<div id="S:7"><template id="B:8"></template></div>',
    ],
)
def test_a_part_without_its_placeholder_changes_nothing(part: str) -> None:
    assert read(page(f"<h1>What families said</h1>{BODY}", after=part)).text == "\n\n".join(PROSE)


def test_text_beside_a_placeholder_and_a_part_stays() -> None:
    main = f'{FIRST}<p>{PROSE[1]} <template id="B:0"></template>It ends here.</p>'
    found = streamed(main, "<b>Really.</b> ")
    assert found == [PROSE[0], f"{PROSE[1]} Really. It ends here."]
