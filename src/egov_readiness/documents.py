"""Legal documents and citations, used by the records as well as by the rules."""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from attrs import frozen

from egov_readiness.dates import PartialDate
from egov_readiness.describe import Checked
from egov_readiness.errors import Problem
from egov_readiness.kinds import Code, Line, Text

__all__ = [
    "Citation",
    "DocumentRelation",
    "DocumentRelationKind",
    "LegalDocument",
    "normalised_number",
]


class DocumentRelationKind(StrEnum):
    """How one legal document refers to another."""

    IMPLEMENTS = "implements"
    ISSUES = "issues"
    AMENDS = "amends"
    REPLACES = "replaces"
    BASED_ON = "based_on"


@lru_cache(maxsize=4096)
def normalised_number(number: str) -> str:
    """Return the number of a document in the form used to compare it.

    Documents are cited with differing spaces, dashes and case; the raw number stays on record.

    >>> normalised_number(" 2599 / QĐ–UBND ")
    '2599/QĐ-UBND'
    """
    dashes = re.sub("[\\u2010-\\u2015\\u2212]", "-", unicodedata.normalize("NFC", number))
    return re.sub(r"\s*([/-])\s*", r"\1", dashes.strip()).upper()


@frozen(kw_only=True)
class DocumentRelation(Checked):
    """That one legal document implements, issues, amends, replaces or rests on another.

    Attributes:
        kind: how the documents are related.
        document: the number of the other document.

    >>> DocumentRelation(kind=DocumentRelationKind.IMPLEMENTS, document="16/NQ-TU").document
    '16/NQ-TU'
    """

    kind: DocumentRelationKind
    document: Code


@frozen(kw_only=True)
class LegalDocument(Checked):
    """A resolution, decision, decree, plan or other text that a rule or a record rests on.

    In a survey a document is a record like any other and states when it was observed and
    recorded; in a rulebook it states neither.

    Attributes:
        id: its number as it is written, such as ``2599/QĐ-UBND``; unique within the file.
        kind: what kind of text it is, such as ``decision`` or ``resolution``.
        title: what it is about.
        issuer: the body that issued it, by its office.
        issued_on: when it was issued.
        effective_on: when it took effect, where that differs.
        horizon: the years it sets hard dates for, such as ``2008/2010``.
        orientation_to: the year it gives a direction towards; never a due date.
        relations: how it refers to other documents.
        publisher: who published it, for indices.
        licence: the terms its figures may be re-used under.
        address: where it can be found.
        verified: what of it has been checked against the original, and what has not.
        observed_on: when it was seen to be in force; required in a survey.
        recorded_on: when it was put on record; required in a survey.

    >>> LegalDocument(id="2599/QĐ-UBND", issued_on=PartialDate("2008-10-03")).id
    '2599/QĐ-UBND'
    """

    id: Code
    kind: Line | None = None
    title: Text | None = None
    issuer: Text | None = None
    issued_on: PartialDate | None = None
    effective_on: PartialDate | None = None
    horizon: PartialDate | None = None
    orientation_to: PartialDate | None = None
    relations: tuple[DocumentRelation, ...] = ()
    publisher: Line | None = None
    licence: Line | None = None
    address: Line | None = None
    verified: Text | None = None
    observed_on: PartialDate | None = None
    recorded_on: PartialDate | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if it takes effect before it is issued or refers to itself."""
        if (
            self.issued_on is not None
            and self.effective_on is not None
            and self.effective_on.last_day < self.issued_on.first_day
        ):
            yield Problem(
                "effective-before-issued",
                "effective_on",
                f"in effect on {self.effective_on}, but issued on {self.issued_on}",
                "check both dates",
            )
        for relation in self.relations:
            if normalised_number(relation.document) == normalised_number(self.id):
                yield Problem(
                    "refers-to-itself", "relations", f"{self.id} {relation.kind.value} itself"
                )

    def related(self, kind: DocumentRelationKind) -> tuple[str, ...]:
        """Return the numbers of the documents that this one is related to in one way.

        >>> LegalDocument(id="A").related(DocumentRelationKind.IMPLEMENTS)
        ()
        """
        return tuple(link.document for link in self.relations if link.kind is kind)


@frozen(kw_only=True)
class Citation(Checked):
    """The clause of a document that a rule comes from.

    Attributes:
        document: the number of the document, which the same file has to describe.
        clause: article, clause, annex or page.
        note: what the reader should know about this source.

    >>> Citation(document="2599/QĐ-UBND", clause="Điều 1").clause
    'Điều 1'
    """

    document: Code
    clause: Line | None = None
    note: Text | None = None
