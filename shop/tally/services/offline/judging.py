"""What one person decides about a registered purchase: verified, not the same, returned; or withdrawn by the unit."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.queries import is_member, unit_path
from shop.payments.invoicing import InvoiceStatus
from shop.payments.services.locks import locked_invoice
from shop.tally.models import OfflineFile, OfflinePurchase, OfflineVersion
from shop.tally.offline.life import MOVES, Action, Party, Standing, after
from shop.tally.offline.words import OfflineKind, OfflineState
from shop.tally.policies import offline_parties
from shop.tally.queries.offline_register import held_purchase, parts_of, versions_of
from shop.tally.services.evidence import prove_offline
from shop.tally.services.offline.booking import TwoPeople, book, judge_chain
from shop.tally.services.offline.entering import step
from shop.tally.services.offline.resting import IN_DISPUTE, take_off
from shop.tally.services.offline.telling import tell_unit
from shop.tally.services.offline.twins import note_twins


def verify(purchase: OfflinePurchase, *, by: Actor) -> bool:
    """An official one level above has held it against its papers: from now on a direct purchase counts, or not, by the
    rules. ``False`` when something has come since that it may be a twin of: then it is held instead.
    """
    purchase, version = _moved(purchase, Action.VERIFY, by)
    if note_twins(purchase, version):
        purchase.state = OfflineState.HELD
        db.session.flush()
        return False
    _require_proof(purchase, version)
    step(purchase, Action.VERIFY, by)
    judge_chain(purchase, TwoPeople(version.by_id, by.person_id))
    prove_offline(purchase.id)
    tell_unit("offline_verified", purchase, version)
    return True


def not_the_same(purchase: OfflinePurchase, reason: str, *, by: Actor) -> None:
    """What it was held for is another purchase, and somebody says why; now it can be verified."""
    purchase, _version = _moved(purchase, Action.NOT_THE_SAME, by, reason)
    step(purchase, Action.NOT_THE_SAME, by, reason.strip())


def give_back(purchase: OfflinePurchase, reason: str, *, by: Actor) -> None:
    """Something of it is wrong or missing: the unit puts it right and sends it again, or withdraws it."""
    purchase, version = _moved(purchase, Action.RETURN, by, reason)
    step(purchase, Action.RETURN, by, reason.strip())
    tell_unit("offline_returned", purchase, version, reason=reason.strip())


def withdraw(purchase: OfflinePurchase, reason: str, *, by: Actor) -> None:
    """Whoever keeps it claims it no more, before anybody has verified it. The row stays, for ever."""
    purchase, version = _moved(purchase, Action.WITHDRAW, by, reason)
    step(purchase, Action.WITHDRAW, by, reason.strip())
    take_off(purchase, by=by)
    book(purchase)
    if by.organisation_id != purchase.unit_id:
        tell_unit("offline_withdrawn", purchase, version, reason=reason.strip())


def require_reason(reason: str) -> None:
    """Whatever the other side will not like needs a sentence."""
    if not reason.strip():
        raise Refused(_l("Please say why."), field="reason")


def standing_for(
    purchase: OfflinePurchase, versions: list[OfflineVersion], by: Actor
) -> tuple[frozenset[Party], Standing]:
    """As whom somebody acts on a purchase, and where it stands for them."""
    parties = offline_parties(by, unit_path(purchase.unit_id, versions[-1].day.year))
    own = by.person_id in {version.by_id for version in versions if version.seconded_by_id is None}
    return parties, Standing(purchase.state, own, is_member(by.person_id, purchase.unit_id))


def _moved(
    purchase: OfflinePurchase, action: Action, by: Actor, reason: str = ""
) -> tuple[OfflinePurchase, OfflineVersion]:
    """The purchase, held, in the state that the action leads to."""
    purchase = held_purchase(purchase)
    versions = list(versions_of(purchase.id))
    parties, standing = standing_for(purchase, versions, by)
    if not parties:
        raise NotYours
    end = after(parties, standing, action)
    if MOVES[action].reason:
        require_reason(reason)
    purchase.state = end
    db.session.flush()
    return purchase, versions[-1]


def _require_proof(purchase: OfflinePurchase, version: OfflineVersion) -> None:
    papers = select(func.count()).select_from(OfflineFile).where(OfflineFile.purchase_id == purchase.id)
    if not db.session.execute(papers).scalar():
        raise Refused(_l("No paper proves it yet: nothing is verified without one."))
    if purchase.kind is not OfflineKind.PURCHASE:
        return
    parts = parts_of([purchase.id]).get(purchase.id, [])
    if [part.amount for part in parts] != [version.amount]:
        raise Refused(
            _l("A direct purchase is verified once all of it rests on one invoice of the register: not before.")
        )
    # Whoever disputes it meanwhile waits, and then takes back what it proves here.
    if locked_invoice(parts[0].invoice.id).status is InvoiceStatus.DISPUTED:
        raise Refused(IN_DISPUTE)
