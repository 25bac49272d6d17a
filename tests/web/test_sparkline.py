from scraper.web.sparkline import HEIGHT, Bar, bars


def test_the_largest_value_is_as_high_as_the_chart_and_the_rest_in_proportion() -> None:
    assert bars([2, 4]) == [Bar(0, HEIGHT // 2, HEIGHT // 2), Bar(8, 0, HEIGHT)]


def test_nothing_is_a_line_and_little_is_more_than_nothing() -> None:
    assert [bar.height for bar in bars([0, 1, 1000])] == [1, 2, HEIGHT]
    assert [bar.height for bar in bars([0, 0])] == [1, 1]
    assert bars([]) == []
