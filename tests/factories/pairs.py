"""Schools, hospitals and villages of the aided side, and who is paired with them."""

from datetime import date
from typing import Any

from shop.documents.files import keep
from shop.documents.models import StoredFile
from shop.extensions import db
from shop.kernel import clock
from shop.organisations.models import AidedBody, BodyPair, Township, Unit
from shop.organisations.words_pairs import HOLDING, BodyKind, PairState
from tests.factories.counties import DAGUAN, LONG_AGO, a_county
from tests.factories.counting import next_number
from tests.factories.people import a_person

PDF = b"%PDF-1.7\n%%EOF\n"


def a_paper() -> StoredFile:
    """An agreement, as a file."""
    return keep(PDF, "agreement.pdf", purpose="pair.evidence", by=None)


def a_body(kind: BodyKind = BodyKind.SCHOOL, *, county: str = DAGUAN, township: Township | None = None) -> AidedBody:
    """A school of Daguan, unless told otherwise."""
    number = next_number()
    body = AidedBody(
        kind=kind,
        name=f"第{number}{kind.value}",
        name_english=f"{kind.value.title()} {number}",
        county_code=a_county(county).code,
        township_code=township.code if township else None,
        entered_at=clock.now(),
    )
    db.session.add(body)
    db.session.flush()
    return body


def a_pair(
    body: AidedBody,
    unit: Unit,
    *,
    state: PairState = PairState.PAIRED,
    valid_from: date = LONG_AGO,
    valid_to: date | None = None,
    **particulars: Any,
) -> BodyPair:
    """A pairing that two people have agreed to, unless told otherwise."""
    paper = a_paper()
    pair = BodyPair(
        body_id=body.id,
        unit_id=unit.id,
        state=state,
        valid_from=valid_from,
        valid_to=valid_to,
        file_id=paper.id,
        file_name=paper.file_name,
        proposed_by_id=particulars.pop("proposed_by_id", None) or a_person().id,
        proposed_at=clock.now(),
        **particulars,
    )
    if state in HOLDING:
        pair.approved_by_id, pair.approved_at = a_person().id, clock.now()
    if state is PairState.ENDING:
        pair.ends_on, pair.end_proposed_by_id, pair.end_proposed_at = clock.today(), a_person().id, clock.now()
    db.session.add(pair)
    db.session.flush()
    return pair
