"""How fast a survey is read from JSON, beside pydantic, on the same payload in the same process.

The payload is the invented survey of ``many_districts``: districts with 60 records each.  It is
read into records whose every field and invariant has been checked, at leisure (cattrs) and fast
(msgspec, the extra ``fast``), with and without the checks between records, which pydantic's models
have none of.  The models of pydantic are made from the same descriptions of fields as our readers,
once with the same values as our records (dates, texts in their normal form, bounds) and the
same invariants, and once with what pydantic checks by itself, without a line of Python.

Every way is run several times in turn and the quickest run counts, so that what shares the machine
weighs on all alike; seconds are those of the processor:

    python bench/decoding.py
    python bench/decoding.py --units 500 --runs 9 --json
"""

import argparse
import gc
import json
import time
import unicodedata
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache, partial
from types import NoneType
from typing import Annotated, Final, Literal, TypedDict, Union

from annotated_types import MaxLen, MinLen
from many_districts import make_survey
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    create_model,
    model_validator,
)

from egov_readiness import Survey, to_json
from egov_readiness.dates import PartialDate
from egov_readiness.describe import (
    Checked,
    Choice,
    Constant,
    Leaf,
    Nested,
    SequenceOf,
    Shape,
    TableOf,
    describe,
)
from egov_readiness.errors import SurveyError
from egov_readiness.formats.assemble import survey_of
from egov_readiness.formats.convert import structure
from egov_readiness.formats.fast import read_survey
from egov_readiness.formats.json import draft_of_json, from_json, parse_json
from egov_readiness.kinds import LARGEST_TEXT, Between, Money, NotApplicable, Pattern, Ratio, Text
from egov_readiness.limits import Limit

SIZES: Final = (500, 2_000)
RECORDS: Final = 60

_DAY: Final = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_NUMBER: Final = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
SPELLINGS: Final = {
    PartialDate: rf"^{_DAY}(?:/{_DAY})?$",
    Between: rf"^{_NUMBER}\.\.{_NUMBER}$",
    Ratio: rf"^{_NUMBER}/{_NUMBER}$",
    Money: rf"^{_NUMBER} [A-Z]{{3}}$",
}
"""What tells pydantic by itself that a text is a small value."""

_TAG: Final = Annotated[str, StringConstraints(pattern="^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")]
_WORDS: Final = Annotated[str, StringConstraints(min_length=1, max_length=LARGEST_TEXT)]

normal_form = partial(unicodedata.normalize, "NFC")


class Row(TypedDict):
    """What one way of reading takes.

    Attributes:
        units: how many districts, of 60 records each.
        way: the way.
        seconds: its quickest run.
        units_a_second: how many districts it reads in a second.
        to_same: how many times as fast as pydantic with the same values and invariants it is.
        to_fields: how many times as fast as pydantic by itself it is.
    """

    units: int
    way: str
    seconds: float
    units_a_second: float
    to_same: float
    to_fields: float


@cache
def model_of(cls: type, *, same: bool) -> type[BaseModel]:
    """Return the model of pydantic with the fields of a class.

    Args:
        cls: the class.
        same: with the values and the invariants of the class, or with what pydantic has by itself.
    """
    invariants = getattr(cls, "invariants", Checked.invariants)
    validators = {}
    if same and invariants is not Checked.invariants:

        def agree(self: BaseModel) -> BaseModel:
            for problem in invariants(self):
                raise ValueError(str(problem))
            return self

        validators["agree"] = model_validator(mode="after")(agree)
    fields = {
        field.name: (
            hint_of(field.shape, same=same),
            Field(alias=field.key) if field.required else Field(field.default, alias=field.key),
        )
        for field in describe(cls)
    }
    config = ConfigDict(frozen=True, extra="forbid", strict=True)
    return create_model(cls.__name__, __config__=config, __validators__=validators, **fields)


def hint_of(shape: Shape, *, same: bool) -> object:
    """Return the annotation of pydantic for a shape."""
    hint = partial(hint_of, same=same)
    match shape:
        case Leaf(kind, limits):
            return leaf_hint(kind, limits, same=same)
        case Constant(values):
            return Literal[values]
        case Nested(cls):
            model = model_of(cls, same=same)
            made = same and not issubclass(cls, Checked)
            return Annotated[model, AfterValidator(lambda it: cls(**dict(it)))] if made else model
        case SequenceOf(item, limits):
            items = tuple[hint(item), ...]
            return Annotated[items, *limits] if limits else items
        case TableOf(key, item):
            return dict[hint(key), hint(item)]
        case Choice(options):
            return Union[tuple(map(hint, options))]  # noqa: UP007  # made at run time


