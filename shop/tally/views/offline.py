"""Offline purchases: the register by kind, entering one, and everything that is done about one."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.table_handing import MOST_AT_ONCE, TakenAs, asked_as, send_tables
from shop.documents.uploads import LARGEST
from shop.kernel import clock
from shop.kernel.events import publish
from shop.kernel.refusals import NotYours
from shop.organisations.queries.register import county_names
from shop.tally import policies
from shop.tally.events import OfflineOrdered
from shop.tally.forms.offline import OfflineForm
from shop.tally.offline.life import Action, Party
from shop.tally.offline.words import CHANNELS, KINDS, OfflineKind, OfflineState
from shop.tally.queries import offline as queries
from shop.tally.queries import offline_choices as choices
from shop.tally.queries import offline_lists as lists
from shop.tally.queries.offline_lists import Asked
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.services.offline import entering
from shop.tally.services.offline.entering import MOST_FILES
from shop.tally.tables.about import of_scope
from shop.tally.tables.offline import of_asked, offline_table
from shop.tally.views import offline_deeds, offline_sheets  # noqa: F401 – their pages are of the same blueprint
from shop.tally.views.asking import asked_node, asked_year
from shop.tally.views.offline_pages import NUMBER, TONES, acted_on, bp, files_in, page
from shop.tally.words import Channel
from shop.web import once
from shop.web.addresses import address_with, url_with_query
from shop.web.asking import number_in, page_in, word_in, words_in
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed
from shop.web.language import current
from shop.web.uploads import takes_files

COUNTED = (OfflineState.VERIFIED,)
WAITING = (OfflineState.ENTERED, OfflineState.HELD)


@bp.get("/offline")
@allowed(policies.may_see_offline)
def index() -> ResponseReturnValue:
    """What units bought, helped to sell, signed or gave elsewhere in a year: each kind with sums of its own."""
    scope, asked = _scope(), _asked()
    return _taken_away(scope, asked) if asked_as() else _index(scope, asked)


def _index(scope: Scope, asked: Asked, form: ShopForm | None = None) -> str:
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
        most_at_once=MOST_AT_ONCE,
        form=form or ShopForm(formdata=None),
        to_order=url_with_query("offline.order_file"),
    )


@bp.post("/offline/file")
@allowed(policies.may_see_offline)
def order_file() -> ResponseReturnValue:
    """More than one can wait for: the file is made meanwhile, and waits under "My files"."""
    scope, asked, form = _scope(), _asked(), ShopForm()
    taken_as = request.form.get("kind", TakenAs.XLSX.value)

    def order() -> str:
        if taken_as not in list(TakenAs):
            raise NotYours
        rows, node_id = lists.count_of(scope, actor(), asked), scope.node.id if scope.node else None
        publish(OfflineOrdered(actor(), scope.year, node_id, taken_as, current(), rows, wanted=asked.packed()))
        flash(_("The file is being made. You may go on meanwhile: a notice tells you when it is ready."), "success")
        return url_for("files.index")

    return once.do(form, order) or (_index(scope, asked, form), 422)


def _taken_away(scope: Scope, asked: Asked) -> ResponseReturnValue:
    total = lists.count_of(scope, actor(), asked)
    if total > MOST_AT_ONCE:
        flash(_("These are too many rows to wait for. Have the file made: it will wait for you."), "info")
        return redirect(address_with(**{"as": None}))
    rows = lists.listed(scope, actor(), replace(asked, page=1), per_page=MOST_AT_ONCE)
    table = offline_table(rows, asked.kind, scope.year)
    name = f"offline-{asked.kind.value}-{scope.year}"
    return send_tables(table.title, [table], name, *of_scope(scope, actor()), *of_asked(asked))


@bp.route("/offline/new", methods=["GET", "POST"])
@allowed(policies.may_enter_offline)
@takes_files(LARGEST, count=MOST_FILES)
def new() -> ResponseReturnValue:
    """Enter one."""
    kind = word_in(OfflineKind, "kind") or OfflineKind.PURCHASE
    form = _form(kind=kind.value, unit=str(number_in("unit") or ""))

    def deed() -> str:
        said = form.said()
        unit = choices.unit_to_enter_for(actor(), form.unit_id(), clock.today().year)
        purchase = entering.enter(unit, said, files=files_in(form.file), by=actor())
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
    acted_on(number, {Party.KEEPER})
    found = queries.page_of(actor(), number)
    if Action.SEND not in found.actions and not once.key_in_hand():
        return redirect(url_for(".one", number=number))
    form = _form(before=(found.purchase, found.version))

    def deed() -> str:
        purchase = queries.purchase_for(actor(), number)
        entering.send_again(purchase, form.said(), by=actor())
        for file in files_in(form.file):
            entering.add_file(purchase, file, by=actor())
        flash(_entered(purchase.state), "success")
        return url_for(".one", number=number)

    return once.do(form, deed) or (_form_page(form, number), 422 if form.is_submitted() else 200)


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
    units = choices.units_to_enter_for(actor(), clock.today().year)
    return OfflineForm.of(units, choices.categories(), county_names().values(), **known)  # type: ignore[arg-type]


def _form_page(form: OfflineForm, number: str = "") -> str:
    return render_template(
        "tally/offline_form.html",
        form=form,
        number=number,
        sellers=choices.sellers_suggested(),
        largest=LARGEST // 1024 // 1024,
        most=MOST_FILES,
    )


def _entered(state: OfflineState) -> str:
    if state is OfflineState.HELD:
        return str(_("It is entered, and held: it looks like another purchase. An official looks at both."))
    return str(_("It is entered, and waits for an official one level above to verify it."))
