from datetime import date

import pytest
from attrs import evolve
from hypothesis import given

from egov_readiness.dates import PartialDate, Period
from egov_readiness.documents import DocumentRelation, DocumentRelationKind, LegalDocument
from egov_readiness.kinds import Between, Quantifier
from egov_readiness.model import (
    AdministrativeUnit,
    AssessmentRound,
    AssessmentStage,
    AssessmentStep,
    ChangeLink,
    Delivery,
    Evidence,
    Finding,
    Headcount,
    InspectionPurpose,
    InspectionRound,
    InspectionTeam,
    Milestone,
    Plan,
    StaffCategory,
    SupportAction,
    SupportArea,
    SupportRequest,
    SupportStatus,
    Survey,
    TrainingCohort,
    UnitChange,
    UnitChangeKind,
    UnitVersion,
    Visit,
    check_survey,
)
from egov_readiness.testing import surveys


@given(surveys())
def test_records_that_agree_are_accepted(survey):
    assert check_survey(survey) == ()


@pytest.fixture
def found(make):
    """What is wrong with a survey of two units and the records given."""

    def check(**sheets):
        units = tuple(unit(make, name) for name in ("di-linh", "lam-ha"))
        survey = Survey(id="s", title=make.text(), **{"units": units, **sheets})
        problems = check_survey(survey)
        assert all(problem.message for problem in problems)
        return [(problem.code, problem.path) for problem in problems]

    return check


def unit(make, identity, parent=None, valid=None):
    version = UnitVersion(
        valid=valid or Period(),
        level="district",
        kind="huyện",
        name=make.text(),
        parent=parent,
        observed_on=make.day,
        recorded_on=make.day,
    )
    return AdministrativeUnit(id=identity, versions=(version,))


def evidence(make, identity="e", **fields):
    return make.record(Evidence, identity, concept="lan", **fields)


def test_identities_are_unique_in_a_sheet(make, found):
    assert found(evidence=(evidence(make), evidence(make))) == [("duplicate-id", "evidence/1/id")]


def test_units_that_are_named_exist(make, found):
    assert found(evidence=(evidence(make, unit="di-lin"),)) == [("unknown-unit", "evidence/0/unit")]


def test_nothing_is_recorded_before_it_is_observed(make, found):
    early = evidence(make, recorded_on=PartialDate("2009-06-10"))
    assert found(evidence=(early,)) == [("recorded-before-observed", "evidence/0/recorded_on")]


def test_parents_exist_are_valid_and_do_not_lead_back(make, found):
    assert found(units=(unit(make, "a", "b"),)) == [("unknown-unit", "units/0/versions/0/parent")]
    assert found(units=(unit(make, "a", "b"), unit(make, "b", "a"))) == [
        ("loop", "units/0/versions")
    ]
    later = unit(make, "p", valid=Period(since=make.day.last_day))
    child = unit(make, "c", "p", Period(until=make.day.first_day))
    dated = unit(make, "d", "e", Period(since=make.day.last_day))
    ended = unit(make, "e", valid=Period(until=make.day.first_day))
    assert found(units=(later, child, dated, ended)) == [
        ("parent-not-valid", "units/1/versions/0/parent"),
        ("parent-not-valid", "units/2/versions/0/parent"),
    ]


def document(make, number, **fields):
    return LegalDocument(id=number, observed_on=make.day, recorded_on=make.day, **fields)


def test_documents_have_both_clocks_and_the_ones_they_name_are_there(make, found):
    assert found(documents=(LegalDocument(id="1/QĐ"),)) == [
        ("missing", "documents/0/observed_on"),
        ("missing", "documents/0/recorded_on"),
    ]
    relation = DocumentRelation(kind=DocumentRelationKind.IMPLEMENTS, document="16/NQ")
    assert found(documents=(document(make, "1/QĐ", relations=(relation,)),)) == [
        ("unknown-document", "documents/0/relations")
    ]
    plan = make.record(Plan, title=make.text(), document="2/QĐ")
    milestone = make.record(Milestone, title=make.text(), document="2/QĐ")
    round_ = inspection(make, documents=("2/QĐ",))
    assert found(
        plans=(plan,),
        milestones=(milestone,),
        evidence=(evidence(make, document="2/QĐ"),),
        rounds=(round_,),
    ) == [
        ("unknown-document", path)
        for path in (
            "plans/0/document",
            "milestones/0/document",
            "evidence/0/document",
            "rounds/0/documents",
        )
    ]
    assert found(plans=(plan,), documents=(document(make, "2 / QĐ"),)) == []


