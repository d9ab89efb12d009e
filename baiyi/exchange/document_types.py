"""Which documents are numbered: the rooms that number them say their code, what they are called, and the character of
their number (类别字).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class DocumentKind:
    label: str
    character: str


document_types: dict[str, DocumentKind] = {}  # by the code of the type


def label_of(code: str) -> str:
    """Numbers outlive a type that a later version no longer declares."""
    return document_types[code].label if code in document_types else code


def character_of(code: str) -> str:
    return document_types[code].character if code in document_types else ""
