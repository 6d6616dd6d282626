"""Offline purchases: the register by kind, entering one, and everything that is done about one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.files import Checked, checked
from shop.documents.handing import send_file
from shop.documents.uploads import LARGEST
from shop.documents.workbooks import XLSX, workbook
from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.organisations.queries.register import county_names
from shop.tally import policies
from shop.tally.forms.offline import OfflineForm, PaperForm, ProposalForm, RestsForm
from shop.tally.models import OfflinePurchase
from shop.tally.offline.life import AGREE, MOVES, Action, Party
from shop.tally.offline.words import CHANNELS, KINDS, OfflineKind, OfflineState
from shop.tally.queries import offline as queries
from shop.tally.queries import offline_lists as lists
from shop.tally.queries.offline_lists import Asked
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.services.offline import entering, judging, motions, resting
from shop.tally.services.offline.entering import MOST_FILES
from shop.tally.views import offline_sheets  # noqa: F401 – its pages are of the same blueprint
from shop.tally.views.asking import asked_node, asked_year
from shop.tally.views.offline_pages import DEEDS, NUMBER, TONES, bp, page
from shop.tally.words import Channel
from shop.web import once
from shop.web.asking import number_in, page_in, word_in, words_in
from shop.web.forms import ReasonForm, ShopForm
from shop.web.guards import actor, allowed
from shop.web.language import current
from shop.web.uploads import UploadField, takes_files

COUNTED = (OfflineState.VERIFIED,)
WAITING = (OfflineState.ENTERED, OfflineState.HELD)


@bp.get("/offline")
@allowed(policies.may_see_offline)
def index() -> str:
    """What units bought, helped to sell, signed or gave elsewhere in a year: each kind with sums of its own."""
    scope, asked = _scope(), _asked()
    sums = lists.sums_of(scope)
    total = lists.count_of(scope, actor(), asked)
    return render_template(
        "tally/offline.html",
        scope=scope,
        asked=asked,
        rows=lists.listed(scope, actor(), asked) if total else [],
        total=total,
        pages=max(1, -(-total // lists.PER_PAGE)),
        sums=sums,
        by_kind={kind: lists.summed(sums, kind, OfflineState) for kind in OfflineKind},
        states={state: lists.summed(sums, asked.kind, [state]) for state in OfflineState},
        channels=_channels(sums, asked.kind),
        kinds=KINDS,
        tones=TONES,
        this_year=clock.today().year,
        enters=policies.may_enter_offline(actor()),
    )


@bp.get("/offline/export")
@allowed(policies.may_see_offline)
def export() -> Response:
    """What the list shows, as a sheet: all pages of it."""
    scope, asked = _scope(), _asked()
    head = [
        _("Number"),
        _("What it was"),
        _("Channel"),
        _("Unit"),
        _("Day of the invoice"),
        _("Sold by"),
        _("Goods"),
        _("Invoice number"),
        _("Order number of the 832 platform"),
        _("Amount with tax"),
        _("State"),
    ]
    rows = [
        (
            row.number,
            row.kind.label,
            row.channel.label,
            row.unit_named(current()),
            row.day,
            row.seller_name,
            row.goods,
            row.invoice_number,
            row.order_number or "",
            row.amount.in_yuan,
            row.state.label,
        )
        for row in lists.listed(scope, actor(), asked, whole=True)
    ]
    response = Response(workbook(_("Offline purchases"), head, rows), mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="offline-{asked.kind.value}-{scope.year}.xlsx"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.route("/offline/new", methods=["GET", "POST"])
@allowed(policies.may_enter_offline)
@takes_files(LARGEST, count=MOST_FILES)
def new() -> ResponseReturnValue:
    """Enter one."""
    kind = word_in(OfflineKind, "kind") or OfflineKind.PURCHASE
    form = _form(kind=kind.value, unit=str(number_in("unit") or ""))

    def deed() -> str:
        said = form.said()
        unit = queries.unit_to_enter_for(actor(), form.unit_id(), clock.today().year)
        purchase = entering.enter(unit, said, files=_files(form.file), by=actor())
        flash(_entered(purchase.state), "success")
        return url_for(".one", number=purchase.number)

    return once.do(form, deed) or (_form_page(form), 422 if form.is_submitted() else 200)


@bp.get(f"/offline/{NUMBER}")
@allowed(policies.may_see_offline)
def one(number: str) -> str:
    """One of them: what is stated, what proves it, what it may be already, and how it came to its state."""
    return page(number)


@bp.route(f"/offline/{NUMBER}/correct", methods=["GET", "POST"])
@allowed(policies.may_enter_offline)
@takes_files(LARGEST, count=MOST_FILES)
def correct(number: str) -> ResponseReturnValue:
    """What was returned is put right and sent again."""
    _acted_on(number, {Party.KEEPER})
    found = queries.page_of(actor(), number)
    if Action.SEND not in found.actions and not once.key_in_hand():
        return redirect(url_for(".one", number=number))
    form = _form(before=(found.purchase, found.version))

    def deed() -> str:
        purchase = queries.purchase_for(actor(), number)
        entering.send_again(purchase, form.said(), by=actor())
        for file in _files(form.file):
            entering.add_file(purchase, file, by=actor())
        flash(_entered(purchase.state), "success")
        return url_for(".one", number=number)

    return once.do(form, deed) or (_form_page(form, number), 422 if form.is_submitted() else 200)


@bp.post(f"/offline/{NUMBER}/steps/<deed>")
@allowed(policies.may_enter_offline)
def do(number: str, deed: str) -> ResponseReturnValue:
    """One person decides: verified, not the same, returned, withdrawn."""
    action = _action(deed, DEEDS)
    form = ReasonForm() if MOVES[action].reason else ShopForm()
    purchase = _acted_on(number, MOVES[action].by)

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
    purchase = _acted_on(number, MOVES[action].by)

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
        _acted_on(number, AGREE)

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
    form, purchase = RestsForm(), _acted_on(number, {Party.KEEPER})

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
    form, purchase = PaperForm(), _acted_on(number, Party)

    def done() -> str:
        for file in _files(form.file):
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


def _acted_on(number: str, by: Iterable[Party]) -> OfflinePurchase:
    """A purchase on which the actor may act as one of these; whoever only sees it finds no such page."""
    purchase = queries.purchase_for(actor(), number)
    if not queries.parties_on(actor(), purchase).intersection(by):
        raise NotYours
    return purchase


def _scope() -> Scope:
    return scope_for(actor(), asked_year(), asked_node())


def _asked() -> Asked:
    return Asked(
        kind=word_in(OfflineKind, "kind") or OfflineKind.PURCHASE,
        state=word_in(OfflineState, "state"),
        channel=word_in(Channel, "channel"),
        words=words_in("q"),
        ours=request.args.get("ours") == "1",
        page=page_in("page"),
    )


def _channels(sums: lists.Sums, kind: OfflineKind) -> list[tuple[Channel, lists.Sum, lists.Sum]]:
    """Of a kind, by channel: what is verified, and what waits. What was bought here is not among them."""
    return [
        (channel, lists.summed(sums, kind, COUNTED, channel), lists.summed(sums, kind, WAITING, channel))
        for channel in CHANNELS
    ]


def _form(**known: object) -> OfflineForm:
    units = queries.units_to_enter_for(actor(), clock.today().year)
    return OfflineForm.of(units, queries.categories(), county_names().values(), **known)  # type: ignore[arg-type]


def _form_page(form: OfflineForm, number: str = "") -> str:
    return render_template(
        "tally/offline_form.html",
        form=form,
        number=number,
        sellers=queries.sellers_suggested(),
        largest=LARGEST // 1024 // 1024,
        most=MOST_FILES,
    )


def _files(field: UploadField) -> list[Checked]:
    return [checked(upload.content, upload.name) for upload in field.uploads]


def _entered(state: OfflineState) -> str:
    if state is OfflineState.HELD:
        return str(_("It is entered, and held: it looks like another purchase. An official looks at both."))
    return str(_("It is entered, and waits for an official one level above to verify it."))
