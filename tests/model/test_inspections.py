from egov_readiness.kinds import Quantifier
from egov_readiness.model import (
    Claim,
    Finding,
    Instruction,
    SupportAction,
    SupportArea,
    SupportStatus,
)


def test_claims_say_of_which_units_they_are(make):
    claim = Claim(concept="lan_connected", quantifier=Quantifier.MAJORITY)
    assert make.refused(Finding, statement=make.text(), claims=(claim,)) == [
        ("claims-without-units", "reach")
    ]
    assert make.record(Finding, statement=make.text(), claims=(claim,), reach="district").claims


def test_what_was_done_says_so(make):
    fields = {
        "area": SupportArea.TRAINING,
        "provider": "Sở TT&TT",
        "statement": make.text(),
        "done_on": make.day,
    }
    assert make.refused(SupportAction, status=SupportStatus.PLANNED, **fields) == [
        ("done-but-not-done", "status")
    ]
    assert make.record(SupportAction, status=SupportStatus.DONE, **fields).done_on == make.day


def test_an_instruction_may_be_undated_and_its_addressees_open(make):
    instruction = make.record(
        Instruction,
        issuer="Sở TT&TT",
        addressees=("Phòng Kế hoạch",),
        addressees_open=True,
        statement=make.text(),
    )
    assert instruction.due is None
