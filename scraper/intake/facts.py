"""The facts of a publication as its row keeps them; one place for what is found and what is read again."""

from scraper.items import Publication as Understood
from scraper.storage.facts import file_facts, pages_in, with_file
from scraper.storage.models import Publication


def write_facts(publication: Publication, understood: Understood) -> None:
    """Copy all but the date of publication and the address: those have rules of their own.

    What the publication's file said stays.
    """
    publication.title = understood.title
    publication.authors = list(understood.authors)
    publication.updated = str(understood.updated) if understood.updated else None
    publication.kind, publication.kind_witness = understood.kind, understood.kind_witness
    publication.nations = list(understood.nations)
    publication.language = understood.language
    publication.links = [{"url": link.url, "text": link.text} for link in understood.links]
    kept = file_facts(publication.facts or ())
    publication.facts = with_file([fact.as_json() for fact in understood.facts], kept)
    publication.media_type = understood.media_type
    publication.pages = understood.pages or pages_in(publication.facts)
    publication.partial = understood.partial
