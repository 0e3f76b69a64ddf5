"""Explanations: every point with its reason, in both languages, and sums that hold."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness import explain, to_collect
from egov_readiness.errors import UsageError
from egov_readiness.observations import Observation, bounded, known, not_applicable, unknown
from egov_readiness.report.texts import LANGUAGES
from egov_readiness.rules import Rulebook
from egov_readiness.scoring import Scoreboard

ScoreUnits = Callable[[Mapping[str, Mapping[str, Observation]]], Scoreboard]

SHARES = st.floats(min_value=0, max_value=1).map(lambda x: round(x, 3))
VALUES: Mapping[str, st.SearchStrategy[float | str]] = {
    "lan": SHARES,
    "meetings": st.integers(min_value=0, max_value=6).map(float),
    "head": st.sampled_from(["chair", "deputy", "none"]),
    "trained": SHARES,
    "computers": SHARES,
    "firewall": st.sampled_from(["yes", "no"]),
    "rules": st.integers(min_value=0, max_value=7).map(float),
    "bandwidth": st.integers(min_value=1, max_value=200).map(float),
    "index": SHARES,
    "filed": SHARES,
}


def state(values: st.SearchStrategy[float | str]) -> st.SearchStrategy[Observation]:
    return st.one_of(
        values.map(known),
        st.just(unknown()),
        st.just(not_applicable()),
        st.tuples(values, values).map(between),
    )


def between(pair: tuple[float | str, float | str]) -> Observation:
    first, second = pair
    if isinstance(first, str) or isinstance(second, str):
        return known(first)
    return bounded(min(first, second), max(first, second))


UNITS = st.fixed_dictionaries({code: state(values) for code, values in VALUES.items()})

SUM = re.compile(
    r"^ *(?:Points|Least points|Most points): (?P<terms>.*) (?P<sign>[=≈]) (?P<all>\S+)$"
)
TERM = re.compile(r"(?P<sign>[+−]?) ?(?P<number>−?[\d.]+)(?: \(adjustment\))?")


def figure(text: str) -> Decimal:
    return Decimal(text.replace("−", "-"))


@given(UNITS)
def test_the_parts_of_a_group_sum_to_its_points(
    score_units: ScoreUnits, observations: Mapping[str, Observation]
) -> None:
    written = explain(score_units({"di-linh": observations})["di-linh"])
    for line in written.splitlines():
        found = SUM.match(line)
        if found is None:
            continue
        terms = [
            -figure(term["number"]) if term["sign"] == "−" else figure(term["number"])
            for term in TERM.finditer(found["terms"])
        ]
        error = abs(sum(terms) - figure(found["all"]))
        assert error <= Decimal("0.05") * (len(terms) + 1), line
        assert (found["sign"] == "=") == (error == 0), line


@given(UNITS)
def test_every_valued_group_of_several_parts_shows_its_sum(
    score_units: ScoreUnits, observations: Mapping[str, Observation]
) -> None:
    card = score_units({"di-linh": observations})["di-linh"]
    lines = explain(card).splitlines()
    sums = sum(line.strip().startswith("Points: ") for line in lines)
    several = [
        node
        for node in card.walk()
        if node.earned is not None and sum(c.earned is not None for c in node.children) > 1
    ]
    assert sums >= len(several)


@given(UNITS)
def test_no_fact_is_missing_and_no_template_shows(
    score_units: ScoreUnits, observations: Mapping[str, Observation]
) -> None:
    board = score_units({"di-linh": observations})
    for lang in LANGUAGES:
        written = explain(board["di-linh"], lang=lang)
        assert not set("…{}[]") & set(written)
        assert unicodedata.is_normalized("NFC", written)
        assert all(line == line.rstrip() for line in written.splitlines())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_node_is_explained_once_in_its_place(board: Scoreboard, lang: str) -> None:
    card = board["bao-lam"]
    written = explain(card, lang=lang)
    tree, _, _ = written.partition("Minh chứng còn" if lang == "vi" else "Still to be")
    for node in card.walk():
        heads = re.findall(rf"\({node.code}\)(?:[:,]|$)", tree, re.MULTILINE)
        assert len(heads) == 1, node.code


def test_a_known_point_is_traced_from_observation_to_clause(board: Scoreboard) -> None:
    written = explain(board["di-linh"], lang="vi", indicator="lan")
    assert (
        """\
    Mạng LAN được sử dụng (lan), trọng số 10: 6,7 trên 10 điểm
      Nội dung: số máy tính sử dụng mạng LAN
      Quan trắc: 60% (dòng 2).
      Cách tính: theo mốc kém nhất và tốt nhất – điểm được nội suy tuyến tính từ 0% (0 điểm) đến\
 90% (điểm tối đa).
      Theo cách tính này, mức đạt là 66,67% điểm tối đa.
      Căn cứ: Quyết định số 2599/QĐ-UBND ngày 03/10/2008, Điều 2.

Văn bản được viện dẫn
  Quyết định số 2599/QĐ-UBND ngày 03/10/2008: Kế hoạch thực hiện Nghị quyết
