"""Who was told what, counted in the database past the product."""

from dataclasses import dataclass

from tests.faults.machine import MESSAGES, Machine


@dataclass(frozen=True)
class Tally:
    """Of one kind of message and one week: `most` is what the worst-hit person got about one hotspot."""

    people: int
    rows: int
    most: int
    late: int

    def __str__(self) -> str:
        late = f"，补发 {self.late} 条" if self.late else ""
        return f"{self.people} 人，每人最多 {self.most} 条，共 {self.rows} 条{late}"


def tally(machine: Machine, kind: str, week: str) -> Tally:
    """`week` is its first day in ISO."""
    counted = machine.sql(
        f"SELECT recipient_id, count(*), sum(CASE WHEN is_late THEN 1 ELSE 0 END) FROM {MESSAGES}"
        " WHERE kind = %s AND period LIKE %s GROUP BY recipient_id, object_id",
        kind,
        f"{week}%",
    )
    people = {recipient for recipient, _, _ in counted}
    copies = [rows for _, rows, _ in counted]
    return Tally(len(people), sum(copies), max(copies, default=0), sum(late for _, _, late in counted))


def once_each(people: int, *, late: bool = False) -> Tally:
    return Tally(people, people, min(people, 1), people if late else 0)


NOBODY = once_each(0)
