"""Scores carried over mergers, splits and ends of units by a named policy (R18)."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import egov_readiness as egov
from egov_readiness.analysis import verify
from egov_readiness.dates import PartialDate, Period
from egov_readiness.documents import LegalDocument
from egov_readiness.errors import Because, UsageError
from egov_readiness.kinds import Between, Text
from egov_readiness.model import (
    AdministrativeUnit,
    ChangeLink,
    Evidence,
    UnitChange,
    UnitChangeKind,
    UnitVersion,
)
from egov_readiness.observations import State
from egov_readiness.rules import Applicability, Group, Indicator, Ratio, RollUp, Rulebook
from egov_readiness.scoring.carry import carry

TITLE = Text({"en": "x"})
BEFORE, CHANGE, AFTER = date(2024, 6, 30), date(2024, 12, 1), date(2024, 12, 31)
SEEN = PartialDate("2024-01-31")
INDICATORS = ("lan", "files")
BOOK = Rulebook(
    id="r",
    version="1",
    title=TITLE,
    scale=100,
    groups=(Group(code="all", title=TITLE),),
    indicators=tuple(
        Indicator(code=code, parent="all", weight=weight, title=TITLE, method=Ratio())
        for code, weight in zip(INDICATORS, (3, 1), strict=True)
    ),
)
shares = st.none() | st.integers(0, 10).map(lambda tenth: tenth / 10)


def unit(name, since=None, until=None, **fields):
    version = UnitVersion(
        valid=Period(since, until),
        level="district",
        kind="huyện",
        name=Text({"vi": name}),
        observed_on=SEEN,
        recorded_on=SEEN,
        **fields,
    )
    return AdministrativeUnit(id=name, versions=(version,))


def change(kind, *links, on=CHANGE, recorded=SEEN, **fields):
    return UnitChange(
        id=f"{kind}-{on}-{links[0][0]}",
        kind=UnitChangeKind(kind),
        effective_on=on,
        links=tuple(
            ChangeLink(before=before, after=after, share=share) for before, after, share in links
        ),
        observed_on=SEEN,
        recorded_on=recorded,
        **fields,
    )


def survey(units, values, *changes):
    evidence = tuple(
        Evidence(
            id=f"{name}-{code}",
            unit=name,
            concept=code,
            value=value,
            observed_on=SEEN,
            recorded_on=SEEN,
        )
        for name, observed in values.items()
        for code, value in zip(INDICATORS, observed, strict=True)
    )
    return egov.Survey(
        id="s", title=TITLE, units=tuple(units), evidence=evidence, unit_changes=changes
    )


MERGER = (("a", "a", None), ("b", "a", None), ("c", "a", None))


def merged(values, links=MERGER, **fields):
    units = [unit("a"), unit("b", until=CHANGE), unit("c", until=CHANGE), unit("d")]
    return survey(units, values, change("merge", *links, **fields))


VALUES = {"a": (0.5, 1.0), "b": (0.25, 0.0), "c": (0.75, 0.5), "d": (0.6, 0.6)}


def carried(source, policy="simple_mean", on=AFTER, book=BOOK, **options):
    assert egov.check_survey(source) == ()
    return carry(egov.score(source, book, as_of=BEFORE), source, on=on, policy=policy, **options)


def test_a_merged_unit_takes_the_simple_mean_of_its_predecessors_node_by_node():
    board = carried(merged(VALUES))
    card = board["a"]
    assert [card.unit for card in board] == ["a", "d"]
    assert card.carried_from == ("a", "b", "c")
    assert [card[code].value for code in INDICATORS] == pytest.approx([50, 50])
    assert card["all"].value == pytest.approx((62.5 + 18.75 + 68.75) / 3)
    assert board["d"] == egov.score(merged(VALUES), BOOK, as_of=BEFORE)["d"]


def test_the_policy_is_named_in_the_reasons():
    for policy in ("simple_mean", "minimum"):
        (reason, *_) = carried(merged(VALUES), policy)["a"]["lan"].because
        assert reason.code is Because.CARRIED
        assert reason.facts["policy"] == policy
        assert (reason.facts["names"], reason.facts["day"]) == ("a, b, c", "2024-12-01")
    text = egov.explain(carried(merged(VALUES))["a"], lang="vi")
    assert "Được chuyển tiếp từ a, b, c do sắp xếp đơn vị hành chính ngày" in text


def test_the_minimum_is_that_of_each_node():
    card = carried(merged(VALUES), "minimum")["a"]
    assert [card[code].value for code in (*INDICATORS, "all")] == [25, 0, 18.75]


def test_nothing_is_carried_where_the_policy_is_none_and_that_is_noted():
    board = carried(merged(VALUES), "none")
    assert [card.unit for card in board] == ["d"]
    assert [(note.code, note.path) for note in board.notes] == [("not-carried", "a")]


def test_shares_weigh_predecessors_and_what_is_not_recorded_leaves_their_range():
    links = (("a", "a", 0.5), ("b", "a", 0.25), ("c", "a", 0.25))
    assert carried(merged(VALUES, links), "weighted")["a"]["lan"].value == pytest.approx(50)
    links = (("a", "a", 0.5), ("b", "a", None), ("c", "a", None))
    node = carried(merged(VALUES, links), "weighted")["a"]["lan"]
    assert node.because[0].facts["unknown"] == 2
    last = (("a", "a", 0.5), ("b", "a", 0.25), ("c", "a", None))
    assert carried(merged(VALUES, last), "weighted")["a"]["lan"].value == pytest.approx(50)
    assert (node.state, node.low, node.value, node.high) == (State.BOUNDED, 25, None, 75)


def test_what_is_unknown_of_a_predecessor_leaves_an_interval():
    node = carried(merged(VALUES | {"b": (None, 0.0)}))["a"]["lan"]
    assert (node.low, node.value, node.high) == (pytest.approx(125 / 3), None, pytest.approx(75))


def test_a_predecessor_that_was_not_scored_leaves_no_score():
    source = merged(VALUES)
    late = evolve(source.units[1].versions[0], valid=Period(date(2024, 9, 1), CHANGE))
    units = (source.units[0], evolve(source.units[1], versions=(late,)), *source.units[2:])
    board = carried(evolve(source, units=units))
    (note,) = board.notes
    assert "there is no score of b" in note.message
    assert [card.unit for card in board] == ["d"]


def test_a_split_unit_hands_its_score_on_and_a_commune_may_draw_on_two():
    units = [unit("a", until=CHANGE), unit("b", until=CHANGE), unit("x", CHANGE), unit("y", CHANGE)]
    values = {"a": (0.5, 1.0), "b": (0.25, 0.0)}
    split = change("split", ("a", "x", None), ("a", "y", None), ("b", "y", None))
    board = carried(survey(units, values, split))
    assert board["x"]["all"].value == 62.5
    assert board["y"].carried_from == ("a", "b")
    assert board["y"]["lan"].value == pytest.approx(37.5)


def test_a_part_that_is_transferred_weighs_beside_the_unit_that_gets_it():
    units = [unit("a"), unit("b")]
    values = {"a": (0.5, 1.0), "b": (0.25, 0.0)}
    moved = survey(units, values, change("transfer_part", ("a", "b", None)))
    board = carried(moved)
    assert board["a"].carried_from == ()
    assert board["b"].carried_from == ("b", "a")
    for links in ([("a", "b", 0.2), ("b", "b", 0.8)], [("a", "b", 0.2)]):
        exact = survey(units, values, change("transfer_part", *links))
        assert carried(exact, "weighted")["b"]["lan"].value == pytest.approx(100 * (0.1 + 0.2))
    exact = survey(units, values, change("transfer_part", ("a", "b", 0.2)))
    assert carried(exact, "weighted")["b"]["lan"].value == pytest.approx(100 * (0.1 + 0.2))


def test_a_unit_that_is_renamed_recoded_or_reclassified_keeps_its_card():
    old, new = unit("a", until=CHANGE).versions[0], unit("a", CHANGE).versions[0]
    city = evolve(new, kind="thành phố", codes={"vn-gso-district": "673"})
    units = [AdministrativeUnit(id="a", versions=(old, city))]
    source = survey(units, {"a": (0.5, 1.0)}, change("reclassify", ("a", "a", None)))
    card = carried(source)["a"]
    assert (card.kind, card.carried_from) == ("thành phố", ())
    assert card.results == egov.score(source, BOOK, as_of=BEFORE)["a"].results


def test_changes_follow_each_other_in_time():
    later = date(2024, 12, 20)
    units = [unit("a", until=later), unit("b", until=CHANGE), unit("c", later)]
    changes = (
        change("create", ("a", "c", None), on=later),
        change("merge", ("a", "a", None), ("b", "a", None)),
    )
    board = carried(survey(units, {"a": (0.5, 1.0), "b": (0.25, 0.0)}, *changes))
    assert [card.unit for card in board] == ["c"]
    assert board["c"]["lan"].value == pytest.approx(37.5)


def test_a_unit_that_ends_without_a_change_is_noted_and_has_no_score():
    board = carried(survey([unit("a", until=CHANGE), unit("d")], {"d": (1, 1)}))
    assert [card.unit for card in board] == ["d"]
    assert [(note.code, note.path) for note in board.notes] == [("ended-without-change", "a")]


def test_a_change_that_was_not_recorded_yet_is_not_known():
    source = merged(VALUES, recorded=PartialDate("2024-11-01"))
    board = carried(source, known_on=date(2024, 10, 31))
    assert board["a"].carried_from == ()


def test_scores_are_carried_to_a_calendar_day():
    for options in ({"on": "2024-12-01"}, {"known_on": "2024-12-01"}):
        with pytest.raises(UsageError, match="not-a-date"):
            carried(merged(VALUES), **options)


def test_only_a_scoreboard_of_one_earlier_date_is_carried_and_only_once():
    source = merged(VALUES)
    board = egov.score(source, BOOK, as_of=BEFORE)
    with pytest.raises(UsageError, match="not-later"):
        carry(board, source, on=BEFORE, policy="minimum")
    once = carry(board, source, on=AFTER, policy="minimum")
    with pytest.raises(UsageError, match="carried-already"):
        carry(once, source, on=AFTER, policy="minimum")
    with pytest.raises(UsageError, match="no-date"):
        carry(evolve(board, as_of=None), source, on=AFTER, policy="minimum")


def test_hidden_and_ranks_follow_from_what_the_unit_is_now():
    book = evolve(BOOK, hidden=Applicability(tags=("army",)))
    source = merged(VALUES)
    tagged = evolve(
        source.units[3], versions=(evolve(source.units[3].versions[0], tags=("army",)),)
    )
    board = carried(evolve(source, units=(*source.units[:3], tagged)), book=book)
    assert [(rank.unit, rank.rank) for rank in board.ranks] == [("a", 1)]


def test_a_carried_scoreboard_is_kept_and_computed_again():
    source = merged(VALUES)
    board = carried(source)
    read = egov.from_json(egov.Scoreboard, egov.to_json(board))
    assert egov.to_json(read) == egov.to_json(board)
    assert verify(read, source, BOOK) == ()
    changed = merged(VALUES | {"c": (0, 0)})
    assert any(problem.path.startswith("a:all") for problem in verify(read, changed, BOOK))


observed = st.tuples(*(shares | st.just(Between(0.25, 0.5)) for _ in INDICATORS))


@given(st.fixed_dictionaries(dict.fromkeys("abc", observed)), st.sampled_from(["mean", "minimum"]))
def test_to_merge_and_roll_up_is_to_carry_the_scores(values, by):
    after = carried(merged(values | {"d": (1, 1)}), {"mean": "simple_mean"}.get(by, by))["a"]
    units = [unit(name, parent="whole") for name in "abc"] + [unit("d")]
    rolled = egov.score(
        survey(units, values | {"d": (1, 1)}), evolve(BOOK, roll_up=RollUp(by=by)), as_of=BEFORE
    )["whole"]
    for one, other in zip(after.walk(), rolled.walk(), strict=True):
        assert (one.low, one.value, one.high, one.band) == (
            other.low,
            other.value,
            other.high,
            other.band,
        )


@given(st.fixed_dictionaries(dict.fromkeys("abc", observed)), st.permutations(MERGER))
def test_what_is_carried_lies_between_the_predecessors_in_whatever_order_they_are_linked(
    values, links
):
    board = egov.score(merged(values | {"d": (1, 1)}), BOOK, as_of=BEFORE)
    for policy in ("simple_mean", "weighted", "minimum"):
        card = carried(merged(values | {"d": (1, 1)}, tuple(links)), policy)["a"]
        for node in card.walk():
            before = [board[name][node.code] for name in "abc"]
            assert min(one.low for one in before) - 1e-9 <= node.low
            assert node.high <= max(one.high for one in before) + 1e-9
            assert node.value is None or node.low <= node.value <= node.high


def test_a_unit_that_the_survey_does_not_know_keeps_its_card():
    source = merged(VALUES)
    board = egov.score(source, BOOK, as_of=BEFORE)
    other = carry(board, egov.Survey(id="o", title=TITLE), on=AFTER, policy="simple_mean")
    assert other.cards == board.cards


def test_what_is_known_is_by_default_what_the_scoreboard_knew():
    source = merged(VALUES, recorded=PartialDate("2024-11-01"))
    early = egov.score(source, BOOK, as_of=BEFORE, known_on=date(2024, 10, 31))
    board = carry(early, source, on=AFTER, policy="simple_mean")
    assert (board["a"].carried_from, board.carried.known_on) == ((), date(2024, 10, 31))
    later = carry(early, source, on=AFTER, policy="simple_mean", known_on=AFTER)
    assert later["a"].carried_from == ("a", "b", "c")
    assert verify(later, source, BOOK) == ()


def test_a_reason_cites_the_documents_of_its_own_change():
    first = change("merge", ("a", "a", None), ("b", "a", None), document="1/NQ")
    second = change("merge", ("d", "d", None), ("c", "d", None), document="2/NQ")
    units = [unit("a"), unit("b", until=CHANGE), unit("c", until=CHANGE), unit("d")]
    documents = tuple(
        LegalDocument(id=number, observed_on=SEEN, recorded_on=SEEN) for number in ("1/NQ", "2/NQ")
    )
    source = evolve(survey(units, VALUES, first, second), documents=documents)
    board = carried(source)
    cited = {u: board[u]["lan"].because[0].facts["document"] for u in ("a", "d")}
    assert cited == {"a": "1/NQ", "d": "2/NQ"}


def test_shares_of_two_changes_on_one_day_are_refused_and_never_added():
    first = change("merge", ("a", "a", 0.5), ("b", "a", 0.5))
    second = change("transfer_part", ("d", "a", 0.1))
    units = [unit("a"), unit("b", until=CHANGE), unit("d")]
    values = {name: VALUES[name] for name in "abd"}
    source = survey(units, values, first, second)
    assert [p.code for p in egov.check_survey(source)] == ["shares-of-two-changes"]
    bare = change("transfer_part", ("d", "a", None))
    alone = evolve(source, unit_changes=(first, bare))
    assert egov.check_survey(alone) == ()
    node = carried(alone, "weighted")["a"]["lan"]
    assert (node.low, node.value, node.high) == (25, None, 60)
    for changes in ((first, second), (second, first)):
        board = egov.score(source, BOOK, as_of=BEFORE)
        other = evolve(source, unit_changes=changes)
        node = carry(board, other, on=AFTER, policy="weighted")["a"]["lan"]
        assert (node.low, node.value, node.high) == (25, None, 60)


def test_a_unit_that_was_created_without_a_predecessor_is_noted():
    source = survey(
        [unit("a"), unit("n", CHANGE)], {"a": (1, 1)}, change("create", (None, "n", None))
    )
    board = carried(source)
    assert [card.unit for card in board] == ["a"]
    assert [(note.code, note.path) for note in board.notes] == [("no-score", "n")]


def test_a_policy_that_there_is_not_and_less_knowledge_than_the_scoreboard_had_are_refused():
    source = merged(VALUES)
    board = egov.score(source, BOOK, as_of=BEFORE, known_on=AFTER)
    with pytest.raises(UsageError, match="did you mean 'weighted'"):
        carry(board, source, on=AFTER, policy="weigthed")
    with pytest.raises(UsageError, match="less is known"):
        carry(board, source, on=AFTER, policy="minimum", known_on=BEFORE)


def test_a_part_of_unknown_origin_leaves_no_score():
    units = [unit("a"), unit("x", CHANGE)]
    made = change("create", ("a", "x", 0.4), (None, "x", None))
    board = carried(survey(units, {"a": (1, 0)}, made))
    assert [card.unit for card in board] == ["a"]
    assert "came from elsewhere" in board.notes[0].message


def test_the_rulebook_at_hand_is_that_of_the_scoreboard():
    book = evolve(BOOK, hidden=Applicability(tags=("army",)))
    source = merged(VALUES)
    board = egov.score(source, book, as_of=BEFORE)
    read = evolve(egov.from_json(egov.Scoreboard, egov.to_json(board)), rules=book)
    again = carry(read, source, on=AFTER, policy="simple_mean")
    assert again.cards == carry(board, source, on=AFTER, policy="simple_mean").cards
    assert again["a"].rules == book


def test_what_is_hidden_of_a_predecessor_is_hidden_of_its_successor():
    book = evolve(BOOK, hidden=Applicability(units=("b",)))
    assert carried(merged(VALUES), book=book)["a"].hidden


def test_a_result_that_does_not_apply_to_what_a_unit_became_is_not_applicable():
    group = evolve(BOOK.groups[0], applies_to=Applicability(levels=("district",)))
    book = evolve(BOOK, groups=(group,))
    units = [unit("a", until=CHANGE), unit("x", CHANGE), unit("y", CHANGE)]
    commune = evolve(units[1].versions[0], level="commune")
    units[1] = AdministrativeUnit(id="x", versions=(commune,))
    split = change("split", ("a", "x", None), ("a", "y", None))
    board = carried(survey(units, {"a": (1, 1)}, split), book=book)
    assert {node.state for node in board["x"].walk()} == {State.NOT_APPLICABLE}
    assert [(rank.unit, rank.rank) for rank in board.ranks] == [("y", 1)]


def test_a_unit_of_which_a_part_was_made_another_keeps_its_card():
    units = [unit("a"), unit("x", CHANGE)]
    board = carried(survey(units, {"a": (1, 0)}, change("create", ("a", "x", None))))
    assert board["a"].carried_from == ()
    assert board["x"].carried_from == ("a",)


def test_a_unit_beside_shares_that_already_make_one_has_no_share_of_its_own():
    links = (("b", "a", 0.5), ("c", "a", 0.5))
    source = merged(VALUES, links)
    assert [p.code for p in egov.check_survey(source)] == ["not-linked-to-itself"]
    board = egov.score(source, BOOK, as_of=BEFORE)
    node = carry(board, source, on=AFTER, policy="weighted")["a"]["lan"]
    assert (node.low, node.value, node.high) == (25, None, 75)
