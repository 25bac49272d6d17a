import pytest

from scraper.discovery.shapes import Learned, common_shapes, learn, shape_of, slug_of

HOST = "https://www.example.org"


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/news/a-plan", "/news/"),
        ("/news/a-plan/", "/news/"),
        ("/2026/11/a-plan", "/#/#/"),
        ("/2026/nov/a-plan", "/#/#/"),
        ("/news/november/a-plan", "/news/#/"),
        ("/files/2026-11/a-plan.pdf", "/files/#-#/"),
        ("/news/a-plan?utm_source=x", "/news/"),
        ("/news.php?id=7", "/news.php?id"),
        ("/?p=12", "/?p"),
        ("/?b=1&a=2", "/?a&b"),
        ("/a-plan-for-all-children", "/-"),
        ("/about-us", None),
        ("/", None),
    ],
)
def test_an_address_stands_in_a_kind_of_place(path: str, shape: str | None) -> None:
    assert shape_of(HOST + path) == shape


@pytest.mark.parametrize(
    ("path", "slug"), [("/news/A-Plan/", "a-plan"), ("/n/plan-24-%E2%80%93-30", "plan-24-–-30"), ("/", "")]
)
def test_the_last_part_of_a_path_is_the_title_in_it(path: str, slug: str) -> None:
    assert slug_of(HOST + path) == slug


def test_shapes_that_one_address_or_too_few_have_are_not_common() -> None:
    addresses = [f"{HOST}/news/{n}" for n in range(20)] + [f"{HOST}/blog/{n}" for n in range(2)]
    assert common_shapes([*addresses, f"{HOST}/a/b"], 0.05) == ("/blog/", "/news/")
    assert common_shapes([*addresses, f"{HOST}/a/b"], 0.1) == ("/news/",)
    assert common_shapes([], 0.1) == ()


def test_what_was_read_counts_while_nothing_was_admitted() -> None:
    learned = learn([], ["/news/", 3])
    assert (learned.shapes, learned.firm) == (frozenset({"/news/"}), False)
    assert learn([], None) == Learned()
    assert learn([f"{HOST}/blog/a", f"{HOST}/blog/b"], ["/news/"]).shapes == {"/blog/"}


def test_a_pattern_that_covers_less_than_half_of_what_was_admitted_is_not_firm() -> None:
    scattered = [f"{HOST}/{folder}/a" for folder in ("one", "two", "three")]
    assert not learn([*scattered, f"{HOST}/news/a", f"{HOST}/news/b"], None).firm
    assert learn([*scattered[:2], f"{HOST}/news/a", f"{HOST}/news/b"], None).firm


def test_a_known_address_fits_whatever_its_scheme_host_name_and_final_slash() -> None:
    learned = learn([f"{HOST}/odd/place"], None)
    assert learned.fits("http://example.org/odd/place/")
    assert not learned.fits(f"{HOST}/odd/other")


def test_a_group_is_known_by_one_known_address_or_by_a_third_of_its_shapes() -> None:
    learned = learn([f"{HOST}/news/a", f"{HOST}/news/b"], None)
    menu = [f"{HOST}/about/{n}" for n in range(6)]
    assert learned.knows([*menu, f"{HOST}/news/a"])
    assert learned.knows([*menu, *(f"{HOST}/news/new-{n}" for n in range(3))])
    assert not learned.knows([*menu, f"{HOST}/news/new-1", f"{HOST}/news/new-2"])
    assert not learned.knows([])


def test_a_known_title_is_met_again_at_another_address() -> None:
    learned = learn([f"{HOST}/news/a-plan-for-all-children", f"{HOST}/news/update"], None)
    assert learned.meets_again([f"{HOST}/insights/A-plan-for-all-children/"])
    assert not learned.meets_again([f"{HOST}/insights/update"])
