import pickle
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate, Period
from egov_readiness.errors import Because, Reason, RulebookError
from egov_readiness.kinds import Origin, Quantifier, Text
from egov_readiness.measures import CATALOGUE, Measure, observe
from egov_readiness.measures.catalogue import Parameter
from egov_readiness.model import (
    AdministrativeUnit,
    Claim,
    Evidence,
    Finding,
    InfrastructureItem,
    InfrastructureKind,
    Survey,
    UnitVersion,
)
from egov_readiness.model.survey import SHEETS
from egov_readiness.observations import State, UnitCode, known, unknown
from egov_readiness.rules import (
    Applicability,
    Group,
    Indicator,
    MemberScore,
    Ratio,
    Rulebook,
    Stage,
)
from egov_readiness.testing import surveys

AS_OF = date(2009, 6, 11)
SEEN = {"observed_on": PartialDate("2009-06-10/2009-06-11"), "recorded_on": PartialDate("2009-06")}
EVERY_CALL = {
    "reach": {"name": "infrastructure.reach", "kind": "lan"},
    "working": {"name": "infrastructure.working", "kind": "lan"},
    "in_use": {"name": "infrastructure.in_use", "kind": "workstation"},
    "utilisation": {"name": "infrastructure.utilisation", "kind": "lan"},
    "present": {"name": "infrastructure.present", "kind": "firewall"},
    "workstations": {"name": "staff.per_workstation"},
    "trained": {"name": "training.coverage", "level": "district"},
    "came": {"name": "training.coverage", "level": "commune", "counted": "attended"},
    "met": {"name": "milestones.met"},
    "on_time": {"name": "milestones.on_time"},
    "overdue": {"name": "milestones.overdue"},
    "planned": {"name": "plans.issued_within", "days": 60},
    "online": {"name": "services.at_level", "level": 3},
    "filed": {"name": "services.filed_online"},
    "documents": {"name": "documents.electronic"},
    "accounts": {"name": "applications.accounts_in_use"},
    "mail": {"name": "applications.in_service", "kind": "email"},
    "share": {"name": "findings.share_of_units", "concept": "lan_connected"},
    "lan_in_use": None,
}


def indicator(code, measure=None, **more):
    title = Text({"en": code})
    return Indicator(code=code, parent="all", title=title, method=Ratio(), measure=measure, **more)


def rulebook(*indicators, **more):
    group = Group(code="all", title=Text({"en": "All"}))
    title = Text({"en": "Rulebook"})
    return Rulebook(
        id="book", version="1", title=title, groups=(group,), indicators=indicators, **more
    )


EVERYTHING = rulebook(*(indicator(code, call) for code, call in EVERY_CALL.items()))


def unit(identity, level="district", kind="huyện", since=None, until=None, **more):
    version = UnitVersion(
        valid=Period(since, until),
        level=level,
        kind=kind,
        name=Text({"vi": identity}),
        observed_on=PartialDate("2005"),
        recorded_on=PartialDate("2005"),
        **more,
    )
    return AdministrativeUnit(id=identity, versions=(version,))


PROVINCE, DISTRICT = unit("lam-dong", "province", "tỉnh"), unit("di-linh", parent="lam-dong")


def survey(**sheets):
    sheets.setdefault("units", (PROVINCE, DISTRICT))
    return Survey(id="round-1", title=Text({"en": "Round"}), **sheets)


def lan(identity="i", unit="di-linh", **counts):
    kind = InfrastructureKind.LAN
    return InfrastructureItem(id=identity, unit=unit, kind=kind, **{**SEEN, **counts})


def proof(identity="e", unit="di-linh", concept="lan_in_use", says=0.5, **more):
    return Evidence(id=identity, unit=unit, concept=concept, value=says, **{**SEEN, **more})


def only(table, unit="di-linh"):
    [row] = [row for row in table.rows if row.unit == unit]
    return row


def test_every_unit_has_one_observation_of_each_indicator():
    book = rulebook(
        indicator("reach", {"name": "infrastructure.reach", "kind": "lan"}),
        indicator("lan_in_use"),
    )
    source = survey(infrastructure=(lan(eligible=4, connected=3),), evidence=(proof(),))
    table = observe(source, book, as_of=AS_OF)
    assert [row.unit for row in table.rows] == ["lam-dong", "di-linh"]
    assert table.columns == ("reach", "lan_in_use")
    assert table.source == "round-1"
    values = {code: found.value for code, found in only(table).observations.items()}
    assert values == {"reach": 0.75, "lan_in_use": 0.5}
    assert {found.state for found in table.rows[0].observations.values()} == {State.UNKNOWN}


