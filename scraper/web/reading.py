"""A text as an editor reads it: its paragraphs, with the sentences that say most set apart."""

from collections.abc import Sequence

from scraper.digest.key_sentences import key_sentences, sentences

#: Sentences set apart: enough to decide by, some hundred words.
MOST = 4
#: Of so many sentences one is set apart: a short text is read whole.
ONE_OF = 3

#: Some words of a paragraph, and whether they are a key sentence.
Piece = tuple[str, bool]


def marked(text: str, title: str) -> list[list[Piece]]:
    """The paragraphs of a text, each in pieces; lines within one stay lines."""
    most = min(MOST, len(sentences(text)) // ONE_OF)
    keys = [each.text for each in key_sentences(text, title, most)]
    return [pieces(each.strip(), keys) for each in text.split("\n\n") if each.strip()]


def pieces(paragraph: str, keys: Sequence[str]) -> list[Piece]:
    """A paragraph cut where key sentences begin and end."""
    found: list[Piece] = []
    rest = paragraph
    for key in keys:
        before, mark, after = rest.partition(key)
        if mark:
            found += [(before, False), (mark, True)]
            rest = after
    return [piece for piece in (*found, (rest, False)) if piece[0]]