"""
        in written
    )


def test_an_unknown_is_an_interval_with_what_would_fill_it(board: Scoreboard) -> None:
    written = explain(board["bao-lam"], lang="vi")
    assert (
        "Mạng LAN được sử dụng (lan), trọng số 10: chưa có minh chứng – điểm có thể từ 0 đến 13,3"
        in written
    )
    assert "Cần bổ sung: Biên bản kiểm kê có xác nhận. Đơn vị thẩm định: Sở TT&TT." in written
    assert "Giá trị: chưa xác định, có thể từ" in written
    assert "Xếp loại có thể: " in written


def test_english_reads_the_same_facts(board: Scoreboard) -> None:
    written = explain(board["bao-lam"])
    assert "LAN in use (lan), weight 10: no evidence yet" in written
    assert "the points may be anything from 0 to 13.3" in written
    assert "Still needed: Signed inventory. Verified by: Sở TT&TT." in written


def test_the_head_says_what_was_scored_by_which_rules(board: Scoreboard) -> None:
    assert explain(board["di-linh"], lang="vi").splitlines()[:4] == [
        "Phiếu điểm: huyện Di Linh (di-linh), cấp huyện",
        "Tính điểm đến ngày 11/06/2009",
        "Bộ chỉ số: Mọi quy tắc (every-rule, phiên bản 2009.1)",
        "Tính chất: minh họa; không phải bộ chỉ số chính thức",
    ]
    assert explain(board["bao-lam"]).splitlines()[0] == "Scorecard of bao-lam, huyện, district"


def test_a_published_rulebook_needs_no_word_about_its_standing(board: Scoreboard) -> None:
    card = board["di-linh"]
    assert card.rules is not None
    published = evolve(card, rules=evolve(card.rules, standing="published"))
    assert "Standing" not in explain(published)


def test_what_changed_a_group_is_named(board: Scoreboard) -> None:
    written = explain(board["lam-ha"])
    assert "Because LAN in use (lan) attains too little, it attains at most 40%" in written
    assert "It is raised to at least 10% of its maximum." in written
    assert "(adjustment)" in written
    assert "95% lies beyond the goalposts and is counted as 100%." in written
    assert "Its publisher marks the figure as provisional." in explain(board["di-linh"])


def test_measured_but_not_scored_says_so_and_is_not_asked_for(board: Scoreboard) -> None:
    assert "Bandwidth (bandwidth), weight 0: measured, not scored; value" in explain(
        board["di-linh"]
    )
    written = explain(board["bao-lam"], indicator="bandwidth")
    assert "measured, not scored" in written
    assert "Still needed" not in written


def test_not_applicable_is_neither_zero_nor_unknown(board: Scoreboard) -> None:
    written = explain(board["lam-ha"], lang="vi")
    assert "Giá trị: không áp dụng" in written
    assert "Chỉ số tổng hợp (index), trọng số 1: không áp dụng" in written


def test_it_ends_with_what_is_left_to_collect_by_points_at_stake(board: Scoreboard) -> None:
    for unit in ("bao-lam", "lam-ha"):
        written = explain(board[unit])
        listed = written.partition("most points at stake first\n")[2].splitlines()
        expected = [item.indicator for item in to_collect(board) if item.unit == unit]
        codes = [found[1] for line in listed if (found := re.search(r"\((\w+)\): ", line))]
        assert codes == expected


def test_nothing_left_to_collect_is_said(board: Scoreboard) -> None:
    assert explain(board["di-linh"]).endswith("\n\nNothing is left to be collected.\n")
    assert explain(board["di-linh"], lang="vi").endswith(
        "Không còn minh chứng nào phải thu thập.\n"
    )


def test_points_without_limit_are_said_to_have_none(board: Scoreboard) -> None:
    written = explain(board["bao-lam"], lang="vi")
    assert "chưa có minh chứng – chưa có giới hạn cho điểm" in written
    assert "số điểm chưa xác định không có giới hạn trong “Mức độ đạt được”" in written
    assert "Giá trị: chưa xác định và chưa có giới hạn, trên thang điểm 100" in written


def test_one_indicator_stands_below_the_heads_of_its_groups(board: Scoreboard) -> None:
    written = explain(board["bao-lam"], indicator="meetings")
    assert re.findall(r"\((\w+)\), weight", written) == ["infrastructure", "meetings"]
    assert "Result: Readiness (readiness)" in written
    assert "achievement" not in written


def test_a_group_is_explained_with_everything_below_it(board: Scoreboard) -> None:
    written = explain(board["bao-lam"], indicator="people")
    assert re.findall(r"\((\w+)\), weight", written) == ["people", "trained", "computers"]


def test_an_unknown_indicator_is_refused_with_the_nearest(board: Scoreboard) -> None:
    with pytest.raises(UsageError) as caught:
        explain(board["di-linh"], indicator="meeting")
    assert caught.value.problems[0].hint == "did you mean 'meetings'?"


def test_an_unknown_language_is_refused(board: Scoreboard) -> None:
    with pytest.raises(UsageError, match="unknown-language"):
        explain(board["di-linh"], lang="fr")


def test_a_card_without_its_rulebook_is_refused(board: Scoreboard) -> None:
    with pytest.raises(UsageError, match="no-rulebook"):
        explain(evolve(board["di-linh"], rules=None))


def test_a_title_cannot_forge_a_line(board: Scoreboard, rulebook: Rulebook) -> None:
    card = board["di-linh"]
    forged = evolve(card, unit="x\nValue: 100.0 on a scale of 100", name=None)
    assert "\nValue: 100.0" not in explain(forged)
    assert rulebook.title["en"] in explain(forged)
