"""The catalogue of measures: every measure by name, with what it is asked and what it gives."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal

from attrs import frozen

from egov_readiness.errors import Problem, nearest
from egov_readiness.kinds import Text
from egov_readiness.measures import (
    applications,
    evidence,
    findings,
    infrastructure,
    milestones,
    plans,
    services,
    staff,
    training,
)
from egov_readiness.measures.view import UnitView
from egov_readiness.model.applications import ApplicationKind
from egov_readiness.model.infrastructure import InfrastructureKind
from egov_readiness.observations import Observation
from egov_readiness.rules.rulebook import MeasureArgument, MeasureCall

__all__ = ["CATALOGUE", "Gives", "Measure", "MeasureFunction", "Parameter", "check_call"]

MeasureFunction = Callable[[UnitView, Mapping[str, MeasureArgument]], Observation]
"""A pure function from a unit's records, and the arguments of a call, to an observation."""

Gives = Literal["share", "number", "count", "yes_no", "any"]
"""What a measure observes: a share, any number, a whole number, "yes" or "no", or whatever."""


@frozen(kw_only=True)
class Parameter:
    """One thing that a measure is told by the rulebook.

    Attributes:
        name: its name in the rulebook.
        value: whether it is a text or a whole number of at least 0.
        allowed: the texts it can be; empty is any.
        required: whether it has to be given.
        default: what stands when it is not given; ``None`` leaves it out.

    >>> Parameter(name="counted", allowed=("attended", "completed")).check("atended").hint
    "did you mean 'attended'?"
    """

    name: str
    value: Literal["text", "whole_number"] = "text"
    allowed: tuple[str, ...] = ()
    required: bool = True
    default: MeasureArgument | None = None

    def check(self, argument: object) -> Problem | None:
        """Return what is wrong with an argument; ``None`` when nothing is.

        Args:
            argument: what the rulebook says.
        """
        if self.value == "whole_number":
            if isinstance(argument, int) and not isinstance(argument, bool) and argument >= 0:
                return None
            return Problem("wrong-type", self.name, f"{argument!r} is no whole number of 0 or more")
        if not isinstance(argument, str) or not argument.strip():
            return Problem("wrong-type", self.name, f"{argument!r} is no text")
        if self.allowed and argument not in self.allowed:
            hint = nearest(argument, self.allowed) or "one of " + ", ".join(self.allowed)
            return Problem("value-not-allowed", self.name, f"{argument!r} is not allowed", hint)
        return None


@frozen(kw_only=True)
class Measure:
    """A named function from a unit's records at a date to an observation.

    A host adds measures of its own by giving ``observe`` a catalogue with more names in it.  A
    function is asked again for a unit whose reasons somebody wants to see, and has to answer the
    same whenever it is asked.

    Attributes:
        name: its name in rulebooks, such as ``infrastructure.in_use``.
        title: what it measures.
        parameters: what the rulebook tells it.
        gives: what it observes.
        function: the function; its docstring is the definition.

    >>> CATALOGUE["infrastructure.in_use"].title["vi"]
    'Tỷ lệ đang sử dụng trên số cần có'
    """

    name: str
    title: Text
    parameters: tuple[Parameter, ...] = ()
    gives: Gives = "any"
    function: MeasureFunction

    def check(self, parameters: Mapping[str, object]) -> tuple[Problem, ...]:
        """Return the problems with the arguments of a call, with their names as paths.

        Args:
            parameters: the arguments by parameter.

        >>> [problem.code for problem in CATALOGUE["infrastructure.in_use"].check({"knd": "lan"})]
        ['unknown-parameter', 'missing-parameter']
        """
        return tuple(self._problems(parameters))

    def _problems(self, parameters: Mapping[str, object]) -> Iterator[Problem]:
        known = {parameter.name: parameter for parameter in self.parameters}
        missing = [
            parameter.name
            for parameter in self.parameters
            if parameter.required and parameter.name not in parameters
        ]
        for name in parameters:
            if name not in known:
                takes = "it takes " + (", ".join(known) or "none")
                yield Problem(
                    "unknown-parameter",
                    name,
                    f"{self.name} has no parameter {name!r}",
                    nearest(name, known) or takes,
                )
        for name in missing:
            allowed = known[name].allowed
            yield Problem(
                "missing-parameter",
                name,
                f"{self.name} needs {name}",
                "one of " + ", ".join(allowed) if allowed else "",
            )
        for name, argument in parameters.items():
            problem = known[name].check(argument) if name in known else None
            if problem is not None:
                yield problem

    def complete(self, parameters: Mapping[str, MeasureArgument]) -> dict[str, MeasureArgument]:
        """Return the arguments of a call together with the defaults of those not given.

        Args:
            parameters: the arguments by parameter.

        >>> CATALOGUE["training.coverage"].complete({"level": "commune"})["counted"]
        'completed'
        """
        defaults = {
            parameter.name: parameter.default
            for parameter in self.parameters
            if parameter.default is not None
        }
        return {**defaults, **parameters}


def check_call(call: MeasureCall, measures: Mapping[str, Measure]) -> tuple[Problem, ...]:
    """Return the problems with a call of a measure: its name and its arguments.

    Args:
        call: the name of the measure with its arguments.
        measures: the catalogue.

    Returns:
        The problems, with the paths ``name`` or the names of parameters.

    >>> print(check_call(MeasureCall("infrastructure.inuse", {}), CATALOGUE)[0].hint)
    did you mean 'infrastructure.in_use'?
    """
    measure = measures.get(call.name)
    if measure is None:
        hint = nearest(call.name, measures) or "see the reference of measures"
        return (Problem("unknown-measure", "name", f"there is no measure {call.name!r}", hint),)
    return measure.check(call.parameters)


