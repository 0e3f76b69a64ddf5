"""What the portal keeps: every statement that it sends to the database is here."""

import json
from collections.abc import Mapping
from datetime import date

from attrs import frozen
from sqlalchemy import Engine, create_engine, event, insert, select
from sqlalchemy.exc import IntegrityError

from egov_readiness import Problem, Scoreboard, Survey, SurveyError, to_json
from egov_readiness.canonical import digest
from portal.tables import evidence, metadata, scoreboards, surveys, withdrawals

LARGEST_NUMBER = 2**63 - 1
"""The largest number that a database can be asked about."""

NO_CHARACTER = "\0"
"""What no text of PostgreSQL has; SQLite could keep it, but both are to answer alike."""

Document = dict[str, object]
"""Plain JSON values of a record."""


def open_database(url: str) -> Engine:
    """Return what connects to a database; nothing is opened before it is needed."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=10, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _at_once(connection: object, _record: object) -> None:
        # Readers and the writer do not wait for each other then; and SQLite ignores foreign keys.
        cursor = connection.cursor()  # type: ignore[attr-defined]  # the driver's own connection
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    return engine


@frozen
class Store:
    """The database of a portal.

    Attributes:
        engine: what connects to it.
    """

    engine: Engine

    def prepare(self, survey: Survey) -> None:
        """Make the tables, and begin with a survey where there is none; called before serving."""
        metadata.create_all(self.engine)
        with self.engine.begin() as connection:
            if connection.execute(select(surveys.c.id)).first() is None:
                body = to_json(survey).encode()
                connection.execute(insert(surveys).values(id=survey.id, body=body))

    def survey(self) -> Document:
        """Return the survey that the portal began with."""
        with self.engine.connect() as connection:
            document: Document = json.loads(connection.execute(select(surveys.c.body)).scalar_one())
        return document

    def evidence(self, unit: str | None = None, known_on: date | None = None) -> list[Document]:
        """Return the evidence that was received, each item with its withdrawal.

        Args:
            unit: the unit that it is about; ``None`` for all.
            known_on: the last day of knowledge of withdrawals; ``None`` for no cut-off.
        """
        if unit is not None and NO_CHARACTER in unit:
            return []
        known = withdrawals.c.evidence == evidence.c.id
        if known_on is not None:
            known &= withdrawals.c.recorded_on <= known_on
        rows = (
            select(evidence.c.body, withdrawals.c.withdrawn_on)
            .select_from(evidence.outerjoin(withdrawals, known))
            .order_by(evidence.c.number)
        )
        if unit is not None:
            rows = rows.where(evidence.c.unit == unit)
        with self.engine.connect() as connection:
            return [_item(body, day) for body, day in connection.execute(rows)]

    def add_evidence(self, item: Mapping[str, object], recorded_on: date) -> None:
        """Add an item that was checked.

        Raises:
            SurveyError: if another item has its identity.
        """
        body = json.dumps(item, ensure_ascii=False)
        row = {"id": item["id"], "unit": item["unit"], "recorded_on": recorded_on, "body": body}
        try:
            with self.engine.begin() as connection:
                connection.execute(insert(evidence).values(row))
        except IntegrityError:
            raise SurveyError([evidence_there_already(item["id"])]) from None

    def withdraw(self, item: str, withdrawn_on: date, recorded_on: date) -> None:
        """Add that an item was withdrawn.

        Raises:
            SurveyError: if there is no such item, or it was withdrawn before.
        """
        row = {"evidence": item, "withdrawn_on": withdrawn_on, "recorded_on": recorded_on}
        message = f"there is no evidence {item!r} that stands"
        refused = SurveyError([Problem("not-standing", "evidence", message)])
        if NO_CHARACTER in item:
            raise refused
        try:
            with self.engine.begin() as connection:
                connection.execute(insert(withdrawals).values(row))
        except IntegrityError:
            raise refused from None

    def add_scoreboard(self, board: Scoreboard, computed_on: date) -> Document:
        """Keep a scoreboard; return what is listed of it."""
        row = {
            "computed_on": computed_on,
            "digest": digest(board),
            "rulebook": board.rulebook.id,
            "rulebook_version": board.rulebook.version,
            "rulebook_digest": board.rulebook.digest,
            "as_of": board.as_of,
            "known_on": board.known_on,
        }
        added = insert(scoreboards).values(row | {"body": to_json(board).encode()})
        with self.engine.begin() as connection:
            number = connection.execute(added.returning(scoreboards.c.number)).scalar_one()
        return {"number": number} | row

    def scoreboards(self, after: int, at_most: int) -> list[Document]:
        """Return what is listed of scoreboards, in the order in which they were computed."""
        if after > LARGEST_NUMBER:
            return []
        listed = [column for column in scoreboards.c if column.name != "body"]
        rows = (
            select(*listed)
            .where(scoreboards.c.number > max(after, 0))
            .order_by(scoreboards.c.number)
            .limit(at_most)
        )
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(rows).mappings()]

    def scoreboard(self, number: int) -> bytes | None:
        """Return a scoreboard as it was computed; ``None`` if there is no such number."""
        if not 0 < number <= LARGEST_NUMBER:
            return None
        row = select(scoreboards.c.body).where(scoreboards.c.number == number)
        with self.engine.connect() as connection:
            body: bytes | None = connection.execute(row).scalar_one_or_none()
        return body


def evidence_there_already(identity: object) -> Problem:
    """Return the problem with evidence whose identity another item has."""
    message = f"there is evidence {identity!r} already"
    hint = "a correction has an identity of its own, and supersedes the other"
    return Problem("duplicate-id", "/id", message, hint)


def _item(body: str, withdrawn_on: date | None) -> Document:
    item: Document = json.loads(body)
    return item if withdrawn_on is None else item | {"withdrawn_on": withdrawn_on.isoformat()}
