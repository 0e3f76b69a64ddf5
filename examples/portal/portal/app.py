"""The portal: from a request to its response, in one page."""

import json
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Literal, TypeVar, cast

import attrs
import msgspec
from anyio import CapacityLimiter, to_thread
from litestar import Litestar, Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, NotFoundException, ValidationException
from litestar.openapi import OpenAPIConfig
from litestar.params import FromPath, FromQuery, RawBody, SkipValidation
from msgspec import Struct

import egov_readiness as egov
from egov_readiness.analysis import UnitAt, units_at
from egov_readiness.canonical import plain
from egov_readiness.formats.json import draft_of_json
from egov_readiness.formats.listed import first_of
from egov_readiness.model import Evidence
from portal.checks import of_item, problems_of_form, problems_of_rules
from portal.openapi import check_query, operation, queries_of, with_schemas
from portal.settings import Settings
from portal.store import Document, Store, open_database

LARGEST_BODY = 64 * 1024
"""The most bytes of a request."""

SMALL_BODY = 4 * 1024
"""The most bytes of a request that is scored while others wait."""

FEW_OBJECTS = 16
"""The most objects in one; two make a row, which is answered by a whole scorecard."""

MOST_LISTED = 100
"""How many scoreboards are listed at once."""

Order = TypeVar("Order", bound=Struct)

composed = partial(unicodedata.normalize, "NFC")
"""Returns a text as identities are kept and compared."""


@attrs.frozen
class Portal:
    """What the handlers share; it is made at the start and never changes.

    Attributes:
        scorers: the rulebooks made ready, by id.
        survey: the survey that the portal began with, without what was received.
        store: the database.
        today: gives the day; the library never reads the clock, so its host does.
        one_at_once: lets large requests be scored one after the other, beside the small ones.
    """

    scorers: Mapping[str, egov.Scorer]
    survey: Document
    store: Store
    today: Callable[[], date]
    one_at_once: CapacityLimiter = attrs.field(factory=partial(CapacityLimiter, 1))

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

    def checked(self, item: Document) -> Evidence:
        """Return evidence as a record, whose texts are composed, once all of it is right."""
        unit = item.get("unit")
        others = self.store.evidence(composed(unit)) if isinstance(unit, str) else []
        try:
            record = self.with_evidence([item, *others]).evidence[0]
        except egov.SurveyError as error:
            raise egov.SurveyError([of_item(problem, item) for problem in error.problems]) from None
        scorers = self.scorers.values()
        problems = [found for scorer in scorers for found in problems_of_rules(record, scorer)]
        if problems:
            raise egov.SurveyError(problems)
        return record

    def board(self, rulebook: str, as_of: date | None, known_on: date | None) -> egov.Scoreboard:
        """Score every unit by what was received, as of one date and as known on another."""
        survey = self.with_evidence(self.store.evidence(known_on=known_on))
        return egov.score(survey, self.scorer(rulebook), as_of=as_of, known_on=known_on)


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
        return board[composed(unit)]
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
        raise egov.SurveyError(first_of(problems, "document"))
    return cast("Document", draft.value)


def order_of(kind: type[Order], body: RawBody) -> Order:
    """Return the order in the body of a request."""
    record = record_of(body)
    try:
        return msgspec.convert(record, kind)
    except msgspec.ValidationError as error:
        raise egov.SurveyError([egov.Problem("malformed", "document", str(error))]) from None


@get("/rulebooks", operation_class=operation(), sync_to_thread=False)
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
    if len(payload) <= SMALL_BODY and payload.count(b"{") <= FEW_OBJECTS:
        return as_json(work())
    return as_json(await to_thread.run_sync(work, limiter=portal.one_at_once))


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
    today, item = portal.today(), record_of(body)
    problems = [*problems_of_form(item)]
    try:
        record = portal.checked(item | {"recorded_on": today.isoformat()})
    except egov.SurveyError as error:
        problems += error.problems
    if problems:
        raise egov.SurveyError(first_of(problems, "document"))
    kept = cast("Document", plain(record))
    portal.store.add_evidence(kept, today)
    return kept


class Withdrawal(Struct, frozen=True, forbid_unknown_fields=True):
    """That evidence is withdrawn.

    Attributes:
        withdrawn_on: from when on it counts for nothing; today, if no day is named.
    """

    withdrawn_on: date | None = None


@post(
    "/evidence/{item:str}/withdrawal",
    operation_class=operation(request="Withdrawal"),
    sync_to_thread=True,
)
def withdraw_evidence(portal: Shared, item: Name, body: RawBody) -> None:
    """Withdraw evidence; it stays, and past scoreboards with it."""
    today, withdrawal = portal.today(), order_of(Withdrawal, body)
    portal.store.withdraw(composed(item), withdrawal.withdrawn_on or today, today)


@get("/evidence", operation_class=operation(), sync_to_thread=True)
def list_evidence(portal: Shared, unit: FromQuery[str | None] = None) -> list[Document]:
    """List the evidence that was received, in that order, but for what is confidential."""
    asked = None if unit is None else composed(unit)
    return [item for item in portal.store.evidence(asked) if not item.get("confidential")]


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


@post(
    "/scoreboards",
    operation_class=operation(request="ScoreboardOrder", finding=True),
    sync_to_thread=True,
)
def compute_scoreboard(portal: Shared, body: RawBody) -> Document:
    """Score every unit by the evidence that was received, and keep the scoreboard."""
    order = order_of(ScoreboardOrder, body)
    board = portal.board(order.rulebook, order.as_of, order.known_on)
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
    return with_schemas(app, [Withdrawal, ScoreboardOrder])


def app_of_environment() -> Litestar:
    """Return the application as the environment says; every worker process calls it."""
    return make_app(Settings.of_environment())
