"""Columns follow from the fields; nothing about a sheet is written a second time."""

import pytest

from egov_readiness.describe import describe
from egov_readiness.formats.columns import child_sheets, sheet_columns
from egov_readiness.model import (
    AdministrativeUnit,
    Finding,
    InfrastructureItem,
    LegalDocument,
    Milestone,
    Survey,
    UnitVersion,
)
from egov_readiness.model.survey import SHEETS


def test_an_object_gives_a_column_per_field_and_a_text_one_per_language() -> None:
    columns = sheet_columns(UnitVersion)
    assert [(column.name, column.path, column.keyed) for column in columns][:6] == [
        ("valid.since", ("valid", "since"), False),
        ("valid.until", ("valid", "until"), False),
        ("level", ("level",), False),
        ("kind", ("kind",), False),
        ("name", ("name",), True),
        ("codes", ("codes",), True),
    ]


def test_a_flat_record_has_exactly_its_fields_as_columns() -> None:
    columns = sheet_columns(InfrastructureItem)
    assert [column.name for column in columns] == [f.key for f in describe(InfrastructureItem)]
    required = {column.name for column in columns if column.required}
    assert required == {"id", "observed_on", "recorded_on", "unit", "kind"}


def test_a_part_of_an_optional_object_is_not_required() -> None:
    assert not any(column.required for column in sheet_columns(UnitVersion)[:2])


@pytest.mark.parametrize(
    ("cls", "children"),
    [
        (AdministrativeUnit, ["versions"]),
        (LegalDocument, ["relations"]),
        (Milestone, ["progress"]),
        (Finding, ["claims"]),
        (InfrastructureItem, []),
        (Survey, [*SHEETS]),
    ],
)
def test_a_list_of_objects_is_a_sheet_of_its_own(cls: type, children: list[str]) -> None:
    assert [*child_sheets(cls)] == children
    assert not {column.name for column in sheet_columns(cls)} & set(children)


def test_no_sheet_needs_sheets_below_its_child_sheets() -> None:
    for cls in child_sheets(Survey).values():
        for child in child_sheets(cls).values():
            assert not child_sheets(child)
