from egov_readiness.kinds import Quantifier
from egov_readiness.model import (
    Claim,
    Finding,
    Instruction,
)


def test_claims_say_of_which_units_they_are(make):
    claim = Claim(concept="lan_connected", quantifier=Quantifier.MAJORITY)
    assert make.refused(Finding, statement=make.text(), claims=(claim,)) == [
        ("claims-without-units", "reach")
    ]
    assert make.record(Finding, statement=make.text(), claims=(claim,), reach="district").claims


def test_an_instruction_may_be_undated_and_its_addressees_open(make):
    instruction = make.record(
        Instruction,
        issuer="Sở TT&TT",
        addressees=("Phòng Kế hoạch",),
        addressees_open=True,
        statement=make.text(),
    )
    assert instruction.due is None
