"""A small rulebook that uses every kind of rule, and units in every state of knowledge."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from egov_readiness import score
from egov_readiness.dates import PartialDate
from egov_readiness.documents import Citation, LegalDocument
from egov_readiness.kinds import Text
from egov_readiness.observations import (
    Observation,
    ObservationRow,
    ObservationStatus,
    ObservationTable,
    bounded,
    known,
    not_applicable,
    unknown,
)
from egov_readiness.rules import (
    Band,
    BestOf,
    Cap,
    Floor,
    Gate,
    GeometricMean,
    Goalposts,
    Group,
    Identity,
    Indicator,
    Minimum,
    Options,
    PerItem,
    Ratio,
    Rulebook,
    Step,
    Steps,
    Sum,
    Target,
    YesNo,
)
from egov_readiness.scoring import Scoreboard

AS_OF = date(2009, 6, 11)


def text(en: str, vi: str) -> Text:
    return Text({"en": en, "vi": vi})


RULEBOOK = Rulebook(
    id="every-rule",
    version="2009.1",
    title=text("Every rule", "Mọi quy tắc"),
    standing="illustrative",
    languages=("en", "vi"),
    scale=100,
    decimals=1,
    documents=(
        LegalDocument(
            id="2599/QĐ-UBND",
            kind="decision",
            issued_on=PartialDate("2008-10-03"),
            title=text("Plan to carry out the resolution", "Kế hoạch thực hiện Nghị quyết"),
        ),
        LegalDocument(id="1/BC", title=text("Never cited", "Không được viện dẫn")),
    ),
    groups=(
        Group(
            code="readiness",
            title=text("Readiness", "Điều kiện sẵn sàng"),
            band_order="best_first",
        ),
        Group(
            code="infrastructure",
            parent="readiness",
            weight=40,
            title=text("Infrastructure", "Hạ tầng kỹ thuật"),
            aggregation=Sum(maximum=40),
            cites=Citation(document="2599/QĐ-UBND", clause="Điều 1"),
        ),
        Group(
            code="people",
            parent="readiness",
            weight=40,
            title=text("People", "Nhân lực"),
            aggregation=GeometricMean(floor=0.01),
            modifiers=(Gate(node="lan", below=0.5, limit=0.4), Cap(at_most=0.9)),
        ),
        Group(
            code="policy",
            parent="readiness",
            weight=20,
            title=text("Policy", "Chính sách"),
            aggregation=Minimum(),
            modifiers=(Floor(at_least=0.1),),
            needs=0.5,
        ),
        Group(code="achievement", title=text("Achievement", "Mức độ đạt được")),
        Group(
            code="use",
            parent="achievement",
            title=text("Use", "Sử dụng"),
            aggregation=BestOf(),
        ),
    ),
    indicators=(
        Indicator(
            code="lan",
            parent="infrastructure",
            weight=10,
            title=text("LAN in use", "Mạng LAN được sử dụng"),
            description=text("workstations using the LAN", "số máy tính sử dụng mạng LAN"),
            unit_of_measure="share",
            method=Goalposts(worst=0, best=0.9),
            evidence=text("Signed inventory.", "Biên bản kiểm kê có xác nhận."),
            verifier="Sở TT&TT",
            cites=Citation(document="2599/QĐ-UBND", clause="Điều 2"),
        ),
        Indicator(
            code="meetings",
            parent="infrastructure",
            weight=20,
            title=text("Meetings", "Số cuộc họp"),
            method=Steps(
                of=20,
                steps=(Step(at_least=4, gives=20), Step(at_least=2, gives=10), Step(gives=0)),
            ),
        ),
        Indicator(
            code="head",
            parent="infrastructure",
            weight=10,
            title=text("Head of the board", "Trưởng ban chỉ đạo"),
            method=Options(of=10, options={"chair": 10, "deputy": 5, "none": 0}),
            missing="reweight",
        ),
        Indicator(
            code="trained",
            parent="people",
            weight=1,
            title=text("Trained staff", "Cán bộ được đào tạo"),
            method=Ratio(),
        ),
        Indicator(
            code="computers",
            parent="people",
            weight=2,
            title=text("Computers", "Máy tính"),
            unit_of_measure="share",
            method=Target(target=0.9),
        ),
        Indicator(
            code="firewall",
            parent="policy",
            weight=1,
            title=text("Firewall", "Tường lửa"),
            method=YesNo(),
            missing="zero",
        ),
        Indicator(
            code="rules",
            parent="policy",
            weight=1,
            title=text("Rules issued", "Quy chế đã ban hành"),
            method=PerItem(points=1, cap=5),
            missing="impute",
            imputed=2,
        ),
        Indicator(
            code="bandwidth",
            parent="policy",
            weight=0,
            title=text("Bandwidth", "Băng thông"),
            unit_of_measure="Mbit/s",
            method=Goalposts(worst=1, best=100, log=True, clip="low"),
        ),
        Indicator(
            code="index",
            parent="use",
            title=text("Index", "Chỉ số tổng hợp"),
            method=Identity(),
        ),
        Indicator(
            code="filed",
            parent="use",
            weight=0.5,
            title=text("Filed online", "Hồ sơ trực tuyến"),
            method=Ratio(over="full"),
        ),
    ),
    bands=(
        Band(result="readiness", code="good", title=text("Good", "Tốt"), at_least=85),
        Band(result="readiness", code="fair", title=text("Fair", "Khá"), at_least=70),
        Band(result="readiness", code="weak", title=text("Weak", "Yếu")),
    ),
)
"""A rulebook with every method, most aggregations, every modifier and every missing policy."""


FULL: Mapping[str, Observation] = {
    "lan": known(0.6),
    "meetings": known(3),
    "head": known("chair"),
    "trained": known(0.5),
    "computers": known(0.7),
    "firewall": known("yes"),
    "rules": known(3, status=ObservationStatus.PROVISIONAL),
    "bandwidth": known(20),
    "index": known(0.3333),
    "filed": known(0.25),
}
PART: Mapping[str, Observation] = {
    "trained": bounded(0.5, 1),
    "computers": known(0.333),
    "head": not_applicable(),
    "index": unknown(),
}
BEYOND: Mapping[str, Observation] = {
    **FULL,
    "lan": known(0.2),
    "computers": known(0.95),
    "trained": known(1.0),
    "firewall": known("no"),
    "rules": bounded(3, 9),
    "head": unknown(),
    "index": not_applicable(),
    "filed": not_applicable(),
}


def scored(units: Mapping[str, Mapping[str, Observation]]) -> Scoreboard:
    rows = [
        ObservationRow(
            unit,
            observations,
            place=f"row {number}",
            name=None if unit == "bao-lam" else text(unit.title(), "Di Linh"),
            kind="huyện",
            level="district",
        )
        for number, (unit, observations) in enumerate(units.items(), start=2)
    ]
    columns = [indicator.code for indicator in RULEBOOK.indicators]
    return score(ObservationTable.of(rows, columns, "sha256:0"), RULEBOOK, as_of=AS_OF)


@pytest.fixture(scope="session")
def board() -> Scoreboard:
    """Return the scores of a unit that is known, one that is known in part, one beyond limits."""
    return scored({"di-linh": FULL, "bao-lam": PART, "lam-ha": BEYOND})


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """Return the rulebook of the board."""
    return RULEBOOK


@pytest.fixture(scope="session")
def score_units() -> Callable[[Mapping[str, Mapping[str, Observation]]], Scoreboard]:
    """Return the function that scores any observations by the rulebook."""
    return scored
