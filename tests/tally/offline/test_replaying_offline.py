"""What was bought elsewhere in a replay: it has the day of its invoice, and nobody here knows when it was paid."""

from datetime import date

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.tally.models import Scheme
from shop.tally.queries.replay import Asked, replay
from shop.tally.queries.scopes import scope_for
from shop.tally.replaying import Basis
from tests.factories.offline import a_verified_purchase
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("plainly")


@pytest.mark.parametrize(
    ("basis", "yuan"),
    [(Basis.ACCEPTED, 1200), (Basis.ORDERED, 1200), (Basis.SHIPPED, 1200), (Basis.INVOICED, 1200), (Basis.PAID, 0)],
)
def test_it_counts_on_the_day_of_its_invoice_whatever_the_basis_but_payment(
    world: World, basis: Basis, yuan: int
) -> None:
    a_verified_purchase(world, days_ago=40)
    year = clock.today().year
    scheme_id = db.session.execute(select(Scheme.id)).scalar_one()
    asked = Asked(scheme_id, date(year, 1, 1), date(year, 12, 31), basis=basis)
    whole = replay(scope_for(world.actor("harbour.official"), year), asked).whole
    assert (whole.today, whole.replayed) == (Money.yuan(1200), Money.yuan(yuan))
