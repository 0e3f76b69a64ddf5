import pytest

from egov_readiness.dates import PartialDate
from egov_readiness.documents import (
    DocumentRelation,
    DocumentRelationKind,
    LegalDocument,
    normalised_number,
)
from egov_readiness.errors import RecordError


@pytest.mark.parametrize("number", ["2599/QĐ-UBND", " 2599 / qđ–ubnd ", "2599/QĐ\u2011UBND"])
def test_a_number_is_the_same_however_its_dashes_and_spaces_are_typed(number):
    assert normalised_number(number) == "2599/QĐ-UBND"


def test_numbers_of_party_and_state_stay_different():
    assert normalised_number("16/NQ-TU") != normalised_number("16-NQ/TU")


def test_a_document_names_what_it_implements():
    link = DocumentRelation(kind=DocumentRelationKind.IMPLEMENTS, document="16/NQ-TU")
    decision = LegalDocument(id="2599/QĐ-UBND", relations=(link,))
    assert decision.related(DocumentRelationKind.IMPLEMENTS) == ("16/NQ-TU",)
    assert decision.related(DocumentRelationKind.AMENDS) == ()


def test_a_document_does_not_refer_to_itself():
    link = DocumentRelation(kind=DocumentRelationKind.AMENDS, document="1 / QĐ")
    with pytest.raises(RecordError, match="refers-to-itself"):
        LegalDocument(id="1/QĐ", relations=(link,))


def test_a_document_takes_effect_when_it_is_issued_or_later():
    with pytest.raises(RecordError, match="effective-before-issued"):
        LegalDocument(id="1/QĐ", issued_on=PartialDate("2009"), effective_on=PartialDate("2008"))
    assert LegalDocument(
        id="1/QĐ", issued_on=PartialDate("2009"), effective_on=PartialDate("2009-02")
    )
