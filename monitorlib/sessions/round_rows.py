"""The rounds of a meeting in the database: which are open, and the counts of those that closed."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from monitorlib.sessions.rounds import Asked, Counts, Round, asked_from_json, asked_to_json
from monitorlib.sessions.schema import counts, meetings, rounds

ALL = ""  # the word of a subject under which stands how many answered it at all


def insert_round(connection: Connection, id: str, meeting: str, kind: str, scope: str, asked: Asked) -> Round:
    """A new open round; ValueError when there is no such meeting."""
    if connection.execute(select(meetings.c.id).where(meetings.c.id == meeting)).one_or_none() is None:
        raise ValueError("no such meeting")
    last = select(func.coalesce(func.max(rounds.c.number), 0)).where(rounds.c.meeting == meeting)
    made = Round(id, meeting, connection.execute(last).scalar_one() + 1, kind, scope, asked, closed=False)
    connection.execute(
        rounds.insert().values(
            id=id,
            meeting=meeting,
            number=made.number,
            kind=kind,
            scope=scope,
            asked=asked_to_json(asked),
            opened_at=_now(),
        )
    )
    return made


def end_round(connection: Connection, id: str, counted: Counts) -> bool:
    """Close a round with its counts, once; False when it was closed already, or is not known."""
    still_open = (rounds.c.id == id) & rounds.c.closed_at.is_(None)
    ended = rounds.update().where(still_open).values(closed_at=_now(), phones=counted.phones)
    if connection.execute(ended).rowcount == 0:
        return False
    lines = [
        {"round": id, "subject": subject, "word": word, "phones": phones}
        for subject, answered in counted.answered.items()
        for word, phones in {ALL: answered, **counted.words.get(subject, {})}.items()
    ]
    if lines:
        connection.execute(counts.insert(), lines)
    return True


def tell_how_many(connection: Connection, id: str, phones: int) -> None:
    """How many answered an open round so far."""
    still_open = (rounds.c.id == id) & rounds.c.closed_at.is_(None)
    connection.execute(rounds.update().where(still_open).values(phones=phones))


def rounds_of(connection: Connection, meeting: str) -> tuple[Round, ...]:
    """The rounds of a meeting in their order, with their counts."""
    rows = connection.execute(
        select(rounds).where(rounds.c.meeting == meeting).order_by(rounds.c.number)
    ).all()
    if not rows:
        return ()
    lines: dict[str, list[Row[Any]]] = {}
    for line in connection.execute(select(counts).where(counts.c.round.in_([row.id for row in rows]))):
        lines.setdefault(line.round, []).append(line)
    return tuple(_round(row, lines.get(row.id, [])) for row in rows)


def open_rounds(connection: Connection) -> tuple[tuple[str, datetime, Round], ...]:
    """The rounds that are open now, of every team: the team, since when (UTC, without a zone), and the round."""
    joined = select(rounds, meetings.c.team).join(meetings, meetings.c.id == rounds.c.meeting)
    query = joined.where(rounds.c.closed_at.is_(None)).order_by(rounds.c.opened_at, rounds.c.id)
    return tuple((row.team, row.opened_at, _round(row, [])) for row in connection.execute(query))


def _round(row: Row[Any], lines: list[Row[Any]]) -> Round:
    asked, closed = asked_from_json(row.asked), row.closed_at is not None
    answered = {line.subject: line.phones for line in lines if line.word == ALL}
    words: dict[str, dict[str, int]] = {}
    for subject, phones in answered.items():
        given = {line.word: line.phones for line in lines if line.subject == subject and line.word != ALL}
        if given or _chosen_by_nobody(row, asked, phones):
            words[subject] = given
    told = Counts(row.phones or 0, answered, words)
    return Round(row.id, row.meeting, row.number, row.kind, row.scope, asked, closed, told)


def _chosen_by_nobody(row: Row[Any], asked: Asked, phones: int) -> bool:
    """A leefgebied that could be chosen and was not: told as 0, since enough phones answered."""
    return bool(asked.most) and phones > 0 and row.closed_at is not None


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
