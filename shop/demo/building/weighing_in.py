"""How the demo's receivers weigh goods in: mostly all is well, sometimes part is refused, reduced, later corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shop.catalogue.words import ColdChain
from shop.demo.building.stage import Stage
from shop.extensions import db
from shop.fulfilment.lifecycle import ObjectionStatus, Side
from shop.fulfilment.models import Acceptance, Consignment, ConsignmentLine, CorrectionProposal
from shop.fulfilment.models.acceptances import CertificateKind
from shop.fulfilment.services.acceptances import Signing, accept_goods
from shop.fulfilment.services.corrections import (
    agree_to_correction,
    propose_correction,
    reject_correction,
)
from shop.fulfilment.services.objections import object_to, objection_to, stand_by, take_back
from shop.fulfilment.weighing import Weighing
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import NOTHING, Quantity

REFUSALS = ("部分压伤", "规格不符", "途中受潮", "解冻过的痕迹")
REDUCTIONS = ("成色偏差，协商降价接收", "迟到一天，协商降价接收")
OBJECTIONS = ("复称记录与我方出库单差得多，请再核一次。", "压伤发生在卸货时，请说明。")
ANSWERS = ("两人复称，数与验收单一致，照片已留存。", "卸货前已见压伤，押车员在场签字。")
CORRECTIONS = ("复称：地磅未归零。", "清点后补正箱数。", "降价幅度按双方通话更正。")
DELIVERERS = ("随车司机", "物流送货员", "合作社押车员")


class WeighingIn:
    """The keeper's desk."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def accept(self, consignment: Consignment, receiver: Actor, seller: Actor) -> Acceptance:
        """Take the goods in; objections and corrections are planned where it did not go well."""
        chance = self.stage.chance
        everything_spoilt = chance.random() < 0.004
        weighings = {line.id: self._weigh(line, consignment, spoilt=everything_spoilt) for line in consignment.lines}
        signers = (receiver.person_name,) if chance.random() < 0.5 else (receiver.person_name, "厨师长")
        paper = clock.today() - timedelta(days=1) if chance.random() < 0.01 else None
        signing = Signing(
            signers=signers,
            deliverer=chance.choice(DELIVERERS),
            paper_day=paper,
            paper_day_reason="纸质单前一日已填写" if paper else "",
        )
        acceptance = accept_goods(consignment, weighings, signing, by=receiver)
        drawn = chance.random()
        later = clock.now() + timedelta(hours=chance.uniform(3, 50))
        if drawn < 0.012 or everything_spoilt:
            self.stage.timeline.plan(later, partial(self._object, acceptance.id, receiver, seller))
        if drawn < 0.03:
            deed = partial(self._propose, acceptance.id, weighings, receiver, seller)
            self.stage.timeline.plan(later + timedelta(hours=6), deed)
        return acceptance

    def _weigh(self, line: ConsignmentLine, consignment: Consignment, *, spoilt: bool) -> Weighing:
        chance = self.stage.chance
        order_line = line.order_line
        net, gross, tare = line.quantity, None, NOTHING
        if order_line.weighed:
            net = Quantity(int(line.quantity.thousandths * chance.uniform(0.991, 1.001)) // 50 * 50)
            tare = Quantity(line.packs * chance.choice((400, 600, 800)))
            gross = net + tare
        weighing = Weighing(net=net, accepted=net, packs_accepted=line.packs, gross=gross, tare=tare)
        drawn = chance.random()
        if spoilt:
            weighing = replace(weighing, accepted=NOTHING, packs_accepted=0, refused_reason="整批变质")
        elif drawn < 0.045 and line.packs > 1:
            weighing = self._refuse_part(weighing, line)
        elif drawn < 0.065:
            reduced = UnitPrice(int(order_line.unit_price.parts * 0.9) // 100 * 100)
            weighing = replace(weighing, reduced_price=reduced, reduced_reason=chance.choice(REDUCTIONS))
        return self._with_papers(weighing, line, consignment)

    def _refuse_part(self, weighing: Weighing, line: ConsignmentLine) -> Weighing:
        packs = max(1, line.packs // 12)
        left = line.packs - packs
        if line.order_line.weighed:
            accepted = Quantity(weighing.net.thousandths * left // line.packs // 50 * 50)
        else:
            accepted = line.order_line.content * left
        reason = self.stage.chance.choice(REFUSALS[:3])
        return replace(weighing, accepted=accepted, packs_accepted=left, refused_reason=reason)

    def _with_papers(self, weighing: Weighing, line: ConsignmentLine, consignment: Consignment) -> Weighing:
        chance = self.stage.chance
        cold = consignment.cold_chain is not ColdChain.AMBIENT
        kind = CertificateKind.QUARANTINE if consignment.cold_chain is ColdChain.FROZEN else CertificateKind.PLEDGE
        has_paper = chance.random() < 0.85
        return replace(
            weighing,
            harvested_on=min(line.lot.harvest_from, clock.today()),
            best_before=line.lot.best_before,
            certificate_kind=kind if has_paper else None,
            certificate_number=f"HG{clock.today():%y%m%d}{line.lot_id:04d}" if has_paper else "",
            temperature=consignment.arrival_temperature if cold else None,
        )

    def _object(self, acceptance_id: int, receiver: Actor, seller: Actor) -> None:
        object_to(db.session.get_one(Acceptance, acceptance_id), self.stage.chance.choice(OBJECTIONS), by=seller)
        answered = clock.now() + timedelta(hours=20)
        self.stage.timeline.plan(answered, partial(self._reply, acceptance_id, receiver, seller))

    def _reply(self, acceptance_id: int, receiver: Actor, seller: Actor) -> None:
        """The unit stands by what it wrote, or the supplier sees that it was right; a correction may come first."""
        acceptance = db.session.get_one(Acceptance, acceptance_id)
        objection = objection_to(acceptance)
        if objection is None or objection.status is not ObjectionStatus.OPEN:
            return
        if acceptance_id % 3:
            stand_by(acceptance, ANSWERS[acceptance_id % len(ANSWERS)], by=receiver)
        else:
            take_back(acceptance, by=seller)

    def _propose(self, acceptance_id: int, weighings: dict[int, Weighing], receiver: Actor, seller: Actor) -> None:
        """One side puts a line right; the other agrees within a day, mostly."""
        chance = self.stage.chance
        statement = select(Acceptance).where(Acceptance.id == acceptance_id).options(selectinload(Acceptance.lines))
        acceptance = db.session.execute(statement).scalar_one()
        put_right = self._put_right(acceptance, weighings)
        if put_right is None:
            return
        by_buyer = chance.random() < 0.6
        side, actor = (Side.BUYER, receiver) if by_buyer else (Side.SUPPLIER, seller)
        proposal = propose_correction(acceptance, put_right, chance.choice(CORRECTIONS), side, by=actor)
        answering = (Side.SUPPLIER, seller) if by_buyer else (Side.BUYER, receiver)
        if chance.random() < 0.9:
            later = clock.now() + timedelta(hours=chance.uniform(2, 26))
            self.stage.timeline.plan(later, partial(self._answer, proposal.id, *answering))

    def _put_right(self, acceptance: Acceptance, weighings: dict[int, Weighing]) -> dict[int, Weighing] | None:
        changed = dict(weighings)
        for line in acceptance.lines:
            old = weighings[line.consignment_line_id]
            if old.gross is not None and old.accepted.thousandths > 2_000:
                less = Quantity(old.accepted.thousandths // 100 // 50 * 50 + 500)
                net = old.net - less
                changed[line.consignment_line_id] = replace(
                    old, net=net, gross=net + old.tare, accepted=max(min(old.accepted, net) - NOTHING, NOTHING)
                )
                return changed if changed[line.consignment_line_id].accepted != old.accepted else None
            if old.gross is None and old.packs_accepted > 1:
                content = line.consignment_line.order_line.content
                changed[line.consignment_line_id] = replace(
                    old,
                    packs_accepted=old.packs_accepted - 1,
                    accepted=old.accepted - content,
                    refused_reason=old.refused_reason or "清点后一件破损",
                )
                return changed
        return None

    def _answer(self, proposal_id: int, side: Side, actor: Actor) -> None:
        proposal = db.session.get_one(CorrectionProposal, proposal_id)
        if self.stage.chance.random() < 0.88:
            agree_to_correction(proposal, side, by=actor)
        else:
            reject_correction(proposal, "我方复核无误，维持原验收。", side, by=actor)
