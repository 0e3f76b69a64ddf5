"""Plain values into a survey or a rulebook that agrees with itself, or every problem there is.

A part that cannot be read does not hide the problems of the others: what can be read is checked,
and what would only be a consequence of a missing part is not reported.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Generic, TypeVar, cast

from attrs import evolve, frozen

from egov_readiness.describe import Checked, Nested, SequenceOf, describe
from egov_readiness.errors import Problem, RecordError, RulebookError, SurveyError
from egov_readiness.formats.convert import structure
from egov_readiness.formats.pointers import below, pointer, pointer_parts
from egov_readiness.measures import CATALOGUE
from egov_readiness.model import Survey, check_survey
from egov_readiness.rules import Rulebook, lint
from egov_readiness.rules.rulebook import RULEBOOK_FORMAT

__all__ = ["SURVEY_FORMAT", "Draft", "in_rulebook", "itself", "rulebook_of", "survey_of"]

SURVEY_FORMAT: Final = 1
"""The newest version of the survey format that this library reads."""

Locate = Callable[[str], str | None]
"""From a JSON pointer to the place in a file; ``None`` where that has been reported already."""

_T = TypeVar("_T", bound=Checked)


def itself(place: str) -> str:
    """Locate a JSON pointer in a payload without a name: the pointer is the place.

    >>> itself("/units/0"), itself("")
    ('/units/0', 'document')
    """
    return place or "document"


@frozen
class Draft:
    """What a file says, as plain values, before it is known to be right.

    Attributes:
        value: the plain values of the whole.
        locate: from a JSON pointer into them to the place in the file.
        problems: what was found wrong while reading, at its place in the file.
        broken: the lists of the whole of which some part could not be read at all.
    """

    value: object
    locate: Locate = itself
    problems: tuple[Problem, ...] = ()
    broken: frozenset[str] = frozenset()


def survey_of(draft: Draft) -> Survey:
    """Return the survey of a draft.

    Args:
        draft: what the file says.

    Raises:
        SurveyError: if anything in it is wrong, with every problem at its place.

    >>> survey_of(Draft({"id": "s", "title": {"en": "Example"}})).id
    's'
    """
    problems = [*draft.problems]
    value = _whole(draft, SURVEY_FORMAT, SurveyError)
    parts = _parts(Survey, value)
    found = [*parts.problems]
    for problem in check_survey(parts.whole):
        if not _is_consequence(problem, parts.broken | draft.broken):
            sheet, index, place = problem.path.split("/", 2)
            found.append(evolve(problem, path=f"{parts.places[sheet][int(index)]}/{place}"))
    problems.extend(_located(draft.locate, found))
    if problems:
        raise SurveyError(problems)
    return parts.whole


def _is_consequence(problem: Problem, broken: frozenset[str]) -> bool:
    """Tell whether a reference may lead nowhere only because its record could not be read."""
    prefix, _, what = problem.code.partition("-")
    sheets = {"cohort": "training", "evidence": "evidence"}
    sheet = sheets.get(what, what.replace("-", "_") + "s")
    return prefix == "unknown" and sheet in broken


def rulebook_of(draft: Draft, name: str = "") -> Rulebook:
    """Return the rulebook of a draft, linted.

    Args:
        draft: what the file says; items of lists are located by their codes.
        name: the name of the file, for problems; empty for a payload.

    Raises:
        RulebookError: if anything in it is wrong, with every problem; paths are such as
            ``lam-dong-2009.toml:indicator[lan_in_use].weight``.

    >>> try:
    ...     rulebook_of(Draft({"id": "r", "version": "1", "titel": {"en": "R"}}), "r.toml")
    ... except RulebookError as error:
    ...     print(error.problems[0])
    r.toml:titel: unknown-key: 'titel' is no field here (did you mean 'title'?)
    """
    draft = evolve(draft, locate=in_rulebook(draft.value, name))
    value = _whole(draft, RULEBOOK_FORMAT, RulebookError)
    parts = _parts(Rulebook, value)
    problems = [*draft.problems, *_located(draft.locate, parts.problems)]
    if parts.sound:
        bereft = {f"group[{group}]" for group in parts.bereft}
        problems.extend(
            problem.under(name)
            for problem in lint(parts.whole, measures=CATALOGUE, also_known=parts.unread)
            if problem.path.split(".")[0] not in parts.stand_ins
            and not (problem.path in bereft and problem.code in _OF_CHILDREN)
        )
    if problems:
        raise RulebookError(problems)
    return parts.whole


_OF_CHILDREN: Final = ("no-children", "weights-sum-to-nothing")
"""What lint finds in a group some of whose children could not be read."""


def in_rulebook(value: object, name: str = "") -> Locate:
    """Return what locates a pointer in a rulebook: list items by their code where they have one.

    Args:
        value: the plain values of the rulebook.
        name: the name of its file; empty for a payload.

    >>> in_rulebook({"group": [{"code": "all", "weight": -1}]}, "x.toml")("/group/0/weight")
    'x.toml:group[all].weight'
    """

    def locate(place: str) -> str:
        path, here = "", value
        for part in pointer_parts(place):
            if isinstance(here, list | tuple) and part.isdecimal() and int(part) < len(here):
                here = here[int(part)]
                path += f"[{_label(here) or part}]"
            else:
                here = here.get(part) if isinstance(here, Mapping) else None
                path += f".{part}" if path else part
        return ":".join(filter(None, (name, path))) or "document"

    return locate


def _label(item: object) -> str:
    """Return what names an item of a list to a reader: its code, its id or its first day."""
    if isinstance(item, Mapping):
        for key in ("code", "id", "since"):
            if item.get(key) is not None:
                return str(item[key])
    return ""


def _located(locate: Locate, problems: list[Problem]) -> Iterator[Problem]:
    for problem in problems:
        place = locate(problem.path)
        if place is not None:
            yield evolve(problem, path=place)


def _whole(
    draft: Draft, newest: int, error: type[SurveyError] | type[RulebookError]
) -> Mapping[str, object]:
    """Return the whole as a table; what is no table or of a newer format is read no further."""
    value = draft.value
    problem = None
    if not isinstance(value, Mapping):
        problem = Problem("wrong-type", "", "the whole is no table of fields")
    else:
        number = value.get("format", newest)
        if isinstance(number, int) and number is not True and number > newest:
            problem = Problem(
                "newer-format",
                pointer("format"),
                f"it is written in format {number}, and this library reads up to {newest}",
                "use a newer version of the library",
            )
    if problem is not None:
        raise error([*_located(draft.locate, [problem])])
    return cast("Mapping[str, object]", value)


@frozen
class _Parts(Generic[_T]):
    """What could be read of a whole made of lists of parts, and what is wrong with the rest.

    Attributes:
        whole: the whole, with those of its parts that could be read.
        places: for each list of parts, the pointer of each part in the whole.
        broken: the lists of which some part is missing.
        unread: the codes and ids of the missing parts.
        bereft: the parents that the missing parts name.
        stand_ins: the fields of the whole that a stand-in replaces.
        sound: false if a field that was given could not be read, so that its default stands.
        problems: what is wrong; paths are pointers.
    """

    whole: _T
    places: Mapping[str, list[str]]
    broken: frozenset[str]
    unread: frozenset[str]
    bereft: frozenset[str]
    stand_ins: frozenset[str]
    sound: bool
    problems: list[Problem]


_STAND_INS: Final[Mapping[str, object]] = {
    "id": "unread",
    "version": "unread",
    "title": {"en": "unread"},
}
"""What replaces a required field that cannot be read, while the rest is checked."""


def _parts(cls: type[_T], value: Mapping[str, object]) -> _Parts[_T]:
    """Read a whole one part at a time, so that one bad part does not hide another."""
    problems: list[Problem] = []
    places: dict[str, list[str]] = {}
    lists: dict[str, tuple[object, ...]] = {}
    broken: set[str] = set()
    unread: set[str] = set()
    bereft: set[str] = set()
    rest = dict(value)
    kind: type = cls
    for field in describe(kind):
        items = rest.get(field.key)
        match field.shape:
            case SequenceOf(Nested(part)) if isinstance(items, list | tuple):
                del rest[field.key]
            case _:
                continue
        read: list[object] = []
        places[field.key] = []
        for index, item in enumerate(items):
            place = pointer(field.key, index)
            try:
                read.append(structure(part, item))
                places[field.key].append(place)
            except RecordError as error:
                broken.add(field.key)
                unread.add(_label(item))
                bereft.add(str(item.get("parent", "")) if isinstance(item, Mapping) else "")
                problems.extend(below(error, field.key, index))
        lists[field.name] = tuple(read)
    stand_ins: frozenset[str] = frozenset()
    sound = True
    try:
        whole = structure(cls, rest)
    except RecordError as error:
        problems[:0] = error.problems
        bad = {pointer_parts(problem.path)[0] for problem in error.problems if problem.path}
        required = {field.key for field in describe(kind) if field.required}
        optional = {field.key for field in describe(kind)} - required
        stand_ins = frozenset(bad & required)
        sound = not bad & optional
        readable = {key: item for key, item in rest.items() if key not in bad}
        whole = structure(cls, {key: _STAND_INS[key] for key in stand_ins} | readable)
    whole = evolve(whole, **lists)
    return _Parts(
        whole=whole,
        places=places,
        broken=frozenset(broken),
        unread=frozenset(unread - {""}),
        bereft=frozenset(bereft),
        stand_ins=stand_ins,
        sound=sound,
        problems=problems,
    )
