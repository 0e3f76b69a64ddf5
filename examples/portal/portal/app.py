"""The portal: from a request to its response, in one page."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Literal, cast

import attrs
from litestar import Litestar, Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, NotFoundException, ValidationException
from litestar.openapi import OpenAPIConfig
from litestar.params import FromPath, FromQuery, JSONBody, RawBody, SkipValidation
from msgspec import Struct

import egov_readiness as egov
from egov_readiness.analysis import UnitAt, units_at
from egov_readiness.formats.json import draft_of_json
from portal.openapi import check_query, operation, queries_of, with_schemas
from portal.settings import Settings
from portal.store import Document, Store, evidence_there_already, open_database

LARGEST_BODY = 64 * 1024
"""The most bytes of a request."""

SMALL_BODY = 4 * 1024
"""The most bytes of a request that is scored while others wait; a larger one gets a thread."""

UNADDRESSABLE = frozenset("/\0")
"""The characters that evidence cannot have in its identity."""

MOST_LISTED = 100
"""How many scoreboards are listed at once."""


@attrs.frozen
class Portal:
    """What the handlers share; it is made at the start and never changes.

    Attributes:
        scorers: the rulebooks made ready, by id.
        survey: the survey that the portal began with, without what was received.
        store: the database.
        today: gives the day; the library never reads the clock, so its host does.
    """

    scorers: Mapping[str, egov.Scorer]
    survey: Document
    store: Store
    today: Callable[[], date]

    def scorer(self, rulebook: str) -> egov.Scorer:
        """Return the scorer of a rulebook."""
        if rulebook not in self.scorers:
            raise NotFoundException(f"there is no rulebook {rulebook!r}")
        return self.scorers[rulebook]

    def with_evidence(self, received: list[Document]) -> egov.Survey:
        """Return the survey with what was received in front of its own evidence, all checked."""
        own = cast("list[Document]", self.survey.get("evidence", []))
        whole = self.survey | {"evidence": [*received, *own]}
        return egov.from_json(egov.Survey, json.dumps(whole))

    def problems_of(self, item: Document) -> list[egov.Problem]:
        """Return what is wrong with evidence: with itself, and where a rulebook scores by it."""
        unit = item.get("unit")
        others = self.store.evidence(unit) if isinstance(unit, str) else []
        try:
            survey = self.with_evidence([item, *others])
        except egov.SurveyError as error:
            return [_of_item(problem, item.get("id")) for problem in error.problems]
        # By itself, as what goes before it today may be withdrawn tomorrow.
        alone = attrs.evolve(survey.evidence[0], supersedes=())
        tried = attrs.evolve(survey, evidence=(alone,))
        return [problem for scorer in self.scorers.values() for problem in _unscored(tried, scorer)]

    def board(self, rulebook: str, as_of: date | None, known_on: date | None) -> egov.Scoreboard:
        """Score every unit by what was received, as of one date and as known on another."""
        survey = self.with_evidence(self.store.evidence(known_on=known_on))
        return egov.score(survey, self.scorer(rulebook), as_of=as_of, known_on=known_on)


def _of_item(problem: egov.Problem, identity: object) -> egov.Problem:
    """Return a problem of a survey as one of its first evidence, all that its sender knows of."""
    if problem.code == "duplicate-id":
        return evidence_there_already(identity)
    return attrs.evolve(problem, path=problem.path.removeprefix("/evidence/0") or "document")


def _unscored(survey: egov.Survey, scorer: egov.Scorer) -> Iterator[egov.Problem]:
    """Yield why a rulebook cannot score by the only evidence of a survey."""
    (item,), rulebook = survey.evidence, scorer.rulebook
    asking = {
        f"{rulebook.id}:{item.unit}:{indicator.code}"
        for indicator in rulebook.indicators
        if item.concept in {indicator.code, (indicator.measure or {}).get("concept")}
    }
    if not asking:
        return
    observed = item.observed_on.last_day
    try:
        egov.score(survey, scorer, as_of=max(observed, rulebook.valid.since or observed))
    except egov.SurveyError as error:
        place = "/value" if item.option is None else "/option"
        for problem in error.problems:
            if problem.path in asking:
                message = f"{rulebook.id}: {problem.message}"
                yield attrs.evolve(problem, path=place, message=message)
    except egov.RulebookError:
        pass  # the rules end before it counts


Shared = NamedDependency[Portal]
"""What a handler is given of the portal."""
Name = FromPath[str]
"""An identity in the path of a request."""
Day = FromQuery[date | None]
"""A day that is asked for, or none."""


def asked_card(
    portal: Shared, *, rulebook: Name, unit: Name, as_of: Day = None, known_on: Day = None
) -> egov.Scorecard:
    """Return the card of the unit that a request names; reasons are made for no other."""
    board = portal.board(rulebook, as_of, known_on)
    try:
        return board[unit]
    except KeyError as missing:
        raise NotFoundException(missing.args[0]) from None


Card = NamedDependency[SkipValidation[egov.Scorecard]]
"""The card of the unit that a request names; it is made here, so it is not looked into."""


def as_json(body: bytes, status_code: int = 200) -> Response[bytes]:
    """Return bytes that are JSON already."""
    return Response(body, media_type="application/json", status_code=status_code)


def record_of(body: RawBody) -> Document:
    """Return the record in the body of a request; a name that stands twice is a problem."""
    draft = draft_of_json(body, egov.SurveyError, largest=LARGEST_BODY)
    problems = [*draft.problems]
    if not isinstance(draft.value, dict):
        problems.append(egov.Problem("wrong-type", "document", "it is no object"))
    if problems:
        raise egov.SurveyError(problems)
    return cast("Document", draft.value)


@get("/rulebooks", sync_to_thread=False)
def rulebooks(portal: Shared) -> list[dict[str, str | None]]:
    """List the rulebooks that this portal scores by."""
    return [attrs.asdict(scorer.reference) for scorer in portal.scorers.values()]


@post(
    "/rulebooks/{rulebook:str}/score",
    status_code=200,
    operation_class=operation(
        request="Request", response=("Scorecard", "Scoreboard"), finding=True
    ),
)
async def score_posted(
    portal: Shared, request: Request[None, None, State], rulebook: Name, as_of: Day = None
) -> Response[bytes]:
    """Score the observations of a unit, or of several, as they are posted; nothing is kept."""
    payload = await request.body()
    work = partial(egov.score_json, payload, portal.scorer(rulebook), as_of=as_of)
    return as_json(work() if len(payload) <= SMALL_BODY else await sync_to_thread(work))


@get("/units", operation_class=operation(), sync_to_thread=True)
def units(portal: Shared, on: Day = None) -> list[UnitAt]:
    """List the units that there are on a day; today, if none is named."""
    return [*units_at(portal.with_evidence([]), on or portal.today())]


@get(
    "/rulebooks/{rulebook:str}/units/{unit:str}/score",
    operation_class=operation(response=("Scorecard",), finding=True),
    sync_to_thread=True,
)
def score_unit(card: Card) -> Response[bytes]:
    """Score a unit by the evidence that was received."""
    return as_json(egov.to_json(card).encode())


@get(
    "/rulebooks/{rulebook:str}/units/{unit:str}/explanation",
    media_type="text/plain",
    operation_class=operation(finding=True),
    sync_to_thread=True,
)
def explain_unit(card: Card, lang: FromQuery[Literal["en", "vi"]] = "vi") -> str:
    """Say in words where every point of a unit comes from."""
    return egov.explain(card, lang=lang)


@post("/evidence", operation_class=operation(request="Evidence"), sync_to_thread=True)
def add_evidence(portal: Shared, body: RawBody) -> Document:
    """Add evidence; a correction is new evidence that names in `supersedes` what it replaces."""
    today, data = portal.today(), record_of(body)
    problems = [
        egov.Problem("set-here", f"/{name}", f"the portal says {name!r}", "leave it out")
        for name in ("recorded_on", "withdrawn_on")
        if name in data
    ]
    item = data | {"recorded_on": today.isoformat()}
    if not UNADDRESSABLE.isdisjoint(str(item.get("id"))):
        message, hint = "it stands in addresses, as in that of its withdrawal", "no / and no NUL"
        problems.append(egov.Problem("malformed", "/id", message, hint))
    problems += portal.problems_of(item)
    if problems:
        raise egov.SurveyError(problems)
    portal.store.add_evidence(item, today)
    return item


class Withdrawal(Struct, frozen=True, forbid_unknown_fields=True):
    """That evidence is withdrawn.

    Attributes:
        withdrawn_on: from when on it counts for nothing; today, if no day is named.
    """

    withdrawn_on: date | None = None


@post("/evidence/{item:str}/withdrawal", operation_class=operation(), sync_to_thread=True)
def withdraw_evidence(
    portal: Shared, item: Name, data: JSONBody[Withdrawal], body: RawBody
) -> None:
    """Withdraw evidence; it stays, and past scoreboards with it."""
    record_of(body)
    today = portal.today()
    portal.store.withdraw(item, data.withdrawn_on or today, today)


@get("/evidence", operation_class=operation(), sync_to_thread=True)
def list_evidence(portal: Shared, unit: FromQuery[str | None] = None) -> list[Document]:
    """List the evidence that was received, in that order, but for what is confidential."""
    return [item for item in portal.store.evidence(unit) if not item.get("confidential")]


class ScoreboardOrder(Struct, frozen=True, forbid_unknown_fields=True):
    """Which scoreboard to compute.

    Attributes:
        rulebook: the id of the rulebook.
        as_of: the date that is scored; the end of the survey's period, if none is named.
        known_on: the last day of knowledge; no cut-off, if none is named.
    """

    rulebook: str
    as_of: date | None = None
    known_on: date | None = None


@post("/scoreboards", operation_class=operation(finding=True), sync_to_thread=True)
def compute_scoreboard(portal: Shared, data: JSONBody[ScoreboardOrder], body: RawBody) -> Document:
    """Score every unit by the evidence that was received, and keep the scoreboard."""
    record_of(body)
    board = portal.board(data.rulebook, data.as_of, data.known_on)
    return portal.store.add_scoreboard(board, portal.today())


@get("/scoreboards", operation_class=operation(), sync_to_thread=True)
def list_scoreboards(portal: Shared, after: FromQuery[int] = 0) -> list[Document]:
    """List the scoreboards that were computed after one of them, with their digests."""
    return portal.store.scoreboards(after, MOST_LISTED)


@get(
    "/scoreboards/{number:int}",
    operation_class=operation(response=("Scoreboard",), finding=True),
    sync_to_thread=True,
)
def scoreboard(portal: Shared, number: FromPath[int]) -> Response[bytes]:
    """Return a scoreboard byte for byte as it was computed."""
    body = portal.store.scoreboard(number)
    if body is None:
        raise NotFoundException(f"there is no scoreboard {number}")
    return as_json(body)


def tell_problems(_request: object, error: egov.EgovReadinessError) -> Response[bytes]:
    """Answer what is wrong with a request: everything at once."""
    return as_json(egov.problems_json(error), 422)


def tell_refusal(_request: object, error: HTTPException) -> Response[bytes]:
    """Answer what Litestar refuses in the same form."""
    extra = error.extra if isinstance(error.extra, list) else []
    problems = [
        egov.Problem("malformed", str(item.get("key", "")), str(item["message"])) for item in extra
    ] or [egov.Problem("refused", "", error.detail)]
    status_code = 422 if isinstance(error, ValidationException) else error.status_code
    return as_json(egov.problems_json(egov.UsageError(problems)), status_code)


def today_here() -> date:
    """Return the day, in the time of the world."""
    return datetime.now(UTC).date()


def make_app(settings: Settings, today: Callable[[], date] = today_here) -> Litestar:
    """Return the application; the database has been prepared."""
    store = Store(open_database(settings.database))
    rulebooks_here = [egov.load_rulebook(source) for source in settings.rulebooks]
    portal = Portal(
        scorers={rulebook.id: egov.Scorer(rulebook) for rulebook in rulebooks_here},
        survey=store.survey(),
        store=store,
        today=today,
    )
    app = Litestar(
        [
            rulebooks,
            score_posted,
            units,
            score_unit,
            explain_unit,
            add_evidence,
            withdraw_evidence,
            list_evidence,
            compute_scoreboard,
            list_scoreboards,
            scoreboard,
        ],
        dependencies={
            "portal": Provide(lambda: portal, sync_to_thread=False),
            "card": Provide(asked_card, sync_to_thread=True),
        },
        exception_handlers={egov.EgovReadinessError: tell_problems, HTTPException: tell_refusal},
        before_request=check_query,
        request_max_body_size=LARGEST_BODY,
        openapi_config=OpenAPIConfig(title="Portal", version=egov.__version__, path="/schema"),
        on_shutdown=[store.engine.dispose],
        logging_config=None,
    )
    app.state.queries = queries_of(app)
    return with_schemas(app)


def app_of_environment() -> Litestar:
    """Return the application as the environment says; every worker process calls it."""
    return make_app(Settings.of_environment())
