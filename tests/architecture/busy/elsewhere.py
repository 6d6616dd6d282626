"""What the school bought elsewhere, in the states in which something can be done about it."""

from sqlalchemy import select

from shop.documents.models import StoredFile
from shop.documents.workbooks import workbook
from shop.extensions import db
from shop.kernel.money import Money
from shop.organisations.models import Unit
from shop.tally.models import OfflineFile
from shop.tally.offline.life import Action
from shop.tally.offline.words import SheetForm
from shop.tally.services.offline.judging import give_back
from shop.tally.services.offline.motions import propose
from shop.tally.services.offline.sheets import Otherwise, receive_sheet
from tests.factories.offline import a_statement, a_verified_purchase, an_offline_purchase, an_outsiders_invoice
from tests.factories.world import World


def bought(world: World) -> dict[str, str]:
    """One that waits, one that is held, one that was returned, one that is verified with something proposed."""
    harbour = world.actor("harbour.official")
    waiting = an_offline_purchase(world)
    held = an_offline_purchase(world)
    said = a_statement(amount=Money.yuan(55))
    bare = an_offline_purchase(world, proved=False, amount=said.amount, invoice_number=said.invoice_number)
    an_outsiders_invoice(world, said)
    returned = an_offline_purchase(world, amount=Money.yuan(77))
    give_back(returned, "The stamp is missing.", by=harbour)
    verified = a_verified_purchase(world, amount=Money.yuan(99))
    disputed = a_verified_purchase(world, amount=Money.yuan(111))
    motion = propose(disputed, Action.DISPUTE, "nobody delivered", by=harbour)
    file = db.session.execute(
        select(StoredFile.name)
        .join(OfflineFile, OfflineFile.file_id == StoredFile.id)
        .where(OfflineFile.purchase_id == waiting.id)
    ).scalar_one()
    school = db.session.get_one(Unit, world.organisations["school"])
    data = workbook("sheet", ["卖方", "商品", "含税金额", "开票日期"], [["coop", "马铃薯", "many", "yesterday"]])
    sheet = receive_sheet(school, SheetForm.TEMPLATE, "sheet.xlsx", data, Otherwise(), by=world.actor("school.manager"))
    return {
        "offline": waiting.number,
        "held offline": held.number,
        "bare offline": bare.number,
        "returned offline": returned.number,
        "verified offline": verified.number,
        "disputed offline": disputed.number,
        "offline motion": str(motion.id),
        "offline paper": file,
        "offline sheet": str(sheet.id),
        **{word: word for word in ("verify", "not_the_same", "return", "lower", "strike", "agree")},
    }
