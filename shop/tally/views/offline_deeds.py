"""What is done about one offline purchase: by one person, by two, and the papers and the invoice that prove it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from flask import Response, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.handing import send_file
from shop.documents.uploads import LARGEST
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.tally import policies
from shop.tally.forms.offline import PaperForm, ProposalForm, RestsForm
from shop.tally.offline.life import AGREE, MOVES, Action, Party
from shop.tally.queries import offline as queries
from shop.tally.services.offline import entering, judging, motions, resting
from shop.tally.views.offline_pages import DEEDS, NUMBER, acted_on, bp, files_in, page
from shop.web import once
from shop.web.forms import ReasonForm, ShopForm
from shop.web.guards import actor, allowed
from shop.web.uploads import takes_files


@bp.post(f"/offline/{NUMBER}/steps/<deed>")
@allowed(policies.may_enter_offline)
def do(number: str, deed: str) -> ResponseReturnValue:
    """One person decides: verified, not the same, returned, withdrawn."""
    action = _action(deed, DEEDS)
    form = ReasonForm() if MOVES[action].reason else ShopForm()
    purchase = acted_on(number, MOVES[action].by)

    def done() -> str:
        reason = form.reason.data or "" if isinstance(form, ReasonForm) else ""
        if action is Action.VERIFY:
            if judging.verify(purchase, by=actor()):
                flash(_("It is verified. A direct purchase now counts, or says why it does not."), "success")
            else:
                flash(_("Something like it has come since: please look whether it is the same."), "warning")
        else:
            ONE_PERSON[action](purchase, reason, by=actor())
            flash(_("Done. The other side has been told."), "success")
        return url_for(".one", number=number)

    return once.do(form, done) or (page(number, wrong=form, opened=deed), 422)


ONE_PERSON = {
    Action.NOT_THE_SAME: judging.not_the_same,
    Action.RETURN: judging.give_back,
    Action.WITHDRAW: judging.withdraw,
}
TWO_PEOPLE = tuple(action for action, move in MOVES.items() if move.two)


@bp.post(f"/offline/{NUMBER}/propose/<deed>")
@allowed(policies.may_enter_offline)
def propose(number: str, deed: str) -> ResponseReturnValue:
    """Propose what takes two people."""
    form, action = ProposalForm(), _action(deed, TWO_PEOPLE)
    purchase = acted_on(number, MOVES[action].by)

    def done() -> str:
        amount = cast("Money | None", form.amount.data)
        motions.propose(purchase, action, form.reason.data or "", amount=amount, by=actor())
        flash(_("It is proposed. Nothing changes until another official agrees."), "success")
        return url_for(".one", number=number)

    return once.do(form, done) or (page(number, wrong=form, opened=deed), 422)


@bp.post(f"/offline/{NUMBER}/proposals/<int(max=999999999999):motion_id>/<answer>")
@allowed(policies.may_enter_offline)
def answer(number: str, motion_id: int, answer: str) -> ResponseReturnValue:
    """Agree to what somebody else proposed, or do not; whoever proposed it takes it back."""
    form, purchase = ShopForm(), queries.purchase_for(actor(), number)
    motion = queries.motion_on(purchase, motion_id)
    if answer not in ("agree", "reject"):
        raise NotYours
    if motion.by_id != actor().person_id:
        acted_on(number, AGREE)

    def done() -> str:
        if answer == "agree":
            motions.agree(motion, by=actor())
            flash(_("It is done, and the unit has been told."), "success")
        else:
            motions.reject(motion, by=actor())
            flash(_("It is not done: everything stands as before."), "success")
        return url_for(".one", number=number)

    return once.do(form, done) or (page(number, wrong=form), 422)


@bp.post(f"/offline/{NUMBER}/invoice")
@allowed(policies.may_enter_offline)
def rests(number: str) -> ResponseReturnValue:
    """It rests on this invoice of the register."""
    form, purchase = RestsForm(), acted_on(number, {Party.KEEPER})

    def done() -> str:
        invoice = resting.rest_on(purchase, form.register_number.data or "", by=actor())
        flash(_("It rests on invoice %(number)s.", number=invoice.number), "success")
        return url_for(".one", number=number)

    return once.do(form, done) or (page(number, wrong=form, opened="invoice"), 422)


@bp.post(f"/offline/{NUMBER}/papers")
@allowed(policies.may_enter_offline)
@takes_files(LARGEST)
def papers(number: str) -> ResponseReturnValue:
    """Another paper that proves it."""
    form, purchase = PaperForm(), acted_on(number, Party)

    def done() -> str:
        for file in files_in(form.file):
            entering.add_file(purchase, file, by=actor())
        flash(_("Kept."), "success")
        return url_for(".one", number=number)

    return once.do(form, done) or (page(number, wrong=form, opened="paper"), 422)


@bp.get(f"/offline/{NUMBER}/papers/<name>")
@allowed(policies.may_see_offline)
def paper(number: str, name: str) -> Response:
    """The file of a paper, for those who may see the purchase."""
    return send_file(queries.file_of(queries.purchase_for(actor(), number), name))


def _action(word: str, offered: Sequence[Action]) -> Action:
    """What is to be done, of what is offered; any other word has no page."""
    found = next((action for action in offered if action.value == word), None)
    if found is None:
        raise NotYours
    return found