def leaf_hint(kind: type, limits: tuple[Limit, ...], *, same: bool) -> object:
    """Return the annotation of pydantic for a single value."""
    if kind is str:
        text = text_hint(limits)
        return Annotated[text, AfterValidator(normal_form)] if same else text
    if kind is Text:
        return Annotated[dict[str, str], AfterValidator(Text)] if same else dict[_TAG, _WORDS]
    if kind in SPELLINGS:
        if same:
            return Annotated[str, AfterValidator(getattr(kind, "parse"))]  # noqa: B009  # each has it
        return Annotated[str, StringConstraints(pattern=SPELLINGS[kind])]
    if kind is NoneType:
        return None
    if issubclass(kind, Enum) and kind is not NotApplicable:
        return kind
    own = (Field(allow_inf_nan=False),) if kind is float else ()
    return Annotated[kind, *own, *limits] if own or limits else kind


def text_hint(limits: tuple[Limit, ...]) -> object:
    """Return the annotation of pydantic for a text with limits."""
    least, most, pattern = None, None, None
    for limit in limits:
        match limit:
            case MinLen(length):
                least = length
            case MaxLen(length):
                most = length
            case Pattern(regex):
                pattern = f"^(?:{regex})$"
    return Annotated[str, StringConstraints(min_length=least, max_length=most, pattern=pattern)]


def alike(ours: object, theirs: object) -> bool:
    """Tell whether a model of pydantic has the values of one of our records."""
    if isinstance(ours, Checked):
        names = [field.name for field in describe(type(ours))]
        return all(alike(getattr(ours, name), getattr(theirs, name)) for name in names)
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        return len(ours) == len(theirs) and all(map(alike, ours, theirs))
    return ours == theirs


def quickest(ways: dict[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Return the seconds of the quickest run of each way, run in turn."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(runs):
        for name, way in ways.items():
            gc.collect()
            start = time.process_time()
            made = way()
            best[name] = min(best[name], time.process_time() - start)
            del made  # letting go of it is no part of reading
    return best


def payload(units: int, same: TypeAdapter[BaseModel]) -> bytes:
    """Return the document of so many districts, of which the same comes in every way."""
    survey = make_survey(units)
    data = to_json(survey).encode()
    assert read_survey(data) == survey == structure(Survey, parse_json(data)[0])
    assert alike(survey, same.validate_json(data))
    return data


def ways_of(units: int) -> dict[str, Callable[[], object]]:
    """Return every way to read a survey of so many districts, which all give the same."""
    same = TypeAdapter(model_of(Survey, same=True))
    fields = TypeAdapter(model_of(Survey, same=False))
    data = payload(units, same)
    return {
        "at leisure (cattrs)": lambda: structure(Survey, parse_json(data)[0]),
        "fast (msgspec)": lambda: read_survey(data),
        "pydantic, same values and invariants": lambda: same.validate_json(data),
        "pydantic, by itself": lambda: fields.validate_json(data),
        "at leisure, with checks between records": lambda: survey_of(
            draft_of_json(data, SurveyError)
        ),
        "fast, with checks between records": lambda: from_json(Survey, data),
    }


def measure(units: int, runs: int) -> list[Row]:
    """Return what every way takes for a survey of so many districts."""
    seconds = quickest(ways_of(units), runs)
    to_same = seconds["pydantic, same values and invariants"]
    to_fields = seconds["pydantic, by itself"]
    return [
        Row(
            units=units,
            way=way,
            seconds=taken,
            units_a_second=units / taken,
            to_same=to_same / taken,
            to_fields=to_fields / taken,
        )
        for way, taken in seconds.items()
    ]


def lines_of(rows: list[Row]) -> Iterator[str]:
    """Yield the lines of a table."""
    heads = f"{'time':>9}{'a record':>11}{'units/s':>9}{'× same':>9}{'× itself':>10}"
    yield f"{'units':>7}  {'':40}{heads}"
    for row in rows:
        each = row["seconds"] / row["units"] / RECORDS * 1e6
        yield (
            f"{row['units']:>7}  {row['way']:40}{row['seconds']:7.3f} s{each:8.1f} µs"
            f"{row['units_a_second']:9.0f}{row['to_same']:9.2f}{row['to_fields']:10.2f}"
        )


def main() -> None:
    """Print what every way of reading takes, and ratios to pydantic."""
    parser = argparse.ArgumentParser(description="read a survey from JSON beside pydantic")
    parser.add_argument("--units", type=int, action="append", help="a size; may be repeated")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    asked = parser.parse_args()
    rows = [row for units in asked.units or SIZES for row in measure(units, asked.runs)]
    if asked.json:
        print(json.dumps(rows, indent=2))
        return
    for line in lines_of(rows):
        print(line)


if __name__ == "__main__":
    main()
