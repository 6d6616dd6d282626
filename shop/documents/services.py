"""Issuing papers: the same words are the same paper, other words its next version."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Protocol

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from shop.documents.models import IssuedPaper
from shop.documents.words import PaperKind
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money

TRIES = 5


class Party(Protocol):
    """Who a paper names; organisations know what they are called in both languages."""

    def named(self, language: str) -> str:
        """The name in "zh" or "en"."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the check page of a paper shows; ``series`` is the number of what the paper is about."""

    kind: PaperKind
    series: str
    unit: Party | None
    supplier: Party
    day: date
    total: Money | None = None
    state: Any = ""
    cluster_id: int | None = None


def issue(head: Head, words: dict[str, Any], *, keep: bool = False) -> IssuedPaper:
    """The issued paper with these words; made if its newest version has others. Never commits.

    With ``keep`` the words are kept and each version has a number of its own: for papers that are told anew each time.
    """
    with force_locale("zh"):
        state = str(head.state)
    with force_locale("en"):
        state_english = str(head.state)
    said = json.dumps([words, str(head.total), state], ensure_ascii=False, sort_keys=True)
    digest = sha256(said.encode()).hexdigest()
    for _try in range(TRIES):
        newest = _newest(head)
        if newest is not None and newest.digest == digest:
            return newest
        version = newest.version + 1 if newest else 1
        paper = IssuedPaper(
            cluster_id=head.cluster_id,
            token=secrets.token_urlsafe(16),
            kind=head.kind,
            series=head.series,
            version=version,
            number=f"{head.series}-{version}" if keep else head.series,
            supplier_name=head.supplier.named("zh"),
            supplier_name_english=head.supplier.named("en"),
            day=head.day,
            total=head.total,
            state=state,
            state_english=state_english,
            digest=digest,
            content=words if keep else {},
            issued_at=clock.now(),
        )
        if head.unit is not None:
            paper.unit_name, paper.unit_name_english = head.unit.named("zh"), head.unit.named("en")
        try:
            with db.session.begin_nested():
                db.session.add(paper)
        except IntegrityError:
            continue  # somebody issued it in this very moment
        return paper
    raise RuntimeError(f"{head.kind.value} {head.series} is issued by too many at once")


def _newest(head: Head) -> IssuedPaper | None:
    asked = select(IssuedPaper).where(IssuedPaper.kind == head.kind, IssuedPaper.series == head.series)
    return db.session.execute(asked.order_by(IssuedPaper.version.desc()).limit(1)).scalar_one_or_none()
