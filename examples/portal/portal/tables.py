"""The tables of the database; rows are added to them and never changed or taken away."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()


def _number() -> Column[int]:
    # SQLite counts by itself only where the type is INTEGER.
    kind = BigInteger().with_variant(Integer, "sqlite")
    return Column("number", kind, primary_key=True, autoincrement=True)


surveys = Table(
    "surveys",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
"""The survey that the portal began with, as canonical JSON; there is one."""

evidence = Table(
    "evidence",
    metadata,
    _number(),
    Column("id", String(200), nullable=False, unique=True),
    Column("unit", String(200), nullable=False, index=True),
    Column("recorded_on", Date, nullable=False),
    Column("body", Text, nullable=False),
)
"""Evidence as JSON, in the order in which it came; a correction is a row of its own."""

withdrawals = Table(
    "withdrawals",
    metadata,
    _number(),
    Column("evidence", String(200), ForeignKey("evidence.id"), nullable=False, unique=True),
    Column("withdrawn_on", Date, nullable=False),
    Column("recorded_on", Date, nullable=False),
)
"""Evidence that was withdrawn, and when."""

scoreboards = Table(
    "scoreboards",
    metadata,
    _number(),
    Column("computed_on", Date, nullable=False),
    Column("digest", String(71), nullable=False, index=True),
    Column("rulebook", String(200), nullable=False),
    Column("rulebook_version", String(200), nullable=False),
    Column("rulebook_digest", String(71), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("known_on", Date),
    Column("body", LargeBinary, nullable=False),
)
"""Every scoreboard that was computed, byte for byte."""
