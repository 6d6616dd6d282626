"""What the cluster's official proposes to publish, undecided."""

from shop.reports.publishing.choices import Choice
from shop.reports.publishing.words import Item
from shop.reports.services.publishing import propose_publishing
from tests.factories.world import World


def proposed(world: World) -> dict[str, str]:
    row = propose_publishing(Choice(frozenset({Item.TOTAL})), by=world.actor("cluster.official"))
    return {"publishing": str(row.n), "refuse": "refuse"}
