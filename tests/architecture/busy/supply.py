"""What the cooperative has to sell, and where it comes from."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from shop.catalogue.models import Category, Certification, LotSource, Product
from shop.catalogue.queries.photos import photos_of
from shop.catalogue.services.certificates import renew_certificate
from shop.catalogue.services.copies import duplicate
from shop.catalogue.services.goods_papers import Shown, add_paper
from shop.catalogue.services.imports import receive_sheet
from shop.catalogue.services.listings import change_listing
from shop.catalogue.services.moves import approve, submit, take_off
from shop.catalogue.services.photos import add_photos
from shop.catalogue.services.recalls import begin_recall
from shop.catalogue.services.sources import document
from shop.catalogue.sourcing import Bought
from shop.catalogue.words import CapacityStatus, GoodsPaperKind
from shop.documents.photos import make
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance, Consignment
from shop.fulfilment.queries.photos import photos_beside
from shop.fulfilment.services.photos import add_photos as add_acceptance_photos
from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from tests.factories import fulfilment as goods
from tests.factories.capacities import a_capacity, a_commodity
from tests.factories.catalogue import a_lot
from tests.factories.photos import an_acceptance_photo
from tests.factories.pictures import jpeg
from tests.factories.sheets import listings_sheet
from tests.factories.world import World


def listings(world: World) -> dict[str, str]:
    """The cooperative's listings in every state: a draft, one handed in, on sale, off, and one whose change waits."""
    seller, office = world.actor("coop.seller"), world.actor("office-530624.official")
    shoots = db.session.get_one(Product, world.products["shoots"])
    made = {name: duplicate(shoots, by=seller) for name in ("draft", "submitted", "changed", "off")}
    for name in ("submitted", "changed", "off"):
        submit(made[name], by=seller)
    for name in ("changed", "off"):
        approve(made[name], by=office)
    change_listing(made["changed"], replace(made["changed"].said, name="冬笋"), by=seller)
    take_off(made["off"], "", by=seller)
    report = Shown(GoodsPaperKind.REPORT, "R-1")
    paper = add_paper(shoots, report, b"%PDF-1.4\n%%EOF\n", "report.pdf", by=seller)
    first = shoots.packs[0].id
    deeds = "submit take-off put-back return-change approve-change withdraw-change retire up".split()
    return {
        "listing": str(shoots.id),
        "listed pack": str(first),
        "goods paper": str(paper.id),
        **{f"{name} listing": str(product.id) for name, product in made.items()},
        **{deed: deed for deed in deeds},
    }


def photos(world: World, note: Acceptance, arrived: str) -> dict[str, str]:
    """A photo of the potatoes, one beside the note, one of the goods at the gate."""
    coop, receiver = world.actor("coop.seller"), world.actor("school.receiver")
    product = db.session.get_one(Product, world.products["potatoes"])
    add_photos(product, [make(jpeg(60, 40))], by=coop)
    gate = db.session.execute(select(Consignment).where(Consignment.number == arrived)).scalar_one()
    waiting = add_acceptance_photos(gate, [make(jpeg(50, 40))], Side.BUYER, by=receiver)
    assert waiting == 1
    return {
        "photographed": str(product.id),
        "product photo": photos_of(product.id)[0].photo.name,
        "acceptance photo": an_acceptance_photo(note, by=receiver).photo.name,
        "arrival photo": photos_beside(gate.id)[0].photo.name,
        "size": "640.webp",
    }


def imports(world: World) -> dict[str, str]:
    """Two sheets of the cooperative's listings: one that can be applied, and one with something wrong."""
    seller = world.actor("coop.seller")
    category = db.session.execute(select(Category.code).order_by(Category.id).limit(1)).scalar_one()
    sheets = {"import": {}, "wrong import": {"价格": "dear"}}
    made = {
        name: receive_sheet(f"{name}.xlsx", listings_sheet({"类别": category} | row), submits=False, by=seller)[0].id
        for name, row in sheets.items()
    }
    return {name: str(number) for name, number in made.items()}


def capacity(world: World) -> dict[str, str]:
    """What the cooperative says it can grow waits for its county, and what it said last year was returned."""
    a_commodity()
    coop, last_year = world.organisations["coop"], clock.today().year - 1
    waits = a_capacity(coop, status=CapacityStatus.DECLARED)
    returned = a_capacity(coop, year=last_year, status=CapacityStatus.RETURNED)
    return {"capacity": str(waits.id), "returned capacity": str(returned.id), "return": "return"}


def certificates(world: World) -> dict[str, str]:
    """The cooperative's potatoes are certified, and a certificate to follow waits for the operator."""
    product = db.session.get_one(Product, world.products["potatoes"])
    held = db.session.execute(select(Certification).where(Certification.product_id == product.id)).scalar_one()
    held.valid_to = clock.today() + timedelta(days=40)
    renewed = renew_certificate(held, "N-potatoes-2", valid_to=None, by=world.actor("office-530624.official"))
    return {"certificate": str(held.id), "waiting certificate": str(renewed.id)}


def lots(world: World) -> dict[str, str]:
    """A lot of which something is documented, a harvest that is promised, and a recall that the school is told of."""
    seller, today = world.actor("coop.seller"), clock.today()
    lot_id = world.lots["potatoes.2"]
    document(lot_id, [Bought(None, "Li", Quantity.of(10), Money.yuan(15), today)], by=seller)
    ahead = a_lot(db.session.get_one(Product, world.products["potatoes"]), "100", harvested=today + timedelta(days=60))
    first = a_lot(db.session.get_one(Product, world.products["shoots"]), "5", best_before=today + timedelta(days=5))
    goods.a_confirmed_order(world, {"bag": 2})
    recall = begin_recall(first.id, "mould", "Keep it apart.", by=seller)
    return {
        "lot": str(lot_id),
        "promised lot": str(ahead.id),
        "recalled lot": str(first.id),
        "recall": recall.number,
        "bought row": str(db.session.execute(select(LotSource.id).where(LotSource.lot_id == lot_id)).scalar_one()),
    } | {word: word for word in ("correct", "release", "hold")}
