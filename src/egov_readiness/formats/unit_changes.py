"""Which units of Viet Nam of 1 July 2025 came from which before, by a list that the user brings."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from egov_readiness.errors import Problem, RecordError, SurveyError
from egov_readiness.formats.assemble import Draft
from egov_readiness.formats.files import read_bytes
from egov_readiness.formats.json import draft_of_json
from egov_readiness.formats.pointers import pointer
from egov_readiness.formats.unit_entries import Gathering, Level, check_suffix
from egov_readiness.formats.unit_lists import Table, gathered, opened, rows_of
from egov_readiness.model import ChangeLink

__all__ = ["load_unit_changes"]

_OLD: Final = Table(
    "admin_units_legacy",
    ("provinceCode", "districtCode", "wardCode", "provinceKey", "districtKey", "wardKey"),
    "SELECT provinceCode, districtCode, wardCode, provinceKey, districtKey, wardKey "
    "FROM main.admin_units_legacy",
)
_NEW: Final = Table(
    "admin_units",
    ("provinceCode", "wardCode", "provinceKey", "wardKey"),
    "SELECT provinceCode, wardCode, provinceKey, wardKey FROM main.admin_units",
)
_PROVINCES: Final = "DICT_PROVINCE"
_WHOLE: Final = "DICT_PROVINCE_WARD_NO_DIVIDED"
_SPLIT: Final = "DICT_PROVINCE_WARD_DIVIDED"
_PART: Final = "newWardKey"


def load_unit_changes(
    units: Path, changes: Path, *, suffixes: tuple[str, str] = ("", "")
) -> tuple[ChangeLink, ...]:
    """Load which unit became which on 1 July 2025, from the two files of ``vietnamadminunits``.

    Provinces and communes are named, and the districts on islands that had no communes; other
    districts ended and live on in the parts of them.  A unit that was merged stands once, a unit
    that was split once for every unit that has a part of it; how large a part is not said.  An
    identity in front is one of the list ``legacy``, an identity behind one of the list
    ``current``: without suffixes the same text may be both, of different units.

    Args:
        units: the SQLite file with both lists, ``dataset.db``.
        changes: the JSON file with what became of them, ``converter_2025.json``.
        suffixes: what stands behind every identity of the old and of the new list, as given to
            :func:`~egov_readiness.formats.unit_lists.load_units`.

    Returns:
        Links from an old to a new unit, provinces first, in the order of the file; those whose
        units a survey has belong into a :class:`~egov_readiness.model.UnitChange`.

    Raises:
        SurveyError: if a file has problems, with all of them, or names a unit that the other
            does not have.
        UsageError: if no identity can end with a suffix.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     try:
    ...         load_unit_changes(Path(folder, "dataset.db"), Path(folder, "converter_2025.json"))
    ...     except SurveyError as error:
    ...         print(error)
    dataset.db: not-found: there is no such file
    """
    for suffix in suffixes:
        check_suffix(suffix, "suffixes")
    old = gathered(units, "legacy"), suffixes[0]
    new = gathered(units, "current"), suffixes[1]
    try:
        with opened(units) as connection:
            old_rows = rows_of(connection, _OLD, units.name)
            new_rows = rows_of(connection, _NEW, units.name)
        draft = draft_of_json(read_bytes(changes), SurveyError, changes.name)
    except RecordError as error:
        raise SurveyError(error.problems) from None
    problems = [*draft.problems]
    reading = _Reading(
        draft,
        _identities(old_rows, ("province", "district", "commune"), *old, problems),
        _identities(new_rows, ("province", "commune"), *new, problems),
        problems,
    )
    pairs = (*reading.provinces(), *reading.whole(), *reading.split())
    if problems:
        raise SurveyError(problems)
    return tuple(ChangeLink(before=old_id, after=new_id) for old_id, new_id in dict.fromkeys(pairs))


_Keys = tuple[str, ...]
"""The names of a unit and of what it belongs to in the list's own short spelling."""


