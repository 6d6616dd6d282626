"""Pages of bulletins: beginning, writing, signing, papers, what has changed since, the check page."""

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.organisations.models import Supplier
from shop.reports.bulletins.life import BulletinAction
from shop.reports.bulletins.words import BulletinKind, BulletinState
from shop.reports.models import Bulletin, BulletinSnapshot
from shop.reports.services.bulletins import take_step
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.factories import sign_in
from tests.factories.bulletins import a_draft, proposed, signed, withdrawn
from tests.factories.fulfilment import an_acceptance
from tests.factories.rosters import a_household
from tests.factories.world import World
from tests.pdfs import read_pdf
from tests.spreadsheets import sheets_of
from tests.statements import statements
from tests.tally.test_corrections import corrected


def text_of(client: SeparateClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return str(answer.get_data(as_text=True))


def test_from_choosing_a_period_to_a_signed_number(world: World, client: SeparateClient) -> None:
    an_acceptance(world)
    sign_in(client, world.actor("cluster.official"))
    form = {"kind": "bulletin", "span": "2026-01-12", "node": "", "scheme": _scheme(client), "title": ""}
    begun = client.post("/bulletins/new", data=form)
    assert begun.status_code == 302
    bulletin = db.session.execute(select(Bulletin)).scalar_one()
    assert bulletin.title == "火炬组团2026年全年消费帮扶情况通报"
    page = text_of(client, begun.location)
    assert "Write the draft" in page
    written = {"title": "通报", "findings": "有问题。\n有办法。", "sections": ["units", "offline"], "version": "1"}
    assert client.post(begun.location, data=written).status_code == 302
    address = f"/bulletins/{bulletin.number}"
    draft = text_of(client, address)
    assert "This is a draft" in draft
    assert "有办法。" in draft
    assert client.post(f"{address}/propose", data={"seen": "0"}).status_code == 302
    assert "a second person has to decide" in text_of(client, address)
    assert client.post(f"{address}/sign", data={"seen": "1"}).status_code == 422
    sign_in(client, world.actor("cluster.deputy"))
    assert client.post(f"{address}/sign").status_code == 422, "whoever has read nothing signs nothing"
    assert client.post(f"{address}/sign", data={"seen": "1"}).status_code == 302
    page = text_of(client, address)
    assert "火炬组团消费帮扶通报〔2026〕第1号" in page
    assert "0.03 万元" in page
    assert text_of(client, f"{address}/edit", 404)


def _scheme(client: SeparateClient) -> str:
    page = text_of(client, "/bulletins/new")
    return page.split('id="scheme"')[1].split('value="')[1].split('"')[0]


def test_what_was_typed_is_not_lost_when_somebody_else_was_faster(world: World, client: SeparateClient) -> None:
    draft = a_draft(world)
    sign_in(client, world.actor("cluster.deputy"))
    sent = {"title": "我的标题", "findings": "我的话", "sections": ["units"], "version": "1"}
    answer = client.post(f"/bulletins/{draft.number}/edit", data=sent)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Somebody else has changed this draft" in page
    assert "我的话" in page
    told = page.split('name="version" value="')[1].split('"')[0]
    assert client.post(f"/bulletins/{draft.number}/edit", data=sent | {"version": told}).status_code == 302
    take_step(draft, BulletinAction.PROPOSE, by=world.actor("cluster.official"))
    late = client.post(f"/bulletins/{draft.number}/edit", data=sent | {"version": "9"})
    assert late.status_code == 422
    assert "我的话" in late.get_data(as_text=True)


def test_what_was_frozen_anew_meanwhile_is_not_signed_unread(world: World, client: SeparateClient) -> None:
    bulletin, official = proposed(world), world.actor("cluster.official")
    sign_in(client, world.actor("cluster.deputy"))
    page = text_of(client, f"/bulletins/{bulletin.number}")
    seen = page.split('name="seen" value="')[1].split('"')[0]
    take_step(bulletin, BulletinAction.TAKE_BACK, by=official)
    take_step(bulletin, BulletinAction.PROPOSE, by=official)
    answer = client.post(f"/bulletins/{bulletin.number}/sign", data={"seen": seen})
    assert answer.status_code == 422
    assert "has changed since you opened it" in answer.get_data(as_text=True)


def test_a_bulletin_of_a_handful_of_people_does_not_say_how_many(world: World, client: SeparateClient) -> None:
    a_household(db.session.get_one(Supplier, world.organisations["coop"]), 2, by=world.actor("coop.seller"))
    an_acceptance(world)
    bulletin = signed(world)
    sign_in(client, world.actor("cluster.official"))
    page = text_of(client, f"/bulletins/{bulletin.number}")
    assert "带动人数不足五" in page
    snapshot = db.session.get_one(BulletinSnapshot, bulletin.snapshot_id)
    assert snapshot.content["figures"]["reach"] == {"suppliers": 1, "few": True}


def test_a_draft_without_a_title_is_not_saved(world: World, client: SeparateClient) -> None:
    draft = a_draft(world)
    sign_in(client, world.actor("cluster.official"))
    answer = client.post(f"/bulletins/{draft.number}/edit", data={"title": " ", "version": str(draft.version)})
    assert answer.status_code == 422
    assert "Please give it a title." in answer.get_data(as_text=True)


def test_the_paper_says_number_words_and_figures_in_chinese(world: World, client: SeparateClient) -> None:
    an_acceptance(world)
    bulletin = signed(world, opening="现将情况通报如下。")
    sign_in(client, world.actor("school.buyer"))
    words = read_pdf(client.get(f"/bulletins/{bulletin.number}/pdf"))
    for word in ("火炬组团消费帮扶通报〔2026〕第1号", "现将情况通报如下。", "¥258.50", "扫码核验"):
        assert word in words.replace("\n", ""), word


def test_a_review_is_one_page(world: World, client: SeparateClient) -> None:
    an_acceptance(world)
    bulletin = signed(world, kind=BulletinKind.REVIEW)
    sign_in(client, world.actor("cluster.official"))
    answer = client.get(f"/bulletins/{bulletin.number}/pdf")
    assert answer.get_data().count(b"/Type /Page\n") + answer.get_data().count(b"/Type/Page/") <= 1
    assert "258.50" in text_of(client, f"/bulletins/{bulletin.number}")


def test_the_workbook_has_a_sheet_for_each_table_with_typed_cells(world: World, client: SeparateClient) -> None:
    an_acceptance(world)
    bulletin = signed(world)
    sign_in(client, world.actor("cluster.official"))
    book = sheets_of(client.get(f"/bulletins/{bulletin.number}?as=xlsx").data)
    assert {"各单位完成情况", "按产地县", "按品类"} <= set(book)
    assert 258.5 in [cell for row in book["各单位完成情况"] for cell in row]
    assert bulletin.signed_as in [cell for row in next(iter(book.values())) for cell in row]


def test_what_has_changed_since_stands_apart(world: World, client: SeparateClient, clock: SettableClock) -> None:
    note = an_acceptance(world)
    bulletin = signed(world)
    sign_in(client, world.actor("cluster.official"))
    assert "Nothing has changed" in text_of(client, f"/bulletins/{bulletin.number}/since")
    body = text_of(client, f"/bulletins/{bulletin.number}").split('<article class="bulletin"')[1].split("</article>")[0]
    clock.at(2026, 12, 2)
    corrected(world, note, "90")
    page = text_of(client, f"/bulletins/{bulletin.number}/since")
    for word in ("¥258.50", "¥232.65", "−¥25.85"):
        assert word in page
    again = text_of(client, f"/bulletins/{bulletin.number}").split('<article class="bulletin"')[1]
    assert again.split("</article>")[0] == body


@pytest.mark.parametrize("who", ["school.buyer", "delta.official", "operator.operator"])
def test_what_has_changed_since_is_no_way_to_others_units(
    world: World, client: SeparateClient, clock: SettableClock, who: str
) -> None:
    """Whoever reads a bulletin reads its figures, and not what was bought since by units that are not theirs."""
    note = an_acceptance(world)
    bulletin = signed(world)
    clock.at(2026, 12, 2)
    corrected(world, note, "90")
    sign_in(client, world.actor(who))
    answer = client.get(f"/bulletins/{bulletin.number}/since")
    assert answer.status_code == (200 if who == "operator.operator" else 404)


def test_the_check_page_tells_everybody_what_was_signed_and_whether_it_is_in_force(
    world: World, client: SeparateClient
) -> None:
    an_acceptance(world)
    bulletin = signed(world)
    address = f"/bulletins/check/{bulletin.token}"
    page = text_of(client, address)
    assert "It is in force as it stands." in page
    assert str(bulletin.signed_as) in page
    assert "¥258.50" in page
    take_step(bulletin, BulletinAction.ASK_WITHDRAWAL, "A wrong month.", by=world.actor("cluster.official"))
    take_step(bulletin, BulletinAction.WITHDRAW, by=world.actor("cluster.deputy"))
    assert "no longer in force" in text_of(client, address)
    text_of(client, f"/bulletins/check/{proposed(world).token}", 404)


def test_the_list_says_what_waits_and_finds_by_state_year_and_words(world: World, client: SeparateClient) -> None:
    sign_in(client, world.actor("cluster.deputy"))
    assert "No bulletin yet" in text_of(client, "/bulletins")
    proposed(world)
    out = signed(world)
    with statements() as sent:
        page = text_of(client, "/bulletins")
    assert len(sent) <= 12
    assert "1 bulletin waits for your signature." in page
    assert "Bulletins to sign" in text_of(client, "/desk")
    assert str(out.signed_as) in text_of(client, "/bulletins?state=signed&year=2026&q=第1号")
    assert "Nothing was found" in text_of(client, "/bulletins?kind=review")
    sign_in(client, world.actor("school.buyer"))
    assert "Begin a bulletin" not in text_of(client, "/bulletins")


def test_a_withdrawn_one_says_so_and_offers_the_next(world: World, client: SeparateClient) -> None:
    bulletin = withdrawn(world)
    sign_in(client, world.actor("cluster.official"))
    assert "was withdrawn and is no longer in force" in text_of(client, f"/bulletins/{bulletin.number}")
    page = text_of(client, f"/bulletins/new?instead={bulletin.number}")
    assert str(bulletin.signed_as) in page
    assert bulletin.state is BulletinState.WITHDRAWN
