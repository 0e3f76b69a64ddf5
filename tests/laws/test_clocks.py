"""Whatever comes in later, a past scoreboard can be computed again, byte for byte (design S8)."""

from datetime import date, timedelta

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import egov_readiness as egov
from egov_readiness.analysis import assessments
from egov_readiness.dates import PartialDate
from egov_readiness.kinds import Origin, Text
from egov_readiness.model import (
    AdministrativeUnit,
    AssessmentRound,
    AssessmentStage,
    AssessmentStep,
    Evidence,
    UnitVersion,
)
from egov_readiness.rules import Group, Indicator, Ratio, Rulebook

TITLE = Text({"en": "x"})
START = date(2024, 1, 1)
UNITS = ("a", "b")
CONCEPTS = ("files", "lan")

BOOK = Rulebook(
    id="r",
    version="1",
    title=TITLE,
    groups=(Group(code="all", title=TITLE),),
    indicators=tuple(
        Indicator(code=code, parent="all", title=TITLE, method=Ratio(), stale_after=40)
        for code in CONCEPTS
    ),
)

shares = st.integers(0, 10).map(lambda tenth: tenth / 10)
origins = st.sampled_from([Origin.SELF_REPORT, Origin.INSPECTED, Origin.DOCUMENT])


def on(day):
    return PartialDate(day.isoformat())


class Records(RuleBasedStateMachine):
    """Records are submitted, corrected, withdrawn and expire; scoreboards are kept as they were."""

    @initialize()
    def begin(self):
        version = UnitVersion(
            level="district", kind="huyện", name=TITLE, observed_on=on(START), recorded_on=on(START)
        )
        units = tuple(AdministrativeUnit(id=unit, versions=(version,)) for unit in UNITS)
        asked = AssessmentRound(
            id="round",
            rulebook="r",
            organiser="x",
            territory="a",
            units=UNITS,
            sent_on=on(START),
            submit_within=15,
            verify_within=30,
            observed_on=on(START),
            recorded_on=on(START),
        )
        self.survey = egov.Survey(id="s", title=TITLE, units=units, assessment_rounds=(asked,))
        self.today = START
        self.kept = []

    def add(self, item):
        self.survey = evolve(self.survey, evidence=(*self.survey.evidence, item))

    @rule(days=st.integers(1, 30))
    def time_passes(self, days):
        self.today += timedelta(days=days)

    @rule(
        unit=st.sampled_from(UNITS),
        concept=st.sampled_from(CONCEPTS),
        value=shares,
        origin=origins,
        seen=st.integers(0, 20),
        lasts=st.none() | st.integers(0, 60),
    )
    def a_record_comes_in(self, unit, concept, value, origin, seen, lasts):
        observed = self.today - timedelta(days=seen)
        until = None if lasts is None else on(observed + timedelta(days=lasts))
        self.add(
            Evidence(
                id=f"e{len(self.survey.evidence)}",
                unit=unit,
                concept=concept,
                value=value,
                origin=origin,
                observed_on=on(observed),
                recorded_on=on(self.today),
                valid_until=until,
            )
        )

    @rule(which=st.integers(0, 99), value=shares)
    def a_record_is_corrected_on_appeal(self, which, value):
        if self.survey.evidence:
            wrong = self.survey.evidence[which % len(self.survey.evidence)]
            self.add(
                evolve(
                    wrong,
                    id=f"e{len(self.survey.evidence)}",
                    value=value,
                    recorded_on=on(self.today),
                    supersedes=(wrong.id,),
                    withdrawn_on=None,
                )
            )

    @rule(which=st.integers(0, 99))
    def a_record_is_withdrawn(self, which):
        if self.survey.evidence:
            place = which % len(self.survey.evidence)
            items = [*self.survey.evidence]
            if items[place].withdrawn_on is None:
                # Known of from the next day on: today's scoreboards may be out already.
                items[place] = evolve(items[place], withdrawn_on=on(self.today + timedelta(days=1)))
            self.survey = evolve(self.survey, evidence=tuple(items))

    @rule(
        unit=st.sampled_from(UNITS),
        stage=st.sampled_from(AssessmentStage),
    )
    def a_step_is_taken(self, unit, stage):
        steps = self.survey.assessment_steps
        order = list(AssessmentStage)
        taken = [order.index(step.stage) for step in steps if step.unit == unit]
        stage = order[max([order.index(stage), *taken])]
        appeals = [
            step.id
            for step in steps
            if step.unit == unit and step.stage is AssessmentStage.APPEALED
        ]
        step = AssessmentStep(
            id=f"s{len(steps)}",
            unit=unit,
            round="round",
            stage=stage,
            statement=TITLE,
            answers=appeals[-1] if appeals and stage is AssessmentStage.CORRECTED else None,
            observed_on=on(self.today),
            recorded_on=on(self.today),
        )
        self.survey = evolve(self.survey, assessment_steps=(*steps, step))

    @rule(back=st.integers(0, 30))
    def a_scoreboard_is_published(self, back):
        # What may still come in today is not in it.
        known_on = self.today - timedelta(days=1)
        clocks = {"as_of": max(START, self.today - timedelta(days=back)), "known_on": known_on}
        self.kept.append((clocks, self.as_known(clocks)))

    def as_known(self, clocks):
        return (
            egov.to_json(egov.score(self.survey, BOOK, **clocks)),
            assessments(self.survey, **clocks),
        )

    @invariant()
    def past_scoreboards_come_out_byte_for_byte(self):
        assert egov.check_survey(self.survey) == ()
        for clocks, board in self.kept:
            assert self.as_known(clocks) == board


TestRecords = Records.TestCase