def _identities(
    rows: Sequence[tuple[str, tuple[object, ...]]],
    levels: Sequence[Level],
    gathering: Gathering,
    suffix: str,
    problems: list[Problem],
) -> Mapping[_Keys, str]:
    """Return the identity of every unit by its keys and those of the units it belongs to."""
    found: dict[_Keys, str] = {}
    for place, row in rows:
        keys: _Keys = ()
        for level, code, key in zip(levels, row, row[len(levels) :], strict=False):
            unit = gathering.units.get((level, str(code)))
            if unit is None:  # a district without communes
                continue
            if not isinstance(key, str) or not key:
                problems.append(Problem("missing", place, f"the {level} has no key"))
                break
            keys = (*keys, key)
            identity = unit.id(suffix)
            if found.setdefault(keys, identity) != identity:
                message = f"{'_'.join(keys)!r} is the key of {found[keys]!r} already"
                problems.append(Problem("duplicate-key", place, message))
    return found


class _Reading:
    """The walk through the file of changes."""

    def __init__(
        self,
        draft: Draft,
        old: Mapping[_Keys, str],
        new: Mapping[_Keys, str],
        problems: list[Problem],
    ) -> None:
        self.draft = draft
        self.old = old
        self.new = new
        self.problems = problems
        if not isinstance(draft.value, dict) or not {_PROVINCES, _WHOLE, _SPLIT} <= {*draft.value}:
            message = f"it is no object with {_PROVINCES}, {_WHOLE} and {_SPLIT}"
            hint = "bring converter_2025.json of vietnamadminunits"
            raise SurveyError([Problem("not-unit-changes", self.path(()), message, hint)])
        self.members: Mapping[str, object] = draft.value

    def provinces(self) -> Iterator[tuple[str, str]]:
        """Yield which provinces became which: by every new one, the old ones."""
        for new, olds, place in self.entries(self.members[_PROVINCES], (_PROVINCES,)):
            for old, inner in self.texts(olds, place):
                yield from self.pair((old,), (new,), inner)

    def whole(self) -> Iterator[tuple[str, str]]:
        """Yield what became of undivided communes: by every new one, the old ones."""
        for province, wards, place in self.entries(self.members[_WHOLE], (_WHOLE,)):
            for new, olds, within in self.entries(wards, place):
                for old, inner in self.texts(olds, within):
                    yield from self.pair(_parts(old), (province, new), inner)

    def split(self) -> Iterator[tuple[str, str]]:
        """Yield what became of divided communes: by every old one, the new ones."""
        for province, wards, place in self.entries(self.members[_SPLIT], (_SPLIT,)):
            for old, news, within in self.entries(wards, place):
                if not isinstance(news, list):
                    self.wrong(within, "it is no list")
                    continue
                for index, part in enumerate(news):
                    new = part.get(_PART) if isinstance(part, dict) else None
                    if isinstance(new, str):
                        yield from self.pair(_parts(old), (province, new), (*within, index))
                    else:
                        self.wrong((*within, index), f"it is no object with a text {_PART}")

    def entries(
        self, value: object, place: tuple[str | int, ...]
    ) -> Iterator[tuple[str, object, tuple[str | int, ...]]]:
        """Yield the members of an object, each with its name and place."""
        if not isinstance(value, dict):
            self.wrong(place, "it is no object")
            return
        for name, inner in value.items():
            yield name, inner, (*place, name)

    def texts(
        self, value: object, place: tuple[str | int, ...]
    ) -> Iterator[tuple[str, tuple[str | int, ...]]]:
        """Yield the texts of a list, each with its place."""
        if not isinstance(value, list):
            self.wrong(place, "it is no list")
            return
        for index, text in enumerate(value):
            if isinstance(text, str):
                yield text, (*place, index)
            else:
                self.wrong((*place, index), "it is no text")

    def pair(
        self, old: _Keys, new: _Keys, place: tuple[str | int, ...]
    ) -> Iterator[tuple[str, str]]:
        """Yield the identities of two units, if both lists have them."""
        ends = self.old.get(old), self.new.get(new)
        for keys, end, edition in zip((old, new), ends, ("legacy", "current"), strict=True):
            if end is None:
                message = f"the list {edition} has no unit {'_'.join(keys)!r}"
                hint = "bring both files of the same release"
                self.problems.append(Problem("unknown-unit", self.path(place), message, hint))
        if ends[0] is not None and ends[1] is not None:
            yield ends[0], ends[1]

    def path(self, place: tuple[str | int, ...]) -> str:
        return str(self.draft.locate(pointer(*place)))

    def wrong(self, place: tuple[str | int, ...], message: str) -> None:
        self.problems.append(Problem("wrong-type", self.path(place), message))


def _parts(path: str) -> _Keys:
    """Return the keys of an old unit; that of a commune is empty where a district has none."""
    return tuple(part for part in path.split("_") if part)
