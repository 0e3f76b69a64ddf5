"""The entries of a list of Vietnamese units, checked one by one and against each other.

Whatever file a list comes from, an entry is a code and a full name at a level, below another
entry.  The codes are those of the General Statistics Office (since 1 July 2025 by Decision
19/2025/QĐ-TTg): two digits for a province, three for a district, five for a commune.
"""

import re
import reprlib
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from attrs import frozen

from egov_readiness.dates import PartialDate, Period
from egov_readiness.errors import Problem, UsageError, nearest
from egov_readiness.kinds import Text
from egov_readiness.model.units import AdministrativeUnit, UnitVersion

__all__ = ["LEVELS", "LONGEST_NAME", "Cell", "Gathering", "Level", "LevelRule", "Listed"]

Level = Literal["province", "district", "commune"]
"""A level of administration, as units name it."""

LONGEST_NAME: Final = 200
"""The most characters that the name of a unit may have."""

_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
"""Controls, marks of direction and the like, by their category in Unicode."""

LONGEST_SUFFIX: Final = 50
"""The most characters that may stand behind every identity."""


@frozen
class LevelRule:
    """What codes and kinds the units of a level have.

    Attributes:
        scheme: the scheme of their codes.
        digits: how many digits a code has, zeros in front included.
        kinds: the legal kinds, in the country's own words.
    """

    scheme: str
    digits: int
    kinds: tuple[str, ...]


LEVELS: Final[Mapping[Level, LevelRule]] = {
    "province": LevelRule("vn-gso-province", 2, ("tỉnh", "thành phố")),
    "district": LevelRule("vn-gso-district", 3, ("huyện", "quận", "thị xã", "thành phố")),
    "commune": LevelRule("vn-gso-commune", 5, ("xã", "phường", "thị trấn", "đặc khu")),
}
"""The levels from the top down; there are no districts since 1 July 2025."""


@frozen
class Cell:
    """A value of a list and where it stands.

    Attributes:
        value: the value, of whatever type the file holds.
        path: its place, for problems.
    """

    value: object
    path: str


@frozen
class Listed:
    """A unit as a list has it.

    Attributes:
        level: its level.
        code: its code, zeros kept.
        kind: its legal kind, in small letters.
        name: its name in Vietnamese, without the kind.
        english: its name in English, if the list has one.
        parent: the unit it belongs to; ``None`` for a province.
        path: where its code stands.
    """

    level: Level
    code: str
    kind: str
    name: str
    english: str | None
    parent: "Listed | None"
    path: str

    @property
    def province(self) -> "Listed":
        """The province it belongs to; a province is its own."""
        return self if self.parent is None else self.parent.province

    def id(self, suffix: str) -> str:
        """Return its identity.

        Args:
            suffix: what stands behind every identity of the list.
        """
        return f"{LEVELS[self.level].scheme}-{self.code}{suffix}"

    def unit(
        self, *, suffix: str, valid: Period, observed_on: PartialDate, recorded_on: PartialDate
    ) -> AdministrativeUnit:
        """Return it as a unit with one version.

        Args:
            suffix: what stands behind every identity of the list.
            valid: from when to when the list holds.
            observed_on: when it was seen to be so.
            recorded_on: when it was put on record.
        """
        names = {"vi": self.name} | ({"en": self.english} if self.english else {})
        version = UnitVersion(
            valid=valid,
            level=self.level,
            kind=self.kind,
            name=Text(names),
            codes={LEVELS[self.level].scheme: self.code},
            parent=None if self.parent is None else self.parent.id(suffix),
            observed_on=observed_on,
            recorded_on=recorded_on,
        )
        return AdministrativeUnit(id=self.id(suffix), versions=(version,))

    def agrees(self, other: "Listed") -> bool:
        """Tell whether another entry says the same; an unreadable parent contradicts nothing."""
        # A list of rows names the same province many times, so parents are the same object.
        parents = (self.parent, other.parent)
        return (self.kind, self.name) == (other.kind, other.name) and (
            None in parents or self.parent is other.parent
        )