def test_an_indicator_without_measure_is_observed_as_evidence_of_its_code():
    book = rulebook(
        indicator("a"),
        indicator("b", {"name": "evidence.value"}),
        indicator("c", {"name": "evidence.value", "concept": "a"}),
    )
    source = survey(evidence=(proof(concept="a", says=0.25), proof("f", concept="b", says=0.75)))
    found = only(observe(source, book, as_of=AS_OF)).observations
    assert [found[code].value for code in "abc"] == [0.25, 0.75, 0.25]


def test_a_row_carries_what_the_unit_was_on_the_date():
    town = UnitVersion(
        valid=Period(until=date(2010, 4, 8)),
        level="district",
        kind="thị xã",
        name=Text({"vi": "Bảo Lộc"}),
        codes={"vn-gso-district": "673", "own": "BL"},
        tags=("mountain",),
        **SEEN,
    )
    city = evolve(town, valid=Period(since=date(2010, 4, 8)), kind="thành phố", codes={"own": "C"})
    source = survey(units=(AdministrativeUnit(id="bao-loc", versions=(town, city)),))
    row = only(observe(source, EVERYTHING, as_of=AS_OF), "bao-loc")
    assert (row.level, row.kind, row.tags) == ("district", "thị xã", ("mountain",))
    assert (row.name, row.period) == (town.name, None)
    assert row.codes == (UnitCode("own", "BL"), UnitCode("vn-gso-district", "673"))
    later = only(observe(source, EVERYTHING, as_of=date(2010, 4, 8)), "bao-loc")
    assert later.kind == "thành phố"
    assert later.codes[-1] == UnitCode("own", "C", Period(since=date(2010, 4, 8)))


def test_a_unit_that_does_not_exist_on_the_date_has_no_row():
    units = (
        unit("gone", until=date(2009, 1, 1)),
        unit("to-come", since=date(2010, 1, 1)),
        unit("there", since=date(2009, 6, 11)),
    )
    table = observe(survey(units=units), EVERYTHING, as_of=AS_OF)
    assert [row.unit for row in table.rows] == ["there"]
    table = observe(survey(units=units), EVERYTHING, as_of=AS_OF, known_on=date(2004, 1, 1))
    assert table.rows == ()


def test_an_indicator_that_does_not_ask_this_unit_is_not_applicable():
    book = rulebook(indicator("lan_in_use", applies_to=Applicability(levels=("province",))))
    source = survey(evidence=(proof(), proof("f", unit="lam-dong")))
    found = only(observe(source, book, as_of=AS_OF)).observations["lan_in_use"]
    assert found.state is State.NOT_APPLICABLE
    assert found.because[0].code is Because.NOT_ASKED
    assert found.because[0].facts == {"level": "district", "kind": "huyện"}
    province = only(observe(source, book, as_of=AS_OF), "lam-dong").observations["lan_in_use"]
    assert province.value == 0.5


def test_the_rulebook_declares_which_origins_are_believed_and_when_records_are_old():
    source = survey(
        evidence=(
            proof("news", says=0.1, origin=Origin.PRESS),
            proof("visit", says=0.2, origin=Origin.INSPECTED),
        )
    )
    believed = rulebook(indicator("lan_in_use"), precedence=(Origin.PRESS, Origin.INSPECTED))
    assert only(observe(source, believed, as_of=AS_OF)).observations["lan_in_use"].value == 0.1
    strict = rulebook(indicator("lan_in_use", stale_after=30))
    later = date(2010, 6, 11)
    assert only(observe(source, strict, as_of=later)).observations["lan_in_use"].value is None


def test_every_problem_of_every_call_is_listed_at_once():
    book = rulebook(
        indicator("a", {"name": "infrastructure.inuse", "kind": "lan"}),
        indicator("b", {"name": "infrastructure.in_use", "kind": "lam"}),
        indicator("c", {"name": "milestones.met"}),
    )
    with pytest.raises(RulebookError) as caught:
        observe(survey(), book, as_of=AS_OF)
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [
        ("unknown-measure", "book:indicator[a].measure.name"),
        ("value-not-allowed", "book:indicator[b].measure.kind"),
    ]


def test_a_host_may_bring_its_own_catalogue():
    def floors(view, arguments):
        return known(len(view.unit) * int(arguments["n"]))

    mine = Measure(
        name="mine.letters",
        title=Text({"en": "Letters"}),
        parameters=CATALOGUE["plans.issued_within"].parameters,
        function=floors,
    )
    measure = evolve(mine, parameters=(evolve(mine.parameters[0], name="n"),))
    book = rulebook(indicator("letters", {"name": "mine.letters", "n": 2}))
    table = observe(survey(), book, as_of=AS_OF, measures={"mine.letters": measure})
    assert only(table).observations["letters"].value == 14
    with pytest.raises(RulebookError):
        observe(survey(), rulebook(indicator("a")), as_of=AS_OF, measures={})


