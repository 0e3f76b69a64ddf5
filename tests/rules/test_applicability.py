"""Which units a rule is about."""

import pytest

from egov_readiness.rules import Applicability


@pytest.mark.parametrize(
    ("one", "other", "excluded"),
    [
        ({}, {"levels": ("district",)}, False),
        ({"levels": ("district",)}, {"levels": ("commune", "district")}, False),
        ({"levels": ("district",)}, {"levels": ("commune",)}, True),
        ({"kinds": ("huyện",)}, {"kinds": ("thị xã",)}, True),
        ({"units": ("a",)}, {"units": ("b",)}, True),
        ({"tags": ("remote",)}, {"tags": ("mountain",)}, False),
        ({"levels": ("district",)}, {"kinds": ("xã",)}, False),
    ],
)
def test_no_unit_is_of_two_levels_kinds_or_identities_and_any_may_have_two_tags(
    one, other, excluded
):
    pair = Applicability(**one), Applicability(**other)
    assert pair[0].excludes(pair[1]) == pair[1].excludes(pair[0]) == excluded


@pytest.mark.parametrize(
    ("fields", "unit", "included"),
    [
        ({}, ("district", "huyện", ()), True),
        ({"levels": ("district",)}, ("district", "huyện", ()), True),
        ({"levels": ("district",)}, ("province", "tỉnh", ()), False),
        ({"levels": ("district",)}, (None, None, ()), True),
        ({"kinds": ("thị xã",)}, ("district", "huyện", ()), False),
        ({"kinds": ("thị xã",)}, (None, None, ()), True),
        ({"tags": ("mountain",)}, ("district", "huyện", ("mountain", "remote")), True),
        ({"tags": ("mountain",)}, ("district", "huyện", ()), False),
        ({"tags": ("mountain",)}, (None, None, ()), True),
    ],
)
def test_an_indicator_applies_to_the_units_it_names(fields, unit, included):
    assert Applicability(**fields).includes("di-linh", *unit) is included


def test_a_unit_is_meant_by_its_identity_too():
    meant = Applicability(units=("di-linh",))
    assert meant.includes("di-linh", None, None, ())
    assert not meant.includes("lam-ha", None, None, ())


@pytest.mark.parametrize(
    "fields", [{"levels": ("district",)}, {"kinds": ("huyện",)}, {"tags": ("mountain",)}]
)
def test_what_is_not_known_of_a_unit_can_be_taken_as_not_meant(fields):
    meant = Applicability(**fields)
    assert meant.includes("di-linh", None, None, ())
    assert not meant.includes("di-linh", None, None, (), if_not_known=False)


def test_the_tags_of_a_table_count_without_a_level():
    meant = Applicability(tags=("mountain",))
    assert meant.includes("di-linh", None, None, ("mountain",))
    assert not meant.includes("di-linh", None, None, ("plain",))