def _text(en: str, vi: str) -> Text:
    return Text({"en": en, "vi": vi})


_INFRASTRUCTURE: Final = Parameter(
    name="kind", allowed=tuple(kind.value for kind in InfrastructureKind)
)
_APPLICATION: Final = Parameter(
    name="kind", allowed=tuple(kind.value for kind in ApplicationKind), required=False
)

_MEASURES: Final = (
    Measure(
        name="infrastructure.reach",
        title=_text(
            "Share of what is to be connected or equipped that is",
            "Tỷ lệ đã kết nối hoặc đã trang bị trên số cần có",
        ),
        parameters=(_INFRASTRUCTURE,),
        gives="share",
        function=infrastructure.reach,
    ),
    Measure(
        name="infrastructure.working",
        title=_text("Share of what is there that works", "Tỷ lệ hoạt động được trên số hiện có"),
        parameters=(_INFRASTRUCTURE,),
        gives="share",
        function=infrastructure.working,
    ),
    Measure(
        name="infrastructure.in_use",
        title=_text(
            "Share of what there should be that is in use", "Tỷ lệ đang sử dụng trên số cần có"
        ),
        parameters=(_INFRASTRUCTURE,),
        gives="share",
        function=infrastructure.in_use,
    ),
    Measure(
        name="infrastructure.utilisation",
        title=_text(
            "Share of what works that is in use", "Tỷ lệ đang sử dụng trên số hoạt động được"
        ),
        parameters=(_INFRASTRUCTURE,),
        gives="share",
        function=infrastructure.utilisation,
    ),
    Measure(
        name="infrastructure.present",
        title=_text("Whether there is at least one", "Có ít nhất một"),
        parameters=(_INFRASTRUCTURE,),
        gives="yes_no",
        function=infrastructure.present,
    ),
    Measure(
        name="staff.per_workstation",
        title=_text(
            "Staff for each workstation that works", "Số cán bộ trên một máy tính hoạt động được"
        ),
        gives="number",
        function=staff.per_workstation,
    ),
    Measure(
        name="training.coverage",
        title=_text(
            "Share of the staff at a level that was trained",
            "Tỷ lệ cán bộ của một cấp đã được đào tạo",
        ),
        parameters=(
            Parameter(name="level"),
            Parameter(
                name="counted", allowed=training.COUNTED, required=False, default="completed"
            ),
        ),
        gives="share",
        function=training.coverage,
    ),
    Measure(
        name="milestones.met",
        title=_text(
            "Share of due milestones that were done", "Tỷ lệ nhiệm vụ đến hạn đã hoàn thành"
        ),
        gives="share",
        function=milestones.met,
    ),
    Measure(
        name="milestones.on_time",
        title=_text(
            "Share of due milestones that were done by their original date",
            "Tỷ lệ nhiệm vụ đến hạn đã hoàn thành đúng thời hạn ban đầu",
        ),
        gives="share",
        function=milestones.on_time,
    ),
    Measure(
        name="milestones.overdue",
        title=_text(
            "Share of due milestones that are overdue", "Tỷ lệ nhiệm vụ đến hạn đang quá hạn"
        ),
        gives="share",
        function=milestones.overdue,
    ),
    Measure(
        name="plans.issued_within",
        title=_text(
            "Whether the plan was issued within a number of days of its resolution",
            "Kế hoạch được ban hành trong số ngày quy định kể từ ngày có nghị quyết",
        ),
        parameters=(Parameter(name="days", value="whole_number"),),
        gives="yes_no",
        function=plans.issued_within,
    ),
    Measure(
        name="services.at_level",
        title=_text(
            "Share of public services that have reached a level",
            "Tỷ lệ dịch vụ công đạt mức độ yêu cầu trở lên",
        ),
        parameters=(
            Parameter(name="level", value="whole_number"),
            Parameter(name="level_scheme", required=False),
        ),
        gives="share",
        function=services.at_level,
    ),
    Measure(
        name="services.filed_online",
        title=_text("Share of files that were filed online", "Tỷ lệ hồ sơ nộp trực tuyến"),
        gives="share",
        function=services.filed_online,
    ),
    Measure(
        name="documents.electronic",
        title=_text(
            "Share of documents that are handled electronically",
            "Tỷ lệ văn bản được xử lý trên môi trường điện tử",
        ),
        gives="share",
        function=applications.documents_electronic,
    ),
    Measure(
        name="applications.accounts_in_use",
        title=_text("Share of accounts that are used", "Tỷ lệ tài khoản được sử dụng thường xuyên"),
        parameters=(_APPLICATION,),
        gives="share",
        function=applications.accounts_in_use,
    ),
    Measure(
        name="applications.in_service",
        title=_text("Number of applications in service", "Số ứng dụng đang vận hành"),
        parameters=(_APPLICATION,),
        gives="count",
        function=applications.in_service,
    ),
    Measure(
        name="findings.share_of_units",
        title=_text(
            "Share of a territory's units of which a finding holds",
            "Tỷ lệ đơn vị trên địa bàn mà nhận định kiểm tra đề cập",
        ),
        parameters=(Parameter(name="concept"),),
        gives="share",
        function=findings.share_of_units,
    ),
    Measure(
        name="evidence.value",
        title=_text("What the direct evidence states", "Giá trị nêu trong minh chứng"),
        parameters=(Parameter(name="concept", required=False),),
        gives="any",
        function=evidence.value,
    ),
)

CATALOGUE: Final[Mapping[str, Measure]] = MappingProxyType(
    {measure.name: measure for measure in _MEASURES}
)
"""The library's measures by name; it cannot be changed, only copied into a larger one."""
