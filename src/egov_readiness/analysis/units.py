"""Which units there were on a date, and whose a code or a name was then (domain 3.2)."""

import unicodedata
from collections.abc import Iterator
from datetime import date

from attrs import frozen

from egov_readiness.dates import check_day
from egov_readiness.errors import Problem, UsageError, nearest
from egov_readiness.measures.view import admitted
from egov_readiness.model.survey import Survey
from egov_readiness.model.units import AdministrativeUnit, UnitVersion

__all__ = ["Resolution", "UnitAt", "resolve", "units_at"]


@frozen(kw_only=True)
class UnitAt:
    """What a unit was on a date.

    Attributes:
        unit: its identity.
        name: its name, in the country's own language.
        kind: its legal kind, such as ``huyện``.
        level: its administrative level.
        codes: its codes, as ``scheme:code``.
        parent: the identity of the unit it belonged to.
        since: the first day on which this held; ``None`` if it always did.
        until: the first day on which it no longer held; ``None`` if that is not known yet.
        others: the identities of the units that had its name or one of its codes at other times.
    """

    unit: str
    name: str
    kind: str
    level: str
    codes: tuple[str, ...]
    parent: str | None
    since: date | None
    until: date | None
    others: tuple[str, ...]


@frozen(kw_only=True)
class Resolution:
    """The unit that a code or a name meant on a date.

    Attributes:
        unit: its identity.
        notes: which other units it meant at other times; neither a code nor a name is an
            identity.
    """

    unit: str
    notes: tuple[Problem, ...] = ()


def units_at(survey: Survey, on: date, *, known_on: date | None = None) -> tuple[UnitAt, ...]:
    """Tell which units there were on a date, in the order of the survey.

    Args:
        survey: the survey.
        on: the date.
        known_on: the last day of knowledge.

    Raises:
        UsageError: if a date is no calendar day.

    >>> from egov_readiness.kinds import Text
    >>> units_at(Survey(id="s", title=Text({"en": "S"})), date(2009, 6, 11))
    ()
    """
    existing = _existing(survey, on, known_on)
    holders = _holders(survey, known_on)
    found = []
    for unit, version in existing:
        marks = _marks(version)
        others = dict.fromkeys(
            other for mark in marks for other in holders[mark] if other != unit.id
        )
        found.append(
            UnitAt(
                unit=unit.id,
                name=version.name.to("vi"),
                kind=version.kind,
                level=version.level,
                codes=tuple(f"{scheme}:{code}" for scheme, code in sorted(version.codes.items())),
                parent=version.parent,
                since=version.valid.since,
                until=version.valid.until,
                others=tuple(others),
            )
        )
    return tuple(found)


def resolve(
    survey: Survey,
    *,
    on: date,
    code: str | None = None,
    scheme: str | None = None,
    name: str | None = None,
    known_on: date | None = None,
) -> Resolution:
    """Tell which unit a public code or a name meant on a date.

    Names are compared without regard to case and normal form, with or without the kind in front.

    Args:
        survey: the survey.
        on: the date.
        code: the code, a text with its zeros; together with its scheme.
        scheme: the code scheme, such as ``vn-gso-district``.
        name: the name, such as ``Đạ Huoai`` or ``huyện Đạ Huoai``.
        known_on: the last day of knowledge.

    Returns:
        The unit, with a note for every other unit that had the same code or name at another time.

    Raises:
        UsageError: unless exactly one of code (with its scheme) and name is given; if no unit, or
            more than one, had it on the date; if a date is no calendar day.

    >>> from egov_readiness.kinds import Text
    >>> resolve(Survey(id="s", title=Text({"en": "S"})), on=date(2009, 6, 11), name="Di Linh")
    Traceback (most recent call last):
        ...
    egov_readiness.errors.UsageError: name: unknown-unit: no unit was called 'Di Linh' on 2009-06-11
    """
    if (code is None) == (name is None) or (code is None) != (scheme is None):
        message = "a unit is asked for by a code with its scheme, or by a name"
        raise UsageError([Problem("one-of", "code", message, "give one of the two")])
    if code is not None:
        asked, path, what = (str(scheme), code), "code", f"had the code {code!r} of {scheme!r}"
    else:
        asked, path, what = ("name", _folded(str(name))), "name", f"was called {name!r}"
    existing = _existing(survey, on, known_on)
    units = [unit.id for unit, version in existing if asked in _marks(version)]
    if len(units) != 1:
        kind = "unknown-unit" if not units else "ambiguous-unit"
        known = [mark[1] for _, version in existing for mark in _marks(version)]
        hint = ", ".join(units) or nearest(asked[1], known)
        count = "no unit" if not units else f"{len(units)} units"
        raise UsageError([Problem(kind, path, f"{count} {what} on {on}", hint)])
    others = [other for other in _holders(survey, known_on).get(asked, {}) if other != units[0]]
    notes = tuple(
        Problem(
            "used-again",
            path,
            f"at another time {other!r} {what}",
            "keep the identity of the unit, not its code or name",
        )
        for other in others
    )
    return Resolution(unit=units[0], notes=notes)


_Mark = tuple[str, str]


def _existing(
    survey: Survey, on: date, known_on: date | None
) -> list[tuple[AdministrativeUnit, UnitVersion]]:
    check_day("on", on)
    check_day("known_on", known_on, needed=False)
    found = ((unit, unit.at(on, known_on)) for unit in survey.units)
    return [(unit, version) for unit, version in found if version is not None]


def _marks(version: UnitVersion) -> Iterator[_Mark]:
    """Yield what a unit was known by: its codes by scheme, and its names with and without kind."""
    yield from version.codes.items()
    for name in version.name.values():
        yield "name", _folded(name)
        yield "name", _folded(f"{version.kind} {name}")


def _holders(survey: Survey, known_on: date | None) -> dict[_Mark, dict[str, None]]:
    """Return the units that ever were known by each code and name, as far as is known."""
    known = admitted(survey, as_of=date.max, known_on=known_on)
    holders: dict[_Mark, dict[str, None]] = {}
    for unit in known.units:
        for version in unit.versions:
            for mark in _marks(version):
                holders.setdefault(mark, {}).setdefault(unit.id)
    return holders


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