def said(concept="lan_connected", quantifier=Quantifier.MAJORITY, negated=False):
    return Finding(
        id="f",
        unit="lam-dong",
        statement=Text({"vi": "Phần lớn các đơn vị này đã kết nối mạng LAN"}),
        reach="district",
        claims=(Claim(concept=concept, quantifier=quantifier, negated=negated),),
        **SEEN,
    )


@given(st.sampled_from(Quantifier), st.booleans())
def test_a_district_never_inherits_what_is_said_of_the_province(quantifier, negated):
    found = survey(findings=(said(quantifier=quantifier, negated=negated),))
    before = observe(survey(), EVERYTHING, as_of=AS_OF)
    after = observe(found, EVERYTHING, as_of=AS_OF)
    assert only(after).observations == only(before).observations
    assert only(after).observations["share"].state is State.UNKNOWN


def test_the_province_is_bounded_by_the_words_of_the_text():
    table = observe(survey(findings=(said(),)), EVERYTHING, as_of=AS_OF)
    share = only(table, "lam-dong").observations["share"]
    assert (share.state, share.low, share.high) == (State.BOUNDED, 0.5, 1)


@given(surveys())
def test_every_observation_of_a_sound_survey_has_its_reasons_and_bounds_in_order(source):
    for row in observe(source, EVERYTHING, as_of=AS_OF).rows:
        for code, found in row.observations.items():
            assert found.because, code
            if found.state is State.BOUNDED:
                assert found.low < found.high, code


@given(surveys(), st.randoms(use_true_random=False))
def test_the_order_of_records_and_units_changes_nothing(source, random):
    mixed = evolve(
        source,
        **{
            sheet: tuple(random.sample(getattr(source, sheet), len(getattr(source, sheet))))
            for sheet in SHEETS
        },
    )
    one, other = (observe(one, EVERYTHING, as_of=AS_OF) for one in (source, mixed))
    assert one.digest == other.digest
    assert {row.unit: row for row in one.rows} == {row.unit: row for row in other.rows}


@given(surveys(), surveys(), st.sampled_from(["observed_on", "recorded_on"]))
def test_what_is_seen_or_told_later_changes_nothing(source, future, clock):
    known_on = date(2009, 6, 30)
    after = {"observed_on": AS_OF, "recorded_on": known_on}[clock] + timedelta(days=1)
    sheets = {
        sheet: (
            *getattr(source, sheet),
            *(
                evolve(record, id=f"later-{record.id}", **{clock: PartialDate.of(after)})
                for record in getattr(future, sheet)
            ),
        )
        for sheet in SHEETS
        if sheet != "units"
    }
    more = evolve(source, **sheets)
    one, other = (
        observe(one, EVERYTHING, as_of=AS_OF, known_on=known_on) for one in (source, more)
    )
    assert one == other


@given(surveys())
def test_adding_a_unit_changes_no_other_row(source):
    added = unit("moi")
    records = (lan("new", "moi", eligible=3, connected=1),)
    more = evolve(
        source,
        units=(added, *source.units),
        infrastructure=(*source.infrastructure, *records),
    )
    one, other = (observe(one, EVERYTHING, as_of=AS_OF) for one in (source, more))
    assert other.rows[1:] == one.rows


def test_what_is_observed_on_the_units_below_is_left_to_the_second_stage():
    below = Indicator(
        code="below",
        parent="all",
        title=Text({"en": "Below"}),
        method=Ratio(),
        members=MemberScore(node="all"),
    )
    table = observe(survey(units=(unit("di-linh"),)), rulebook(below), as_of=AS_OF)
    assert table.columns == ()


def test_a_row_names_the_unit_that_its_unit_belongs_to():
    inside = unit("di-linh", parent="lam-dong")
    table = observe(survey(units=(inside,)), rulebook(), as_of=AS_OF)
    assert table.rows[0].parent == "lam-dong"


@pytest.mark.parametrize(
    ("origin", "counts"), [(Origin.INSPECTED, True), (Origin.SELF_REPORT, False), (None, False)]
)
def test_a_stage_counts_only_records_of_its_origins(origin, counts):
    stage = Stage(code="verified", title=Text({"en": "Verified"}), origins=(Origin.INSPECTED,))
    found = survey(units=(unit("di-linh"),), evidence=(proof(origin=origin),))
    book = rulebook(indicator("lan_in_use"))
    everything, staged = (observe(found, book, as_of=AS_OF, stage=s) for s in (None, stage))
    assert (staged.rows[0].observations["lan_in_use"].state is State.KNOWN) is counts
    assert (staged.digest == everything.digest) is counts


