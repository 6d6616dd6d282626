"""What the pages of offline purchases share: their blueprint, and one purchase's page with its forms."""

from __future__ import annotations

from flask import Blueprint, render_template

from shop.tally.forms.offline import PaperForm, ProposalForm, RestsForm
from shop.tally.offline.life import MOVES, Action
from shop.tally.offline.words import KINDS, OfflineKind, OfflineState
from shop.tally.queries import offline as queries
from shop.tally.services.offline.resting import OPEN
from shop.web.forms import ReasonForm, ShopForm
from shop.web.guards import actor

bp = Blueprint("offline", __name__)

NUMBER = "<number>"
TONES = {
    OfflineState.ENTERED: "wait",
    OfflineState.HELD: "info",
    OfflineState.RETURNED: "wait",
    OfflineState.WITHDRAWN: "quiet",
    OfflineState.VERIFIED: "good",
    OfflineState.DISPUTED: "bad",
    OfflineState.STRUCK: "quiet",
}
DEEDS = tuple(action for action, move in MOVES.items() if not move.two and action is not Action.SEND)


def page(number: str, *, wrong: ShopForm | None = None, opened: str = "") -> str:
    """A purchase with what whoever reads it may do; ``opened`` is the form that was refused."""
    found = queries.page_of(actor(), number)
    return render_template(
        "tally/offline_one.html",
        page=found,
        purchase=found.purchase,
        version=found.version,
        kinds=KINDS,
        tones=TONES,
        moves=MOVES,
        Action=Action,
        may_rest=found.purchase.kind is OfflineKind.PURCHASE and found.purchase.state in OPEN,
        offered=queries.invoices_offered(found) if not found.parts else (),
        wrong=wrong,
        opened=opened,
        forms={
            "reason": wrong if isinstance(wrong, ReasonForm) else ReasonForm(formdata=None),
            "proposal": wrong if isinstance(wrong, ProposalForm) else ProposalForm(formdata=None),
            "rests": wrong if isinstance(wrong, RestsForm) else RestsForm(formdata=None),
            "paper": wrong if isinstance(wrong, PaperForm) else PaperForm(formdata=None),
        },
    )
