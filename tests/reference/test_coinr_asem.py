"""Fitted methods and aggregations give what the R package COINr 1.1.14 gives on its ASEM example.

The golden figures and the definitions behind them are reference data.  COINr multiplies an
indicator by its direction before it normalises; here the direction is part of the method.
"""

import csv
import gzip
import io
from datetime import date

import pytest
from attrs import evolve

import egov_readiness as egov
from egov_readiness.kinds import Text
from egov_readiness.rules import (
    Borda,
    DistanceToMax,
    DistanceToReference,
    GeometricMean,
    Goalposts,
    Group,
    HarmonicMean,
    Identity,
    Indicator,
    MinMax,
    PercentileRank,
    PowerMean,
    Rank,
    Rulebook,
    WeightedMean,
    ZScore,
)

DAY = date(2020, 12, 31)
CLOSE = 1e-11


class Asem:
    """The reference tables of the ASEM example."""

    def __init__(self, folder):
        self.folder = folder
        meta = [row for row in self.rows("in_iMeta") if row["Level"]]
        self.indicators = [row["iCode"] for row in meta if row["Level"] == "1"]
        self.direction = {row["iCode"]: int(row["Direction"] or 1) for row in meta}
        self.parents = {row["iCode"]: row["Parent"] for row in meta}
        self.level = {row["iCode"]: int(row["Level"]) for row in meta}
        self.groups = [row["iCode"] for row in reversed(meta) if row["Level"] != "1"]

    def rows(self, name):
        data = (self.folder / f"{name}.csv.gz").read_bytes()
        return [*csv.DictReader(io.StringIO(gzip.decompress(data).decode("utf-8")))]

    def table(self, name):
        rows = self.rows(name)
        columns = {code: [row[code] for row in rows] for code in self.indicators}
        marks = ["NA"]
        return egov.load_table(
            {"unit": [row["uCode"] for row in rows], **columns}, unknown_marks=marks
        )

    def better(self, code):
        return "higher" if self.direction[code] > 0 else "lower"

    def book(self, method, aggregations=None, weights=None, needs=None):
        """A rulebook of the ASEM tree.

        Args:
            method: from the code of an indicator to its method.
            aggregations: the aggregation of each level above the indicators, 2 to 4.
            weights: the weight of each node.
            needs: the least share of children with a value, by level.
        """
        aggregations = aggregations or dict.fromkeys((2, 3, 4), WeightedMean())
        weights = weights or {}
        groups = tuple(
            Group(
                code=code,
                parent=self.parents[code] or None,
                weight=weights.get(code, 1.0),
                title=Text({"en": code}),
                aggregation=aggregations[self.level[code]],
                needs_children=(needs or {}).get(self.level[code]),
            )
            for code in self.groups
        )
        indicators = tuple(
            Indicator(
                code=code,
                parent=self.parents[code],
                weight=weights.get(code, 1.0),
                title=Text({"en": code}),
                method=method(code),
            )
            for code in self.indicators
        )
        return Rulebook(
            id="asem",
            version="1",
            title=Text({"en": "ASEM"}),
            missing="reweight",
            groups=groups,
            indicators=indicators,
        )

    def differing(self, source, book, golden, codes):
        """Every figure that is not the golden one."""
        board = egov.score(source, egov.fit(source, book), as_of=DAY)
        wrong = []
        for row in self.rows(golden):
            card = {node.code: node.value for node in board[row["uCode"]].walk()}
            for code in codes:
                found, expected = card[code], row[code]
                if found is None or expected in ("", "NA"):
                    if found is not None or expected not in ("", "NA"):
                        wrong.append((row["uCode"], code, found, expected))
                elif abs(found - float(expected)) > CLOSE * max(1, abs(float(expected))):
                    wrong.append((row["uCode"], code, found, expected))
        return wrong


@pytest.fixture(scope="module")
def asem(reference_data):
    folder = reference_data / "coinr_asem"
    if not folder.is_dir():
        pytest.skip("no coinr_asem among the reference data")
    return Asem(folder)


NORMALISED = {
    "minmax_0_1": lambda better: MinMax(better=better),
    "minmax_0_100": lambda better: MinMax(better=better, highest=100),
    "minmax_1_100": lambda better: MinMax(better=better, lowest=1, highest=100),
    "zscore_0_1": lambda better: ZScore(better=better),
    "zscore_10_2": lambda better: ZScore(better=better, to_mean=10, to_deviation=2),
    "rank_min": lambda better: Rank(better=better),
    "rank_average": lambda better: Rank(better=better, ties="average"),
    "borda_min": lambda better: Borda(better=better),
    "prank_min": lambda better: PercentileRank(better=better),
    "prank_average": lambda better: PercentileRank(better=better, ties="average"),
    "dist2max": lambda better: DistanceToMax(better=better),
}