def test_milestones_name_plans_and_successors_that_exist(make, found):
    lost = make.record(Milestone, title=make.text(), plan="p", replaced_by="m")
    assert found(milestones=(lost,)) == [
        ("unknown-plan", "milestones/0/plan"),
        ("unknown-milestone", "milestones/0/replaced_by"),
    ]
    one = make.record(Milestone, "a", title=make.text(), replaced_by="b")
    other = make.record(Milestone, "b", title=make.text(), replaced_by="a")
    assert found(milestones=(one, other)) == [("loop", "milestones/0/replaced_by")]


def cohort(make, identity, **fields):
    return make.record(TrainingCohort, identity, course=make.text(), level="commune", **fields)


def test_nested_cohorts_are_of_one_unit_smaller_and_do_not_lead_back(make, found):
    whole = cohort(make, "whole", attended=534)
    part = cohort(make, "part", attended=55, part_of="whole")
    assert found(training=(whole, part)) == []
    assert found(training=(evolve(whole, attended=50), part)) == [
        ("part-exceeds-whole", "training/1/attended")
    ]
    assert found(training=(evolve(whole, unit="lam-ha"), part)) == [
        ("part-of-another-unit", "training/1/part_of")
    ]
    assert found(training=(part,)) == [("unknown-cohort", "training/0/part_of")]
    loop = (cohort(make, "a", part_of="b"), cohort(make, "b", part_of="a"))
    assert found(training=loop) == [("loop", "training/0/part_of")]


def test_all_staff_and_categories_are_not_counted_side_by_side(make, found):
    counts = tuple(
        make.record(Headcount, category.value, level="district", category=category)
        for category in (StaffCategory.ALL, StaffCategory.LEADER)
    )
    assert found(headcounts=counts) == [("all-and-parts", "headcounts/1/category")]
    assert found(headcounts=counts[1:]) == []


def test_superseded_evidence_is_earlier_of_the_same_concept_and_does_not_lead_back(make, found):
    old = evidence(make, "old")
    new = evidence(make, "new", supersedes=("old",))
    assert found(evidence=(old, new)) == []
    assert found(evidence=(new,)) == [("unknown-evidence", "evidence/0/supersedes")]
    assert found(evidence=(evolve(old, concept="wan"), new)) == [
        ("supersedes-other-concept", "evidence/1/supersedes")
    ]
    assert found(evidence=(evolve(old, recorded_on=PartialDate("2009-07")), new)) == [
        ("supersedes-later", "evidence/1/supersedes")
    ]
    assert found(evidence=(evolve(old, supersedes=("new",)), new)) == [
        ("loop", "evidence/1/supersedes")
    ]


def inspection(make, **fields):
    return make.record(
        InspectionRound,
        "round",
        **{
            "organiser": "Sở TT&TT",
            "territory": "di-linh",
            "purposes": (InspectionPurpose.URGE,),
            "window": PartialDate("2009-06-10/2009-06-11"),
            **fields,
        },
    )


def test_visits_and_findings_belong_to_their_round(make, found):
    team = make.record(InspectionTeam, "team", round="round", lead="Phó giám đốc Sở TT&TT")
    visit = make.record(Visit, "visit", team="team", window=PartialDate("2009-06-11"))
    finding = make.record(Finding, "finding", visit="visit", statement=make.text())
    sheets = {
        "rounds": (inspection(make),),
        "teams": (team,),
        "visits": (visit,),
        "findings": (finding,),
    }
    assert found(**sheets) == []
    assert found(**(sheets | {"rounds": ()})) == [("unknown-round", "teams/0/round")]
    assert found(**(sheets | {"teams": ()})) == [("unknown-team", "visits/0/team")]
    assert found(**(sheets | {"visits": ()})) == [("unknown-visit", "findings/0/visit")]
    late = evolve(visit, window=PartialDate("2009-06-12"))
    assert found(**(sheets | {"visits": (late,)})) == [("visit-outside-round", "visits/0/window")]
    elsewhere = evolve(finding, unit="lam-ha")
    assert found(**(sheets | {"findings": (elsewhere,)})) == [
        ("finding-of-another-unit", "findings/0/unit")
    ]


