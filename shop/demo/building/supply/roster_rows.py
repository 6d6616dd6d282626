"""Rows of rosters written in bulk, each with its place in the history: a year of single deeds would be slow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.organisations.identity import Identified
from shop.organisations.models import LinkedHousehold, LinkedPerson, RosterChange
from shop.organisations.services.roster_history import household_facts, person_facts
from shop.organisations.words import RosterDeed

WHY = "年度清理：不再供货"


def _household_facts(row: dict[str, Any]) -> dict[str, Any]:
    """What the history keeps of a new household; `services.roster.household_facts` of a row that is not made yet."""
    days = {"since": row["since"].isoformat(), "until": None}
    return {"head": row["head_name"], "township": row["township_code"], "village": row["village"], **days}


def _person_facts(row: dict[str, Any]) -> dict[str, Any]:
    """The same of a new person."""
    days = {"since": row["since"].isoformat(), "until": None}
    return {"name": row["name"], "id": row["id_masked"], "is_head": row["is_head"], **days}


@dataclass
class _Made:
    """A household that is to be written, and its people."""

    household: dict[str, Any]
    people: list[dict[str, Any]]


class Rows:
    """What is to be written, supplier by supplier, and then all at once."""

    def __init__(self) -> None:
        self._made: list[_Made] = []
        self._changes: list[dict[str, Any]] = []
        self._number = self._supplier_id = 0
        self._by: Actor | None = None

    def begin(self, supplier_id: int, by: Actor) -> None:
        """What follows is of this supplier, and one of its people enters it."""
        self._supplier_id, self._by = supplier_id, by
        asked = select(func.max(LinkedHousehold.number)).where(LinkedHousehold.supplier_id == supplier_id)
        self._number = db.session.execute(asked).scalar() or 0

    def add(self, people: Sequence[tuple[str, Identified]], township: str | None, village: str, since: date) -> None:
        """A household, the first of its people being its head."""
        self._number += 1
        head, identified = people[0]
        household = {
            "supplier_id": self._supplier_id,
            "number": self._number,
            "head_hash": identified.hash,
            "head_name": head,
            "township_code": township,
            "village": village,
            "since": since,
        }
        self._made.append(
            _Made(
                household | {"by": self._by},
                [
                    {
                        "supplier_id": self._supplier_id,
                        "id_hash": known.hash,
                        "id_masked": known.masked,
                        "name": name,
                        "is_head": place == 0,
                        "since": since,
                    }
                    for place, (name, known) in enumerate(people)
                ],
            )
        )

    def write(self) -> None:
        """Everything at once, each with its place in the history."""
        authors = [made.household.pop("by") for made in self._made]
        numbers = self._ids(LinkedHousehold, [made.household for made in self._made])
        for made, household_id in zip(self._made, numbers, strict=True):
            for person in made.people:
                person["household_id"] = household_id
        everybody = [person for made in self._made for person in made.people]
        ids = iter(self._ids(LinkedPerson, everybody))
        for made, author in zip(self._made, authors, strict=True):
            self._by, self._supplier_id = author, made.household["supplier_id"]
            household_id = made.people[0]["household_id"]
            self._note(household_id, None, RosterDeed.ADDED, _household_facts(made.household))
            for person in made.people:
                self._note(household_id, next(ids), RosterDeed.ADDED, _person_facts(person))
        if self._changes:
            db.session.execute(insert(RosterChange.__table__), self._changes)
        self._made, self._changes = [], []

    def bring_to(self, households: int, people: int, until: date) -> int:
        """End links of the supplier until so many households and people are left; the newest households leave first.

        Returns how many people are missing instead.
        """
        if self._count(LinkedHousehold) <= households and (count := self._count(LinkedPerson)) <= people:
            return people - count
        going_on = self._of(LinkedHousehold)
        for household in going_on[households:] if len(going_on) > households else []:
            self._end(household, [one for one in self._of(LinkedPerson) if one.household_id == household.id], until)
        left = [one for one in self._of(LinkedPerson) if not one.is_head]
        surplus = len(self._of(LinkedPerson)) - people
        for person in left[::-1][: max(surplus, 0)]:
            self._end(person, [], until)
        self.write()
        return max(-surplus, 0)

    def _count(self, model: type[Any]) -> int:
        asked = select(func.count()).where(model.supplier_id == self._supplier_id, model.until.is_(None))
        return db.session.execute(asked).scalar_one()

    def _of(self, model: type[Any]) -> Sequence[Any]:
        asked = select(model).where(model.supplier_id == self._supplier_id, model.until.is_(None)).order_by(model.id)
        return db.session.execute(asked).scalars().all()

    def _end(self, one: Any, people: Sequence[Any], until: date) -> None:
        for row in (*people, one):
            facts = household_facts if isinstance(row, LinkedHousehold) else person_facts
            before = facts(row)
            row.until = until
            of_person = isinstance(row, LinkedPerson)
            self._note(
                row.household_id if of_person else row.id,
                row.id if of_person else None,
                RosterDeed.ENDED,
                facts(row),
                before,
                WHY,
            )
        db.session.flush()

    def _note(
        self,
        household_id: int,
        person_id: int | None,
        deed: RosterDeed,
        after: dict[str, Any],
        before: dict[str, Any] | None = None,
        reason: str = "",
    ) -> None:
        self._changes.append(
            {
                "supplier_id": self._supplier_id,
                "household_id": household_id,
                "person_id": person_id,
                "deed": deed,
                "before": before or {},
                "after": after,
                "reason": reason,
                "by_id": self._by.person_id if self._by else None,
                "by_name": self._by.person_name if self._by else "",
                "at": clock.now(),
            }
        )

    @staticmethod
    def _ids(model: type[Any], rows: list[dict[str, Any]]) -> list[int]:
        """Write rows and say which numbers they got, in their order."""
        if not rows:
            return []
        made = insert(model.__table__).returning(model.__table__.c.id, sort_by_parameter_order=True)
        return list(db.session.execute(made, rows).scalars())
