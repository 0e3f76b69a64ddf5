"""Why scores changed: each cause by itself, and together they add up."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.analysis import Cause, ScoringBasis, change_parts, changes
from egov_readiness.dates import PartialDate, Period
from egov_readiness.errors import UsageError
from egov_readiness.kinds import Origin
from egov_readiness.rules import Applicability, DatedNumber, Group, RollUp, Stage

THEN, NOW = date(2024, 6, 30), date(2024, 12, 31)


@pytest.fixture
def parts(make):
    """The parts of the change of unit ``a`` between two dates, by cause."""

    def found(old, new=None, book=None, later=None, unit="a", **options):
        first = book or make.book()
        before = ScoringBasis(
            survey=old, rulebook=first, as_of=THEN, stage=options.pop("was", None)
        )
        after = ScoringBasis(
            survey=new or old,
            rulebook=later or first,
            as_of=options.pop("now", NOW),
            stage=options.pop("stage", None),
        )
        listed = change_parts(before, after, **options)
        return {
            "+".join(part.causes): part.points if part.points is None else round(part.points, 6)
            for part in listed
            if part.unit == unit
        }

    return found


def full(make, *more, lan=0.5, files=0.5, **fields):
    """A survey in which everything about unit ``a`` is known at the earlier date."""
    lan_item = make.evidence("lan", value=lan, **fields)
    return make.survey(evidence=(lan_item, make.evidence("files", "a", "files", files), *more))


def test_nothing_changed_has_no_parts(make, parts):
    assert parts(full(make)) == {}


def test_a_new_fact_is_a_fact(make, parts):
    new = make.evidence("e", value=0.9, observed_on="2024-09-01", recorded_on="2024-09-02")
    assert parts(full(make, new)) == {"facts": 20}


def test_what_was_recorded_late_or_said_otherwise_is_a_correction(make, parts):
    late = make.evidence("e", value=0.9, observed_on="2024-06-01", recorded_on="2024-09-02")
    assert parts(full(make), full(make, late)) == {"corrected": 20}
    assert parts(full(make), full(make, lan=0.7)) == {"corrected": 10}


def test_what_expires_has_lapsed(make, parts):
    first = make.evidence("e", value=0.1, observed_on="2024-01-01", recorded_on="2024-01-01")
    assert parts(full(make, first, valid_until=PartialDate("2024-09"))) == {"lapsed": -20}
    aged = parts(full(make), book=make.book(stale_after=200))
    assert aged == {"lapsed": None}


def test_what_grows_too_old_and_is_renewed_is_no_loss(make, parts):
    new = make.evidence("e", value=0.6, observed_on="2024-09-01", recorded_on="2024-09-02")
    files = make.evidence(
        "f", "a", "files", 0.5, observed_on="2024-09-01", recorded_on="2024-09-01"
    )
    book = make.book(stale_after=200)
    assert parts(full(make, new, files), book=book) == {"facts": 5}


def test_what_is_withdrawn_after_the_earlier_date_has_lapsed(make, parts):
    first = make.evidence("e", value=0.1, observed_on="2024-01-01", recorded_on="2024-01-01")
    source = full(make, first, withdrawn_on=PartialDate("2024-09-01"))
    assert parts(source) == {"lapsed": -20}


def test_a_record_that_the_later_survey_has_no_more_has_lapsed(make, parts):
    first = make.evidence("e", value=0.1, observed_on="2024-01-01", recorded_on="2024-01-01")
    old = full(make, first)
    new = make.survey(evidence=old.evidence[1:])
    assert parts(old, new) == {"lapsed": -20}


def test_other_weights_are_other_rules_whether_in_another_rulebook_or_dated(make, parts):
    assert parts(full(make, files=0.1), later=make.book((3, 1))) == {"rules": 10}
    dated = (
        DatedNumber(since=date(2024, 1, 1), value=1),
        DatedNumber(since=date(2024, 9, 1), value=3),
    )
    book = evolve(make.book((dated, 1)), valid=Period(date(2024, 1, 1), None))
    assert parts(full(make, files=0.1), book=book) == {"rules": 10}


def test_the_rules_of_an_earlier_year_need_not_hold_on_the_later_date(make, parts):
    old = evolve(make.book(), valid=Period(date(2024, 1, 1), date(2024, 7, 1)))
    later = evolve(make.book((3, 1)), version="2", valid=Period(date(2024, 7, 1), None))
    assert parts(full(make, files=0.1), book=old, later=later) == {"rules": 10}


def test_another_stage_is_told_apart_from_other_rules(make, parts):
    stages = tuple(
        Stage(code=code, title=make.title, origins=(origin,))
        for code, origin in (("said", Origin.SELF_REPORT), ("seen", Origin.INSPECTED))
    )
    book = evolve(make.book(), stages=stages)
    items = tuple(
        make.evidence(f"{concept}-{origin}", "a", concept, value, origin=origin)
        for concept in ("lan", "files")
        for origin, value in ((Origin.SELF_REPORT, 0.9), (Origin.INSPECTED, 0.5))
    )
    source = make.survey(evidence=items)
    assert parts(source, book=book, was="said", stage="seen") == {"stage": -40}


def merged(make):
    merger = date(2024, 9, 1)
    units = (make.unit("a"), make.unit("b", until=merger))
    items = [
        make.evidence(f"{unit}-{concept}", unit, concept, value)
        for unit, value in (("a", 0.8), ("b", 0.4))
        for concept in ("lan", "files")
    ]
    change = make.change("merge", ("a", "a"), ("b", "a"), on=merger)
    return make.survey(*units, evidence=tuple(items), unit_changes=(change,))


def test_a_merger_moves_boundaries_by_the_policy_and_then_facts(make, parts):
    source = merged(make)
    # Its own records, which speak of the smaller unit, are all there is of it afterwards.
    for policy in ("simple_mean", "minimum", "none"):
        assert parts(source, policy=policy) == {}
    new = make.evidence("n", value=0.5, observed_on="2024-10-01", recorded_on="2024-10-01")
    renewed = evolve(source, evidence=(*source.evidence, new))
    assert parts(renewed) == {"boundaries": -20, "facts": 5}
    assert parts(renewed, policy="minimum") == {"boundaries": -40, "facts": 25}
    assert parts(renewed, policy="none") == {"boundaries+facts": -15}


def test_what_was_hidden_is_not_told_by_what_it_became(make):
    source = full(
        make, make.evidence("e", value=0.9, observed_on="2024-09-01", recorded_on="2024-09-02")
    )
    hidden = evolve(make.book(), hidden=Applicability(units=("a",)))
    then = ScoringBasis(survey=source, rulebook=hidden, as_of=THEN)
    now = ScoringBasis(survey=source, rulebook=make.book(), as_of=NOW)
    own = [part for part in change_parts(then, now) if part.unit == "a"]
    assert {part.points for part in own} == {None}
    assert {part.before for part in own} == {None}


def test_less_knowledge_than_before_explains_nothing(make):
    then, now = (
        ScoringBasis(survey=full(make), rulebook=make.book(), as_of=day, known_on=known)
        for day, known in ((THEN, NOW), (NOW, THEN))
    )
    with pytest.raises(UsageError, match="less is known"):
        change_parts(then, now)


def test_a_change_of_scale_alone_has_no_parts(make):
    source = full(make, lan=0.1, files=0.7)
    then = ScoringBasis(survey=source, rulebook=make.book(), as_of=THEN)
    now = ScoringBasis(survey=source, rulebook=evolve(make.book(), scale=1000), as_of=NOW)
    assert change_parts(then, now) == ()


def test_where_the_score_is_not_known_in_between_only_the_sum_is(make, parts):
    wrong = full(make)
    without = evolve(wrong.evidence[0], value=None, withdrawn_on=PartialDate("2024-06-01"))
    new = make.evidence("n", value=0.7, observed_on="2024-09-01", recorded_on="2024-09-01")
    later = make.survey(evidence=(without, wrong.evidence[1], new))
    assert parts(wrong, later) == {"corrected+facts": 10}


def test_what_becomes_known_or_unknown_moves_bounds_and_has_no_points(make):
    old = make.survey(evidence=(make.evidence("lan"),))
    new = make.evidence("f", "a", "files", 0.5, observed_on="2024-09-01", recorded_on="2024-09-01")
    new = make.survey(evidence=(*old.evidence, new))
    basis = [
        ScoringBasis(survey=one, rulebook=make.book(), as_of=day)
        for one, day in ((old, THEN), (new, NOW))
    ]
    (part,) = change_parts(*basis)
    assert (part.causes, part.points, part.low, part.high) == ((Cause.FACTS,), None, 25, -25)


def test_units_of_two_files_are_one_history(make, parts):
    old = make.survey(make.unit("a", until=date(2024, 9, 1)), evidence=full(make).evidence)
    new = make.survey(make.unit("a", since=date(2024, 9, 1)), evidence=full(make).evidence)
    assert parts(old, new) == {}
    always = make.survey(make.unit("a"), evidence=full(make).evidence)
    assert parts(always, new) == {}


def test_the_later_date_is_not_before_the_earlier_one(make, parts):
    with pytest.raises(UsageError, match="not-later"):
        parts(full(make), now=date(2024, 1, 1))


dates = st.dates(date(2024, 1, 1), NOW)
days = dates.map(PartialDate.of)
shares = st.none() | st.integers(0, 10).map(lambda tenth: tenth / 10)


@st.composite
def surveys(draw, make):
    items = []
    for number in range(draw(st.integers(0, 8))):
        first, second = sorted((draw(dates), draw(dates)))
        items.append(
            make.evidence(
                f"e{number}",
                draw(st.sampled_from("ab")),
                draw(st.sampled_from(["lan", "files"])),
                draw(shares),
                origin=draw(st.sampled_from([Origin.SELF_REPORT, Origin.INSPECTED])),
                observed_on=first.isoformat(),
                recorded_on=second.isoformat(),
                valid_until=draw(st.none() | days),
                withdrawn_on=draw(st.none() | days),
            )
        )
    merger = date(2024, 9, 1)
    if not draw(st.booleans()):
        return make.survey(evidence=tuple(items))
    units = (make.unit("a"), make.unit("b", until=merger))
    change = make.change("merge", ("a", "a"), ("b", "a"), on=merger)
    return make.survey(*units, evidence=tuple(items), unit_changes=(change,))


@given(st.data())
def test_the_parts_add_up_to_the_change(make, data):
    weights = st.tuples(st.integers(1, 3), st.integers(1, 3))
    missing = st.sampled_from(["interval", "zero", "reweight"])
    same = data.draw(st.booleans())
    first = data.draw(surveys(make))
    ends = []
    for survey, day in ((first, THEN), (first if same else data.draw(surveys(make)), NOW)):
        book = make.book(data.draw(weights), stale_after=data.draw(st.sampled_from([60, 200])))
        book = evolve(book, missing=data.draw(missing))
        ends.append(ScoringBasis(survey=survey, rulebook=book, as_of=day))
    policy = data.draw(st.sampled_from(["none", "simple_mean", "weighted", "minimum"]))
    listed = change_parts(*ends, policy=policy)
    boards = [basis.board() for basis in ends]
    for change in changes(*boards):
        own = [part for part in listed if (part.unit, part.result) == (change.unit, change.result)]
        for whole, name in (
            (change.difference, "points"),
            (_between(change.before_low, change.after_low), "low"),
            (_between(change.before_high, change.after_high), "high"),
        ):
            steps = [getattr(part, name) for part in own]
            if whole is not None and None not in steps:
                assert sum(steps) == pytest.approx(whole, abs=1e-9)
        assert bool(own) or not change.moved or change.rank_before != change.rank_after
        if change.difference is not None:
            assert all(part.points is not None for part in own)


def _between(before, after):
    return None if before is None or after is None else after - before


def test_a_result_without_news_is_not_carried_over_and_back(make):
    groups = tuple(Group(code=code, title=make.title) for code in ("one", "two"))
    indicators = tuple(
        evolve(indicator, parent=group.code)
        for indicator, group in zip(make.book().indicators, groups, strict=True)
    )
    book = evolve(make.book(), groups=groups, indicators=indicators)
    new = make.evidence("n", value=0.5, observed_on="2024-10-01", recorded_on="2024-10-01")
    source = merged(make)
    renewed = evolve(source, evidence=(*source.evidence, new))
    then, now = (ScoringBasis(survey=renewed, rulebook=book, as_of=day) for day in (THEN, NOW))
    own = [part for part in change_parts(then, now) if part.unit == "a"]
    assert {part.result for part in own} == {"one"}


def test_what_was_observed_before_the_change_is_a_fact_of_the_old_boundaries(make, parts):
    new = make.evidence("n", value=0.5, observed_on="2024-08-01", recorded_on="2024-08-01")
    source = merged(make)
    assert parts(evolve(source, evidence=(*source.evidence, new))) == {"facts": -15}


def test_a_unit_that_was_made_of_others_has_no_facts_of_which_nothing_was_observed(make):
    merger = date(2024, 9, 1)
    units = (make.unit("a", until=merger), make.unit("b", until=merger), make.unit("z", merger))
    change = make.change("create", ("a", "z"), ("b", "z"), on=merger)
    survey = evolve(merged(make), units=units, unit_changes=(change,))
    for missing in ("interval", "zero"):
        book = evolve(make.book(), missing=missing)
        then, now = (ScoringBasis(survey=survey, rulebook=book, as_of=day) for day in (THEN, NOW))
        own = [part for part in change_parts(then, now) if part.unit == "z"]
        assert [part.causes for part in own] == [(Cause.BOUNDARIES,)]
        assert own[0].points is None


def test_what_no_longer_applies_to_what_a_unit_became_moved_by_its_boundaries(make, parts):
    later = make.unit("a", date(2024, 9, 1), level="commune").versions
    units = (
        evolve(
            make.unit("a", until=date(2024, 9, 1)),
            versions=(*make.unit("a", until=date(2024, 9, 1)).versions, *later),
        ),
        make.unit("b"),
    )
    source = evolve(full(make, lan=0.9, files=0.1), units=units)
    lan, files = make.book().indicators
    asked = evolve(files, applies_to=Applicability(levels=("district",)))
    assert parts(source, book=evolve(make.book(), indicators=(lan, asked))) == {"boundaries": 40}


def test_a_member_that_moves_moves_the_unit_that_follows_from_it_by_its_boundaries(make):
    moved = date(2024, 9, 1)
    first = make.unit("b", until=moved, parent="p").versions
    second = make.unit("b", moved, parent="q").versions
    units = (make.unit("a", parent="p"), evolve(make.unit("b"), versions=(*first, *second)))
    source = evolve(merged(make), units=units, unit_changes=())
    book = evolve(make.book(), roll_up=RollUp())
    then, now = (ScoringBasis(survey=source, rulebook=book, as_of=day) for day in (THEN, NOW))
    own = {part.unit: part for part in change_parts(then, now)}
    assert own["p"].causes == (Cause.BOUNDARIES,)
    assert own["p"].points == pytest.approx(20)


def test_a_later_file_that_ends_a_unit_ends_it(make, parts):
    source = merged(make)
    earlier = evolve(source, units=(make.unit("a"), make.unit("b")), unit_changes=())
    assert parts(earlier, source, unit="b") == {"boundaries": None}


def test_a_policy_that_there_is_not_is_refused(make):
    then, now = (
        ScoringBasis(survey=full(make), rulebook=make.book(), as_of=day) for day in (THEN, NOW)
    )
    with pytest.raises(UsageError, match="policy cannot be"):
        change_parts(then, now, policy="mean")