def test_a_survey_owns_its_words_of_quantity(make):
    words = {Quantifier.MOST: Between(0.8, 1)}
    survey = Survey(id="s", title=make.text(), quantifiers=words)
    words.clear()
    assert survey.quantifiers == {Quantifier.MOST: Between(0.8, 1)}
    assert hash(survey) == hash(evolve(survey, note=make.text()))


def change(make, kind, *links, on="2009-01-01"):
    return make.record(
        UnitChange,
        kind=UnitChangeKind(kind),
        effective_on=date.fromisoformat(on),
        links=tuple(ChangeLink(before=before, after=after) for before, after in links),
    )


def test_a_change_links_units_that_exist_on_its_eve_and_on_its_day(make, found):
    first, second = Period(None, date(2009, 1, 1)), Period(date(2009, 1, 1), None)
    units = (unit(make, "old", valid=first), unit(make, "new", valid=second))
    right = change(make, "create", ("old", "new"))
    assert found(units=units, unit_changes=(right,)) == []
    wrong = change(make, "create", ("new", "old"))
    assert found(units=units, unit_changes=(wrong,)) == [
        ("change-without-unit", "unit_changes/0/links/0/before"),
        ("change-without-unit", "unit_changes/0/links/0/after"),
        ("created-unit-was-there", "unit_changes/0/links/0/after"),
    ]
    nobody = change(make, "abolish", ("odl", None))
    assert found(units=units, unit_changes=(nobody,)) == [
        ("unknown-unit", "unit_changes/0/links/0/before")
    ]


def test_a_unit_that_was_renamed_has_a_version_from_then_on(make, found):
    renamed = change(make, "rename", ("di-linh", "di-linh"))
    assert found(unit_changes=(renamed,)) == [
        ("change-without-version", "unit_changes/0/links/0/after")
    ]


def asked(make, **fields):
    return make.record(
        AssessmentRound,
        "a",
        rulebook="r",
        organiser="Sở TT&TT",
        territory="di-linh",
        sent_on=PartialDate("2009-06-01"),
        **fields,
    )


def step(make, identity, stage="submitted", **fields):
    fields = {"round": "a", "observed_on": PartialDate("2009-06-05"), **fields}
    return make.record(AssessmentStep, identity, stage=AssessmentStage(stage), **fields)


def test_steps_belong_to_a_round_that_asked_their_unit(make, found):
    steps = (step(make, "s"), step(make, "t", round="b"))
    assert found(assessment_rounds=(asked(make),), assessment_steps=steps) == [
        ("unknown-assessment-round", "assessment_steps/1/round")
    ]
    others = asked(make, units=("lam-ha",))
    assert found(assessment_rounds=(others,), assessment_steps=(step(make, "s"),)) == [
        ("unit-not-in-round", "assessment_steps/0/unit")
    ]
    early = step(make, "s", observed_on=PartialDate("2009-05-31"))
    assert found(assessment_rounds=(asked(make),), assessment_steps=(early,)) == [
        ("step-before-round", "assessment_steps/0/observed_on")
    ]


def test_evidence_brought_with_a_step_is_about_its_unit(make, found):
    other = evidence(make, unit="lam-ha")
    brought = step(make, "s", evidence=("e",))
    assert found(
        assessment_rounds=(asked(make),), assessment_steps=(brought,), evidence=(other,)
    ) == [("evidence-of-another-unit", "assessment_steps/0/evidence")]


def test_a_correction_answers_an_earlier_appeal_of_the_same_unit(make, found):
    appeal = step(make, "p", "appealed", statement=make.text())

    def answering(*steps, **fields):
        correction = step(make, "k", "corrected", answers="p", **fields)
        return found(assessment_rounds=(asked(make),), assessment_steps=(*steps, correction))

    path = "assessment_steps/1/answers"
    assert answering(appeal) == []
    assert answering(evolve(appeal, unit="lam-ha")) == [("answers-another-unit", path)]
    assert answering(appeal, observed_on=PartialDate("2009-06-04")) == [
        ("answer-before-question", path)
    ]
    assert answering(step(make, "p")) == [("answers-no-appeal", path)]
    looped = (
        evolve(appeal, answers="k"),
        step(make, "k", "corrected", answers="p"),
    )
    assert ("loop", "assessment_steps/1/answers") in found(
        assessment_rounds=(asked(make),), assessment_steps=looped
    )


