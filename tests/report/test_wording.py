"""How numbers, shares, dates and documents are written in each language."""

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.errors import Because, Reason, UsageError
from egov_readiness.report.wording import Wording, check_language
from egov_readiness.rules import DatedNumber, Rulebook
from egov_readiness.rules.bands import Interval

AS_OF = date(2009, 6, 11)


@pytest.fixture
def en(rulebook: Rulebook) -> Wording:
    return Wording("en", rulebook, AS_OF)


@pytest.fixture
def vi(rulebook: Rulebook) -> Wording:
    return Wording("vi", rulebook, AS_OF)


@pytest.mark.parametrize(
    ("number", "english", "vietnamese"),
    [
        (12.5, "12.5", "12,5"),
        (10, "10", "10"),
        (10.0, "10", "10"),
        (0, "0", "0"),
        (-0.0, "0", "0"),
        (-2.5, "−2.5", "−2,5"),
        (1 / 3, "0.333333", "0,333333"),
        (1e-9, "0.000000001", "0,000000001"),
        (1000, "1\N{NO-BREAK SPACE}000", "1.000"),
        (1234567.5, "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567.5", "1.234.567,5"),
        (3.1250005, "3.125001", "3,125001"),
    ],
)
def test_numbers_keep_the_decimals_they_need(
    en: Wording, vi: Wording, number: float, english: str, vietnamese: str
) -> None:
    assert (en.number(number), vi.number(number)) == (english, vietnamese)


@given(st.floats(min_value=-1e9, max_value=1e9, allow_subnormal=False))
def test_a_written_number_is_the_number_rounded(rulebook: Rulebook, number: float) -> None:
    written = Wording("vi", rulebook, AS_OF).number(number)
    plain = written.replace("−", "-").replace(".", "").replace(",", ".")
    # Half of the last decimal written, and what a comparison may move a small number by.
    assert abs(Decimal(plain) - Decimal(repr(number))) <= Decimal("5e-7") + Decimal("1e-12")


@given(st.floats(min_value=0, max_value=1))
def test_a_share_never_looks_like_all_or_nothing_unless_it_is(
    rulebook: Rulebook, share: float
) -> None:
    written = Wording("en", rulebook, AS_OF).share(share)
    if 1e-14 < share < 1 - 1e-13:
        assert written not in ("0%", "100%")


def test_shares_are_percentages(en: Wording, vi: Wording) -> None:
    assert (en.share(0.125), vi.share(0.125), vi.share(1)) == ("12.5%", "12,5%", "100%")


def test_points_are_rounded_as_the_rulebook_publishes(en: Wording, vi: Wording) -> None:
    assert (en.points(12.25), vi.points(12.25)) == ("12.3", "12,3")
    assert (en.points(20.0), en.published(20.0)) == ("20", "20.0")


@pytest.mark.parametrize(
    ("spelling", "english", "vietnamese"),
    [
        ("2009-06-11", "2009-06-11", "11/06/2009"),
        ("2009-06", "2009-06", "tháng 06/2009"),
        ("2009", "2009", "năm 2009"),
        ("2009-06-10/2009-06-11", "2009-06-10 to 2009-06-11", "10/06/2009 đến 11/06/2009"),
        ("sometime", "sometime", "sometime"),
    ],
)
def test_dates_are_written_as_far_as_they_are_known(
    en: Wording, vi: Wording, spelling: str, english: str, vietnamese: str
) -> None:
    assert (en.day(spelling), vi.day(spelling)) == (english, vietnamese)


def test_a_document_is_named_by_kind_number_and_date(en: Wording, vi: Wording) -> None:
    assert vi.document("2599 / QĐ–UBND") == "Quyết định số 2599 / QĐ–UBND ngày 03/10/2008"
    assert en.document("2599/QĐ-UBND") == "Decision 2599/QĐ-UBND of 2008-10-03"
    assert vi.document("1/BC") == "1/BC"
    assert vi.document("16/NQ-TU") == "16/NQ-TU"


def test_a_document_of_which_the_day_is_not_known_has_no_day(rulebook: Rulebook) -> None:
    year = evolve(rulebook.documents[0], issued_on=PartialDate("2008"))
    known = Wording("vi", evolve(rulebook, documents=(year,)), AS_OF)
    assert known.document("2599/QĐ-UBND") == "Quyết định số 2599/QĐ-UBND, năm 2008"


