from scraper.digest.model import DigestEntry
from scraper.digest.source_check import Basis, against_source, copied_run

TEXT = (
    "The trust's study of forty towns found that hedges planted before the war are still there in most of "
    "them. It counted 3,500 hedges."
)


def test_a_run_of_the_sources_words_is_told_as_the_summary_spells_it() -> None:
    run = "hedges planted before the war are still there in most of them"
    assert copied_run(f"A report says: “{run}” today.", TEXT) == run
    assert copied_run("The trust’s study of forty towns found that hedges planted before it fell.", TEXT) == (
        "The trust’s study of forty towns found that hedges planted before"
    )


def test_ten_words_in_a_row_are_nobodys() -> None:
    assert copied_run("It says hedges planted before the war are still there in all.", TEXT) == ""
    assert copied_run("", TEXT) == ""


def test_what_the_source_does_not_say_is_told() -> None:
    entry = DigestEntry("Hedges", ("The study counted 4,500 hedges in Wales.",))
    told = [note.words for note in against_source(entry, Basis(TEXT))]
    assert told == [
        "The number “4,500” does not stand in the source’s text.",
        "The name “Wales” does not stand in the source’s text.",
    ]
    copied = DigestEntry(
        "Hedges", ("It found that hedges planted before the war are still there in most of them.",)
    )
    assert "say it in the house’s words" in next(iter(against_source(copied, Basis(TEXT)))).words


def test_what_is_told_of_several_sentences_names_its_own() -> None:
    summary = ("The study is about hedges. It counted 4,500 of them.", "They stand in 12 towns.")
    told = [note.place for note in against_source(DigestEntry("Hedges", summary), Basis(TEXT))]
    assert told == ["summary, sentence 2", "summary, sentence 3"]
    begins = DigestEntry("Hedges", ("4,500 hedges were counted. That is all.",))
    assert [note.place for note in against_source(begins, Basis(TEXT))] == ["summary, sentence 1"]
    alone = DigestEntry("Hedges", ("It counted 4,500 of them.",))
    assert [note.place for note in against_source(alone, Basis(TEXT))] == ["summary"]