def test_help_refers_to_findings_instructions_requests_and_units_that_exist(make, found):
    common = {"area": SupportArea.TRAINING, "statement": make.text()}
    request = make.record(SupportRequest, "q", because_of=("f",), **common)
    action = make.record(
        SupportAction,
        "x",
        provider="Sở TT&TT",
        status=SupportStatus.PROMISED,
        requests=("p",),
        beneficiaries=("nowhere",),
        deliveries=(Delivery(recipients=make.text(), beneficiaries=("nobody",)),),
        **common,
    )
    assert found(support_requests=(request,), support=(action,)) == [
        ("unknown-finding", "support_requests/0/because_of"),
        ("unknown-unit", "support/0/beneficiaries"),
        ("unknown-support-request", "support/0/requests"),
        ("unknown-unit", "support/0/deliveries/0/beneficiaries"),
    ]


def test_a_unit_that_ended_is_no_longer_there_unless_it_is_linked_to_itself(make, found):
    ended = change(make, "abolish", ("di-linh", None))
    assert found(unit_changes=(ended,)) == [
        ("ended-unit-lives-on", "unit_changes/0/links/0/before")
    ]
    merged = change(make, "merge", ("di-linh", "di-linh"), ("lam-ha", "di-linh"))
    assert found(unit_changes=(merged,)) == [
        ("ended-unit-lives-on", "unit_changes/0/links/1/before")
    ]


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([("submitted", "2009-06"), ("verified", "2009-06-15")], None),
        ([("submitted", "2009-06-20"), ("verified", "2009-06-15")], "step-out-of-order"),
        (
            [("approved", "2009-06-02"), ("corrected", "2009-06-10"), ("published", "2009-06-20")],
            None,
        ),
        ([("published", "2009-06-20"), ("corrected", "2009-06-10")], "step-out-of-order"),
        ([("approved", "2009"), ("published", "2009-06-20")], None),
    ],
)
def test_only_what_surely_comes_too_early_is_out_of_order(make, found, steps, code):
    taken = tuple(
        step(make, f"s{n}", stage, observed_on=PartialDate(day), recorded_on=PartialDate("2009-12"))
        for n, (stage, day) in enumerate(steps)
    )
    problems = found(assessment_rounds=(asked(make),), assessment_steps=taken)
    assert [problem for problem, _ in problems] == ([] if code is None else [code])


def test_a_unit_that_goes_on_is_linked_to_itself(make, found):
    bare = change(make, "merge", ("lam-ha", "di-linh"), ("bao-lam", "di-linh"))
    until = Period(None, date(2009, 1, 1))
    units = (
        unit(make, "di-linh"),
        unit(make, "lam-ha", valid=until),
        unit(make, "bao-lam", valid=until),
    )
    assert found(units=units, unit_changes=(bare,)) == [
        ("not-linked-to-itself", "unit_changes/0/links")
    ]
    first = Period(date(2009, 1, 1), None)
    part = change(make, "create", ("di-linh", "new"), ("di-linh", "di-linh"))
    parts = (unit(make, "di-linh"), unit(make, "new", valid=first))
    assert found(units=parts, unit_changes=(part,)) == []


def test_a_unit_that_was_made_after_the_forms_were_sent_may_answer_them(make, found):
    made = unit(make, "moi", valid=Period(date(2009, 6, 3), None))
    asked_others = asked(make, units=("di-linh",))
    assert (
        found(
            units=(unit(make, "di-linh"), unit(make, "lam-ha"), made),
            assessment_rounds=(asked_others,),
            assessment_steps=(step(make, "s", unit="moi"),),
        )
        == []
    )


def test_only_an_appeal_is_upheld(make, found):
    published = step(make, "p", "published")
    upheld = step(make, "k", "upheld", answers="p")
    assert found(assessment_rounds=(asked(make),), assessment_steps=(published, upheld)) == [
        ("answers-no-appeal", "assessment_steps/1/answers")
    ]