@pytest.mark.parametrize("name", NORMALISED)
def test_a_normalisation_over_the_population_comes_out(asem, name):
    book = asem.book(lambda code: NORMALISED[name](asem.better(code)))
    table = asem.table("pipe_Treated")
    assert asem.differing(table, book, f"norm_{name}", asem.indicators) == []


@pytest.mark.parametrize(
    "name",
    [
        "borda_min",
        "dist2max",
        "minmax_0_100",
        "minmax_1_100",
        "prank_min",
        "rank_average",
        "rank_min",
        "zscore_0_1",
    ],
)
def test_a_normalisation_leaves_gaps_out_of_its_population(asem, name):
    book = asem.book(lambda code: NORMALISED[name](asem.better(code)))
    table = asem.table("denom_default")
    assert asem.differing(table, book, f"normNA_{name}", asem.indicators) == []


@pytest.mark.parametrize(("name", "clip"), [("dist2ref_5", "none"), ("dist2ref_5_cap", "high")])
def test_a_distance_to_a_reference_comes_out_where_the_reference_is_above_the_worst(
    asem, name, clip
):
    table = asem.table("pipe_Treated")
    reference = table.rows[4]
    usable = []
    for code in asem.indicators:
        values = [row.observations[code].value for row in table.rows]
        worst = min(values) if asem.better(code) == "higher" else max(values)
        if reference.observations[code].value != worst:
            usable.append(code)
    assert len(usable) > 40

    def method(code):
        if code not in usable:
            return MinMax(better=asem.better(code))
        return DistanceToReference(unit=reference.unit, better=asem.better(code), clip=clip)

    assert asem.differing(table, asem.book(method), f"norm_{name}", usable) == []


@pytest.mark.parametrize(("name", "clip"), [("nocap", "none"), ("cap", "high")])
def test_a_distance_to_a_target_is_one_to_a_declared_reference(asem, name, clip):
    targets = {row["iCode"]: float(row["Target"]) for row in asem.rows("norm_parameters")}

    def method(code):
        return DistanceToReference(value=targets[code], better=asem.better(code), clip=clip)

    table = asem.table("pipe_Treated")
    book = asem.book(method)
    assert asem.differing(table, book, f"norm_dist2targ_{name}", asem.indicators) == []


@pytest.mark.parametrize(("name", "clip"), [("trunc", "both"), ("notrunc", "none")])
def test_goalposts_come_out_in_both_directions(asem, name, clip):
    posts = {row["iCode"]: row for row in asem.rows("norm_parameters")}
    times = float(posts["LPI"]["goalpost_scale"])

    def method(code):
        low = float(posts[code]["goalpost_lower"])
        high = float(posts[code]["goalpost_upper"])
        worst, best = (low, high) if asem.better(code) == "higher" else (high, low)
        return Goalposts(worst=worst, best=best, clip=clip)

    table = asem.table("pipe_Treated")
    board = egov.score(table, asem.book(method), as_of=DAY)
    for row in asem.rows(f"norm_goalposts_{name}"):
        for code in asem.indicators:
            expected = float(row[code])
            found = board[row["uCode"]][code].value * times
            assert abs(found - expected) <= CLOSE * max(1, abs(expected))


@pytest.mark.parametrize("name", ["none", "scaled_0_100", "scaled_iMeta"])
def test_a_fixed_scale_comes_out_on_the_directed_figures(asem, name):
    ends = {row["iCode"]: row for row in asem.rows("norm_parameters")}
    times = 1 if name == "none" else 100

    def method(code):
        if name == "scaled_iMeta":
            low, high = float(ends[code]["scaled_lower"]), float(ends[code]["scaled_upper"])
            worst, best = (low, high) if asem.better(code) == "higher" else (high, low)
            return Goalposts(worst=worst, best=best, clip="none")
        # The figures are multiplied by the direction, and then put on one scale for all.
        return Goalposts(worst=0, best=asem.direction[code] * times, clip="none")

    board = egov.score(asem.table("pipe_Treated"), asem.book(method), as_of=DAY)
    for row in asem.rows(f"norm_{name}"):
        for code in asem.indicators:
            expected = float(row[code])
            found = board[row["uCode"]][code].value * times
            assert abs(found - expected) <= CLOSE * max(1, abs(expected))


def test_a_panel_is_one_population_over_all_its_years(asem):
    """Five years, one minimum and maximum over all of them, aggregated row by row."""
    rows = asem.rows("purse_Treated")
    columns = {code: [row[code] for row in rows] for code in asem.indicators}
    table = egov.load_table(
        {"unit": [r["uCode"] for r in rows], "period": [r["Time"] for r in rows], **columns},
        unknown_marks=["NA"],
    )
    book = asem.book(lambda code: MinMax(better=asem.better(code), highest=100))
    board = egov.score(table, egov.fit(table, book))
    compared = 0
    for golden in asem.rows("purse_Aggregated"):
        card = {node.code: node.value for node in board[golden["uCode"], golden["Time"]].walk()}
        for code in (*asem.groups, *asem.indicators):
            if golden[code] not in ("", "NA"):
                expected = float(golden[code])
                assert abs(card[code] - expected) <= CLOSE * max(1, abs(expected))
                compared += 1
    assert compared > 10_000


