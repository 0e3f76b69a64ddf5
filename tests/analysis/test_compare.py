"""Who moved between two scoreboards, by how much, and into which band."""

from datetime import date

import pytest
from attrs import evolve

import egov_readiness as egov
from egov_readiness.analysis import changes

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