@settings(max_examples=30)  # every one observes a whole survey three times
@given(surveys(), st.sampled_from([None, date(2009, 1, 1), date(2012, 1, 1)]))
def test_what_is_observed_does_not_depend_on_whether_reasons_are_asked_for(survey, known_on):
    book = rulebook(
        *(
            indicator(
                code,
                call,
                stale_after=400 if code in ("in_use", "lan_in_use", "accounts") else None,
                applies_to=Applicability(levels=("district",)) if code == "met" else None,
            )
            for code, call in EVERY_CALL.items()
        )
    )
    day = date(2010, 6, 30)
    full = observe(survey, book, as_of=day, known_on=known_on)
    bare = observe(survey, book, as_of=day, known_on=known_on, reasons=False)
    assert [row.explained() for row in bare.rows] == [*full.rows]
    assert bare.digest == full.digest
    for row, explained in zip(bare.rows, full.rows, strict=True):
        without = {code: evolve(o, because=()) for code, o in explained.observations.items()}
        assert row.observations == without


def test_a_measure_of_the_host_may_rest_on_the_reasons_of_others():
    def twice_seen(view, _arguments):
        found = CATALOGUE["infrastructure.reach"].function(view, {"kind": "lan"})
        names = [reason for reason in found.because if reason.code is Because.RECORD]
        return found if len(names) > 1 else unknown(found.because)

    own = {"own.seen": Measure(name="own.seen", title=Text({"en": "x"}), function=twice_seen)}
    offices = tuple(
        lan(name, eligible=2, connected=1, organisation=name) for name in ("finance", "health")
    )
    # What the measures of the library share without reasons is not for the host's.
    book = rulebook(
        indicator("reach", {"name": "infrastructure.reach", "kind": "lan"}),
        indicator("seen", {"name": "own.seen"}),
    )
    for reasons in (True, False):
        table = observe(
            survey(infrastructure=offices),
            book,
            as_of=AS_OF,
            measures={**CATALOGUE, **own},
            reasons=reasons,
        )
        assert only(table).observations["seen"].value == 0.5


def test_a_measure_of_the_host_may_look_at_some_of_the_records():
    def of_office(view, arguments):
        some = tuple(i for i in view.infrastructure if i.organisation == arguments["office"])
        return CATALOGUE["infrastructure.reach"].function(
            evolve(view, infrastructure=some), {"kind": "lan"}
        )

    own = Measure(
        name="own.office",
        title=Text({"en": "x"}),
        parameters=(Parameter(name="office"),),
        function=of_office,
    )
    offices = (
        lan("f", eligible=4, connected=1, organisation="finance"),
        lan("h", eligible=4, connected=3, organisation="health"),
    )
    book = rulebook(
        indicator("all_of", {"name": "infrastructure.reach", "kind": "lan"}),
        indicator("finance", {"name": "own.office", "office": "finance"}),
        indicator("health", {"name": "own.office", "office": "health"}),
    )
    measures = {**CATALOGUE, "own.office": own}
    table = observe(survey(infrastructure=offices), book, as_of=AS_OF, measures=measures)
    found = {code: seen.value for code, seen in only(table).observations.items()}
    assert found == {"all_of": 0.5, "finance": 0.25, "health": 0.75}


def test_a_row_that_was_changed_rests_on_nothing_it_does_not_say():
    book = rulebook(indicator("lan_in_use"))
    [row] = observe(
        survey(units=(unit("di-linh"),), evidence=(proof(says=0.5),)),
        book,
        as_of=AS_OF,
        reasons=False,
    ).rows
    assert row.explained().observations["lan_in_use"].because
    changed = evolve(row, observations={"lan_in_use": known(1.0)})
    assert changed.explained().observations == {"lan_in_use": known(1.0)}


def test_a_row_is_pickled_with_what_it_rests_on():
    book = rulebook(indicator("lan_in_use"))
    table = observe(survey(evidence=(proof(),)), book, as_of=AS_OF, reasons=False)
    row = pickle.loads(pickle.dumps(only(table)))
    assert row.explain is None
    assert row == only(observe(survey(evidence=(proof(),)), book, as_of=AS_OF))


def test_a_measure_of_the_host_gives_no_reasons_where_none_are_asked_for():
    def always(_view, _arguments):
        return known(1, (Reason(Because.OBSERVED, {"value": 1}),))

    own = Measure(name="own.always", title=Text({"en": "x"}), function=always)
    survey = Survey(id="s", title=Text({"en": "S"}), units=(unit("a"),))
    book = rulebook(indicator("one", {"name": "own.always"}))
    bare = observe(survey, book, as_of=AS_OF, measures={"own.always": own}, reasons=False)
    assert bare.rows[0].observations["one"] == known(1)
    assert bare.rows[0].explained().observations["one"].because