def one_to_hundred(asem):
    return lambda code: MinMax(better=asem.better(code), lowest=1, highest=100)


def every_level(aggregation):
    return dict.fromkeys((2, 3, 4), aggregation)


AGGREGATED = {
    "gmean_mm1_100": every_level(GeometricMean()),
    "hmean_mm1_100": every_level(HarmonicMean()),
    "genmean_p2_mm1_100": every_level(PowerMean(power=2)),
    "genmean_pm1_mm1_100": every_level(PowerMean(power=-1)),
    "mixed_a_g_h": {2: WeightedMean(), 3: GeometricMean(), 4: HarmonicMean()},
}


@pytest.mark.parametrize("name", AGGREGATED)
def test_an_aggregation_comes_out_at_every_level(asem, name):
    book = asem.book(one_to_hundred(asem), AGGREGATED[name])
    table = asem.table("pipe_Treated")
    assert asem.differing(table, book, f"agg_{name}", asem.groups) == []


@pytest.mark.parametrize(
    ("name", "aggregation"),
    [
        ("amean_mm1_100_unequal", WeightedMean()),
        ("gmean_mm1_100_unequal", GeometricMean()),
        ("hmean_mm1_100_unequal", HarmonicMean()),
        ("genmean_p0.5_unequal", PowerMean(power=0.5)),
    ],
)
def test_unequal_weights_come_out_at_every_level(asem, name, aggregation):
    weights = {row["iCode"]: float(row["Weight"]) for row in asem.rows("w_unequal")}
    book = asem.book(one_to_hundred(asem), every_level(aggregation), weights)
    table = asem.table("pipe_Treated")
    assert asem.differing(table, book, f"agg_{name}", asem.groups) == []


@pytest.mark.parametrize("name", ["minmax_0_100", "zscore_0_1"])
def test_a_plain_mean_of_any_normalisation_comes_out(asem, name):
    book = asem.book(lambda code: NORMALISED[name](asem.better(code)))
    golden = {"minmax_0_100": "agg_amean_mm0_100", "zscore_0_1": "agg_amean_zscore"}[name]
    assert asem.differing(asem.table("pipe_Treated"), book, golden, asem.groups) == []


@pytest.mark.parametrize(
    ("name", "aggregation", "needs"),
    [
        ("amean", WeightedMean(), None),
        ("gmean", GeometricMean(), None),
        ("hmean", HarmonicMean(), None),
        ("amean_thresh0.8", WeightedMean(), {2: 0.8, 3: 0.8, 4: 0.8}),
        ("amean_thresh_by_level", WeightedMean(), {2: 0.9, 3: 0.8, 4: 1.0}),
    ],
)
def test_gaps_are_reweighted_and_thresholds_of_data_hold(asem, name, aggregation, needs):
    book = asem.book(one_to_hundred(asem), every_level(aggregation), needs=needs)
    table = asem.table("denom_default")
    assert asem.differing(table, book, f"agg_NA_{name}", asem.groups) == []


def test_the_effective_weight_of_every_node_comes_out(asem):
    board = egov.score(asem.table("pipe_Treated"), asem.book(lambda _: Identity()), as_of=DAY)
    weights = {node.code: node.effective_weight for node in board.cards[0].walk()}
    for row in asem.rows("w_effective"):
        assert weights[row["iCode"]] == pytest.approx(float(row["EffWeight"]), abs=CLOSE)


@pytest.mark.parametrize("how", ["mean", "median"])
def test_a_value_to_impute_is_taken_from_the_population(asem, how):
    table = asem.table("denom_default")
    book = asem.book(lambda _: Identity())
    indicators = (evolve(i, missing="impute", impute_by=how) for i in book.indicators)
    book = evolve(book, indicators=tuple(indicators))
    golden = f"impute_i_{how}"
    assert asem.differing(table, book, golden, asem.indicators) == []


def test_the_whole_chain_from_treated_figures_to_the_index_comes_out(asem):
    book = asem.book(lambda code: MinMax(better=asem.better(code), highest=100))
    table = asem.table("pipe_Treated")
    codes = [*asem.indicators, *asem.groups]
    assert asem.differing(table, book, "pipe_Aggregated", codes) == []


def test_ranks_put_the_best_first_and_ties_share_the_better_rank(asem):
    book = asem.book(lambda code: MinMax(better=asem.better(code), highest=100))
    table = asem.table("pipe_Treated")
    board = egov.score(table, egov.fit(table, book), as_of=DAY)
    ranks = {rank.unit: rank.rank for rank in board.ranks}
    for row in asem.rows("results_Summ_ranks"):
        assert ranks[row["uCode"]] == int(float(row["Index"]))
