"""Reading issued papers: by the unguessable part of an address, or those of a series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from shop.documents.models import IssuedPaper
from shop.documents.words import PaperKind
from shop.extensions import db
from shop.kernel.questions import PaperAnswer, PaperStands, ask
from shop.kernel.refusals import NotYours


@dataclass(frozen=True, slots=True)
class Checked:
    """An issued paper, its newest version, and how what it is about stands now (nothing where nobody answers)."""

    paper: IssuedPaper
    newest: IssuedPaper
    now: PaperAnswer | None


def checked(token: str) -> Checked:
    """What a QR code leads to; ``NotYours`` if no paper bears it."""
    paper = db.session.execute(select(IssuedPaper).where(IssuedPaper.token == token)).scalar_one_or_none()
    if paper is None:
        raise NotYours
    newest = select(IssuedPaper).where(IssuedPaper.kind == paper.kind, IssuedPaper.series == paper.series)
    return Checked(
        paper,
        db.session.execute(newest.order_by(IssuedPaper.version.desc()).limit(1)).scalar_one(),
        ask(PaperStands(paper.kind.value, paper.series)),
    )


def versions_of(kind: PaperKind, series: str, count: int = 30) -> Sequence[IssuedPaper]:
    """How often a paper was issued, the newest first. One query."""
    asked = select(IssuedPaper).where(IssuedPaper.kind == kind, IssuedPaper.series == series)
    return db.session.execute(asked.order_by(IssuedPaper.id.desc()).limit(count)).scalars().all()


def issued(kind: PaperKind, number: str) -> IssuedPaper:
    """A paper by its number; ``NotYours`` if there is none. Of several versions the newest."""
    asked = select(IssuedPaper).where(IssuedPaper.kind == kind, IssuedPaper.number == number)
    found = db.session.execute(asked.order_by(IssuedPaper.version.desc()).limit(1)).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found
