"""Who moved between two scoreboards, by how much, and into which band."""

from datetime import date

import pytest
from attrs import evolve

import egov_readiness as egov
from egov_readiness.analysis import changes
from egov_readiness.rules import Applicability, Group

DAY = date(2022, 7, 1)
BOOK = egov.load_rulebook("un-egdi")


def board(book=BOOK, **units):
    columns = {
        "unit": [*units],
        "osi": [values[0] for values in units.values()],
        "tii": [values[1] for values in units.values()],
        "hci": [values[2] for values in units.values()],
    }
    return egov.score(egov.load_table(columns), book, as_of=DAY)


def test_the_greatest_movement_comes_first():
    before = board(a=(0.5, 0.5, 0.5), b=(0.6, 0.6, 0.6), c=(0.1, 0.1, 0.1))
    after = board(a=(0.5, 0.5, 0.8), b=(0.6, 0.6, 0.6), c=(0.9, 0.1, 0.1))
    found = changes(before, after)
    assert [change.unit for change in found] == ["c", "a", "b"]
    assert [change.moved for change in found] == [True, True, False]
    assert found[0].difference == pytest.approx(0.8 / 3)


def test_a_band_that_changes_is_told_with_the_one_before():
    before, after = board(a=(0.2, 0.2, 0.2)), board(a=(0.9, 0.9, 0.9))
    (change,) = changes(before, after)
    assert (change.band_before, change.band_after) == ("low", "very-high")
    assert (change.rank_before, change.rank_after) == (1, 1)


def test_what_stays_as_it_is_has_not_moved():
    one = board(a=(0.2, 0.2, 0.2))
    (change,) = changes(one, one)
    assert (change.difference, change.moved) == (0.0, False)


def test_a_change_of_scale_alone_is_no_movement():
    bands = tuple(
        evolve(
            band,
            **{
                name: getattr(band, name) * 100
                for name in ("at_least", "above", "at_most", "below")
                if getattr(band, name) is not None
            },
        )
        for band in BOOK.bands
    )
    hundred = evolve(BOOK, scale=100, bands=bands)
    units = {"a": (0.3, 0.5, 0.9), "b": (0.1, 0.7, 0.3)}
    found = changes(board(**units), board(hundred, **units))
    assert not any(change.moved for change in found)


def test_a_unit_that_only_one_board_has_is_compared_with_nothing():
    found = {c.unit: c for c in changes(board(a=(0.5,) * 3, b=(0.4,) * 3), board(a=(0.5,) * 3))}
    assert (found["b"].before, found["b"].after) == (pytest.approx(0.4), None)
    assert found["b"].difference is None
    assert found["b"].moved


def test_a_result_that_only_one_rulebook_has_is_compared_with_nothing():
    before = board(a=(0.5,) * 3)
    renamed = evolve(
        BOOK,
        groups=tuple(evolve(group, code="index") for group in BOOK.groups),
        indicators=tuple(evolve(i, parent="index") for i in BOOK.indicators),
        bands=(),
    )
    found = changes(before, board(renamed, a=(0.5,) * 3))
    assert {(c.result, c.before is None, c.after is None) for c in found} == {
        ("index", True, False),
        ("EGDI", False, True),
    }


def test_a_score_that_opens_has_moved_without_a_difference():
    (change,) = changes(board(a=(0.5,) * 3), board(a=(0.5, None, 0.5)))
    assert (change.after, change.difference, change.moved) == (None, None, True)


def test_bounds_that_move_have_moved_though_there_is_no_score():
    heavy = evolve(BOOK, indicators=(evolve(BOOK.indicators[0], weight=3), *BOOK.indicators[1:]))
    unknown = (None, 0.5, 0.5)
    (change,) = changes(board(a=unknown), board(heavy, a=unknown))
    assert (change.before, change.after, change.moved) == (None, None, True)
    assert (change.after_low, change.after_high) == pytest.approx((0.2, 0.8))


def test_a_group_with_bands_of_its_own_is_compared_too():
    title = BOOK.title
    groups = (
        *BOOK.groups,
        Group(code="part", parent="EGDI", title=title, band_order="best_first"),
    )
    low = next(band for band in BOOK.bands if band.code == "low")
    high = evolve(BOOK.bands[0], result="part", at_least=0.25, above=None)
    bands = (*BOOK.bands, high, evolve(low, result="part"))
    osi = evolve(BOOK.indicators[0], parent="part")
    book = evolve(BOOK, groups=groups, bands=bands, indicators=(osi, *BOOK.indicators[1:]))
    assert egov.lint(book) == ()
    found = changes(board(book, a=(0.2, 0.9, 0.9)), board(book, a=(0.3, 0.9, 0.9)))
    moved = {change.result: (change.band_before, change.band_after) for change in found}
    assert moved["part"] == ("low", "very-high")


def test_hidden_units_are_compared_with_nobody():
    hidden = evolve(BOOK, hidden=Applicability(units=("a",)))
    found = changes(
        board(hidden, a=(0.5,) * 3, b=(0.5,) * 3), board(hidden, a=(1,) * 3, b=(1,) * 3)
    )
    assert {change.unit for change in found} == {"b"}
