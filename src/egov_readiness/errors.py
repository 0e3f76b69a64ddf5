"""Problems found in input, reasons given for scores, and the exceptions that carry problems.

A *problem* says what is wrong with a rulebook or a survey, where, and what to do.  A *reason*
says why a node of a score is what it is.  Both are values with a code, so that a portal can
translate them, count them or link them to a help page.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from enum import StrEnum

from attrs import evolve, field, frozen

__all__ = [
    "Because",
    "EgovReadinessError",
    "Fact",
    "MissingExtraError",
    "Problem",
    "Reason",
    "RecordError",
    "RulebookError",
    "SurveyError",
    "UsageError",
    "check_choice",
    "from_extra",
    "nearest",
]

Fact = str | int | float | bool | None
"""A plain value that a reason may carry: text, number, truth or nothing."""


@frozen
class Problem:
    """One thing that is wrong with an input, where it is, and what to do about it.

    Attributes:
        code: short stable name of the kind of problem, such as ``"unknown-parent"``.
        path: where: file, sheet, row and field, or the JSON pointer.
        message: what is wrong, in one sentence.
        hint: what to do about it; empty when there is nothing useful to say.

    >>> print(Problem("negative", "infrastructure.csv:row 3:working", "-2 is below 0"))
    infrastructure.csv:row 3:working: negative: -2 is below 0
    """

    code: str
    path: str
    message: str
    hint: str = ""

    def under(self, prefix: str, separator: str = ":") -> "Problem":
        """Return the same problem seen from one level further out.

        Args:
            prefix: the file, row or pointer that contains ``path``.
            separator: what to put between the prefix and the path.

        >>> Problem("negative", "working", "-2 is below 0").under("row 3").path
        'row 3:working'
        """
        joined = separator.join(part for part in (prefix, self.path) if part)
        return evolve(self, path=joined)

    def __str__(self) -> str:
        """Return the line that the command line prints for this problem."""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.path}: {self.code}: {self.message}{hint}"


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint that names the known name closest to a wrong one; empty if none is close.

    Args:
        name: what was written.
        known: what could have been written.

    >>> nearest("reddiness", ["readiness", "achievement"]), nearest("hcl", ["osi", "hci"])
    ("did you mean 'readiness'?", "did you mean 'hci'?")
    """
    folded = {candidate.casefold(): candidate for candidate in known}
    close = get_close_matches(name.casefold(), folded, n=1, cutoff=0.65)
    return f"did you mean {folded[close[0]]!r}?" if close else ""


class Because(StrEnum):
    """The codes of reasons; ``report.texts`` holds their sentences in every language."""

    OBSERVED = "observed"
    BOUNDED = "bounded"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"
    ATTAINED = "attained"
    CLIPPED = "clipped"
    COUNTED_ZERO = "counted-zero"
    LEFT_OUT = "left-out"
    IMPUTED = "imputed"
    IMPUTED_AT_BOUND = "imputed-at-bound"
    FLAGGED = "flagged"
    NO_BOUNDS = "no-bounds"
    NOT_SCORED = "not-scored"
    AGGREGATED = "aggregated"
    ADJUSTED = "adjusted"
    CAPPED = "capped"
    FLOORED = "floored"
    GATED = "gated"
    GATE_UNDECIDED = "gate-undecided"
    BELOW_NEEDS = "below-needs"
    RECORD = "record"
    NO_RECORD = "no-record"
    STALE = "stale"
    UNPROVEN = "unproven"
    CONTESTED = "contested"
    UNDATED = "undated"
    NOTHING_DUE = "nothing-due"
    ZERO_DENOMINATOR = "zero-denominator"
    OVERLAP_POSSIBLE = "overlap-possible"
    TRAINED_EXCEEDS_STAFF = "trained-exceeds-staff"
    QUANTIFIER = "quantifier"
    CITED = "cited"
    NOT_RECORDED = "not-recorded"
    NOT_ASKED = "not-asked"
    ISSUED_AFTER = "issued-after"
    LEVELS_DIFFER = "levels-differ"
    DEDUCTED = "deducted"
    DEDUCTION_OPEN = "deduction-open"
    RESCALED = "rescaled"
    TOO_FEW_CHILDREN = "too-few-children"
    MEMBERS = "members"
    NO_MEMBERS = "no-members"
    ROLLED_UP = "rolled-up"
    CARRIED = "carried"


def _facts(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    return dict(facts)


@frozen
class Reason:
    """Why a node of a score is what it is: a code and the facts that fill its sentence.

    Attributes:
        code: which sentence.
        facts: the values in the sentence, by name.

    >>> Reason(Because.CAPPED, {"at_most": 0.5}).facts["at_most"]
    0.5
    """

    code: Because
    facts: Mapping[str, Fact] = field(factory=dict, converter=_facts)

    def __hash__(self) -> int:
        """Hash by code and facts, whatever the order the facts were given in."""
        return hash((self.code, frozenset(self.facts.items())))


class EgovReadinessError(Exception):
    """What every exception of this library derives from."""


class _ProblemsError(EgovReadinessError, ValueError):
    """An exception that carries every problem found in one run, not only the first.

    Args:
        problems: at least one problem.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RecordError(_ProblemsError):
    """A record, a small value or a part of a rulebook cannot be as it was given."""


class RulebookError(_ProblemsError):
    """A rulebook has problems; ``problems`` lists all of them."""


class SurveyError(_ProblemsError):
    """A survey or a table has problems; ``problems`` lists all of them."""


class UsageError(_ProblemsError):
    """A function was called with arguments that contradict each other or lack one."""


class MissingExtraError(EgovReadinessError, ImportError):
    """A part of the library was used whose optional packages are not installed.

    Args:
        extra: the name of the extra that brings them.
        purpose: what was asked for.
    """

    def __init__(self, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the extra '{extra}': pip install 'egov-readiness[{extra}]'"
        )
        self.extra = extra


def check_choice(name: str, given: str, choices: Sequence[str]) -> None:
    """Refuse an argument that is none of those that there are.

    Args:
        name: the name of the argument.
        given: what it was given.
        choices: what it can be.

    Raises:
        UsageError: if it is none of them.

    >>> try:
    ...     check_choice("nodes", "every", ("results", "all"))
    ... except UsageError as error:
    ...     print(error)
    nodes: unknown-choice: nodes cannot be 'every' (one of results, all)
    """
    if given not in choices:
        hint = nearest(str(given), choices) or "one of " + ", ".join(choices)
        message = f"{name} cannot be {given!r}"
        raise UsageError([Problem("unknown-choice", name, message, hint)])


@contextmanager
def from_extra(extra: str, purpose: str) -> Iterator[None]:
    """Import optional packages within, or say which extra brings them.

    Args:
        extra: the name of the extra.
        purpose: what needs it.

    Raises:
        MissingExtraError: if a package is not installed.

    >>> try:
    ...     with from_extra("tables", "scoring many units"):
    ...         import no_such_package
    ... except MissingExtraError as missing:
    ...     print(missing)
    scoring many units needs the extra 'tables': pip install 'egov-readiness[tables]'
    """
    try:
        yield
    except ImportError:
        raise MissingExtraError(extra, purpose) from None