@pytest.mark.parametrize(
    ("interval", "english", "vietnamese"),
    [
        (Interval(85, True, None, False), "85 or more", "từ 85 trở lên"),
        (Interval(70, True, 85, False), "70 to below 85", "từ 70 đến dưới 85"),
        (Interval(0.5, False, 0.75, True), "above 0.5 to 0.75", "trên 0,5 đến 0,75"),
        (Interval(None, False, 0.25, False), "below 0.25", "dưới 0,25"),
        (Interval(None, False, None, False), "any", "mọi giá trị"),
    ],
)
def test_an_interval_says_which_end_belongs_to_it(
    en: Wording, vi: Wording, interval: Interval, english: str, vietnamese: str
) -> None:
    assert en.interval(interval, en.number) == english
    assert vi.interval(interval, vi.number) == vietnamese


def test_a_dated_number_is_the_one_that_holds_or_all_of_them(rulebook: Rulebook) -> None:
    dated = (
        DatedNumber(since=date(2008, 1, 1), value=0.34),
        DatedNumber(since=date(2012, 1, 1), value=0.3333),
    )
    on_day = Wording("en", rulebook, AS_OF)
    assert on_day.dated(dated, on_day.number) == "0.34"
    always = Wording("vi", rulebook, None)
    assert always.dated(dated, always.number) == (
        "0,34 từ ngày 01/01/2008; 0,3333 từ ngày 01/01/2012"
    )
    before = Wording("en", rulebook, date(2000, 1, 1))
    assert before.dated(dated, before.number) == "…"


@pytest.mark.parametrize(
    ("code", "english", "vietnamese"),
    [
        (
            "lan",
            "points go in a straight line from 0% (none) to 90% (all)",
            "điểm được nội suy tuyến tính từ 0% (0 điểm) đến 90% (điểm tối đa)",
        ),
        (
            "meetings",
            "out of 20 points, 4 or more gives 20; 2 to below 4 gives 10; below 2 gives 0",
            "trên thang 20 điểm, từ 4 trở lên được 20; từ 2 đến dưới 4 được 10; dưới 2 được 0",
        ),
        (
            "head",
            "out of 10 points, chair gives 10; deputy gives 5; none gives 0",
            "trên thang 10 điểm, chair được 10; deputy được 5; none được 0",
        ),
        ("trained", "points = share × maximum", "điểm = tỷ lệ × điểm tối đa"),
        (
            "filed",
            "points = share × maximum; more than all counts as all",
            "điểm = tỷ lệ × điểm tối đa; vượt 100% được tính là 100%",
        ),
        (
            "computers",
            "points go in a straight line from 0% (none) to the target of 90% (all)",
            "điểm được nội suy tuyến tính từ 0% (0 điểm) đến mục tiêu 90% (điểm tối đa)",
        ),
        ("rules", "1 for each item, up to 5", "mỗi hạng mục được 1 điểm, tối đa 5 điểm"),
        (
            "bandwidth",
            (
                "points go with the logarithm from 1 Mbit/s (none) to 100 Mbit/s (all); "
                "beyond the best it goes on"
            ),
            (
                "điểm được nội suy theo lô-ga-rít từ 1 Mbit/s (0 điểm) "
                "đến 100 Mbit/s (điểm tối đa); vượt mốc tốt nhất vẫn tính tiếp"
            ),
        ),
        ("index", "points = value × maximum", "điểm = giá trị × điểm tối đa"),
        (
            "firewall",
            "yes brings all points, no brings none",
            "có thì được điểm tối đa, không thì 0 điểm",
        ),
    ],
)
def test_a_method_is_explained_with_its_numbers(
    en: Wording, vi: Wording, rulebook: Rulebook, code: str, english: str, vietnamese: str
) -> None:
    indicator = next(item for item in rulebook.indicators if item.code == code)
    assert (en.formula(indicator), vi.formula(indicator)) == (english, vietnamese)


def test_a_reason_that_lacks_a_fact_is_still_a_sentence(en: Wording, rulebook: Rulebook) -> None:
    reason = Reason(Because.BELOW_NEEDS, {"needs": 0.5})
    assert "…" in en.sentence(reason, rulebook.groups[0])


def test_a_fact_never_breaks_a_line_nor_is_taken_for_a_template(vi: Wording) -> None:
    written = vi.phrase("description", text="một\n{scale:number} [hai]")
    assert written == "Nội dung: một {scale:number} [hai]"


def test_an_unknown_code_stands_for_itself(vi: Wording) -> None:
    assert vi.word("level", "ấp") == "ấp"
    assert vi.title("no-such-node") == "no-such-node"


def test_an_unknown_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        check_language("fr")
    assert caught.value.problems[0].hint == "one of en (English), vi (tiếng Việt)"