class Gathering:
    """The units of one list, in its order, and everything that is wrong with it."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.units: dict[tuple[Level, str], Listed] = {}

    def add(
        self,
        level: Level,
        *,
        code: Cell,
        full_name: Cell,
        english: Cell | None = None,
        parent: Listed | None = None,
        repeats: bool = False,
    ) -> Listed | None:
        """Add an entry, or say what is wrong with it.

        Args:
            level: its level.
            code: its code.
            full_name: its Vietnamese name with its kind in front, such as ``Huyện Di Linh``.
            english: its English name without the kind; ``None`` where a list has none.
            parent: the entry it belongs to.
            repeats: whether the list names a unit once in every row of the units below it.

        Returns:
            The unit, the earlier one if it is there already; ``None`` if it cannot be read.
        """
        number, named = self._code(level, code), self._named(level, full_name)
        in_english = None if english is None else self._english(english)
        if number is None or named is None:
            return None
        listed = Listed(level, number, *named, in_english, parent, code.path)
        earlier = self.units.setdefault((level, number), listed)
        if earlier is listed or (repeats and earlier.agrees(listed)):
            return earlier
        self.problems.append(
            Problem(
                "duplicate-code",
                code.path,
                f"{number!r} is the code of {_shown(earlier)} at {earlier.path} already, "
                f"and here that of {_shown(listed)}",
                f"a code belongs to one {level} at a time",
            )
        )
        return earlier

    def within(self, asked: str | None) -> list[Listed]:
        """Return the units of one province, itself first, or all units.

        Args:
            asked: the code of the province, or its name with or without the kind; ``None`` for
                all units.

        Raises:
            UsageError: if no province, or more than one, is meant.
        """
        units = [*self.units.values()]
        if asked is None:
            return units
        provinces = [unit for unit in units if unit.level == "province"]
        names = {unit.code: _names(unit) for unit in provinces}
        meant = [unit for unit in provinces if _folded(asked) in names[unit.code]]
        if len(meant) != 1:
            known = [name for those in names.values() for name in those]
            message = f"{asked!r} means {len(meant) or 'no'} provinces of the list"
            hint = ", ".join(unit.code for unit in meant) or nearest(_folded(asked), known)
            kind = "ambiguous-unit" if meant else "unknown-unit"
            raise UsageError([Problem(kind, "within", message, hint or "give its name or code")])
        return [unit for unit in units if unit.province == meant[0]]

    def _code(self, level: Level, cell: Cell) -> str | None:
        value, digits = cell.value, LEVELS[level].digits
        hint = f"the code of a {level} is a text of {digits} digits, zeros in front included"
        match value:
            case str() if re.fullmatch(f"[0-9]{{{digits}}}", value):
                return value
            case str() if value:
                problem = Problem(
                    "malformed-code", cell.path, f"{reprlib.repr(value)} is no code", hint
                )
            case None | "":
                problem = Problem("missing", cell.path, f"there is no code of a {level}", hint)
            case _:
                # Padding would be a guess about a file that was written by something else than
                # its publisher, and that may have lost more than zeros.
                message = f"{reprlib.repr(value)} is no text"
                problem = Problem("wrong-type", cell.path, message, hint)
        self.problems.append(problem)
        return None

    def _named(self, level: Level, cell: Cell) -> tuple[str, str] | None:
        """Return the kind and the name that a full name consists of."""
        full = self._line(cell)
        if full is None:
            return None
        kinds = LEVELS[level].kinds
        for kind in kinds:
            front, rest = full[: len(kind)], full[len(kind) :]
            if front.casefold() == kind and rest.startswith(" "):
                return kind, rest.strip()
        message = f"{reprlib.repr(full)} does not begin with a kind of a {level}"
        hint = f"such as {', '.join(kinds)}"
        self.problems.append(Problem("unknown-kind", cell.path, message, hint))
        return None

    def _english(self, cell: Cell) -> str | None:
        empty = cell.value is None or cell.value == ""
        return None if empty else self._line(cell)

    def _line(self, cell: Cell) -> str | None:
        """Return a text in normal form, on one line and with single spaces."""
        if cell.value is None:
            problem = Problem("missing", cell.path, "there is no name")
        elif not isinstance(cell.value, str):
            problem = Problem("wrong-type", cell.path, f"{reprlib.repr(cell.value)} is no text")
        else:
            line = " ".join(unicodedata.normalize("NFC", cell.value).split())
            if not line:
                problem = Problem("missing", cell.path, "the name is empty")
            elif any(unicodedata.category(letter) in _UNSEEN for letter in line):
                message = "the name has characters that cannot be seen"
                problem = Problem("unseen-characters", cell.path, message, "take them out")
            elif len(line) > LONGEST_NAME:
                message = f"the name is longer than {LONGEST_NAME} characters"
                problem = Problem("too-long", cell.path, message)
            else:
                return line
        self.problems.append(problem)
        return None


def check_suffix(suffix: str, argument: str) -> None:
    """Refuse a suffix that no identity can end with.

    Args:
        suffix: what is to stand behind every identity.
        argument: the argument that gives it, for the problem.

    Raises:
        UsageError: if it has blanks or is too long.
    """
    if not re.fullmatch(rf"\S{{0,{LONGEST_SUFFIX}}}", suffix):
        message = f"{reprlib.repr(suffix)} cannot stand behind an identity"
        hint = f"at most {LONGEST_SUFFIX} characters without blanks, such as -2025"
        raise UsageError([Problem("malformed", argument, message, hint)])


def _shown(unit: Listed) -> str:
    return f"{unit.kind} {unit.name}"


def _names(unit: Listed) -> list[str]:
    """Return what a province may be called by."""
    called: Iterable[str] = (unit.name, _shown(unit), unit.english or "")
    return [unit.code, *(_folded(name) for name in called if name)]


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
