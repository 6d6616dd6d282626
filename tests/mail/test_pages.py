"""The pages of mail: what one chooses, how one stops it without signing in, and what the operator sees."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel.actor import Role
from shop.mail import sending
from shop.mail.models import MailSettings, OutgoingMail
from shop.mail.services import note_refused
from shop.mail.settings import stop_token
from shop.mail.words import MailState
from shop.notices.services import tell
from shop.organisations import services as organisations
from shop.organisations.queries import actor_from, memberships_of
from shop.web import pulse
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.factories import sign_in
from tests.factories.world import World
from tests.journeys.browsing import Browser, Page
from tests.peers.mail_server import MailServer, words_of
from tests.statements import statements


@pytest.fixture
def browser(world_app: Flask) -> Browser:
    client = world_app.test_client()
    assert isinstance(client, SeparateClient)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return Browser(client)


def open_as(browser: Browser, world: World, who: str, address: str) -> Page:
    sign_in(browser.client, world.actor(who))
    page = browser.open(address)
    assert page.status == 200
    return page


def choices(world: World, who: str) -> dict[str, str]:
    asked = select(MailSettings.choices).where(MailSettings.person_id == world.actor(who).person_id)
    return dict(db.session.execute(asked).scalar() or {})


def told(world: World, organisation: str, kind: str, number: str = "1") -> None:
    tell(
        world.organisations[organisation],
        kind,
        subject=("order", number),
        number=number,
        unit="school",
        supplier="coop",
    )
    db.session.commit()


def mailed_to(world: World) -> set[str]:
    asked = select(Person.email).join(OutgoingMail, OutgoingMail.person_id == Person.id)
    return {str(email).split("@")[0] for email in db.session.execute(asked).scalars()}


def test_without_a_server_the_page_says_so_and_one_may_choose_all_the_same(world: World, browser: Browser) -> None:
    page = open_as(browser, world, "school.buyer", "/mail")
    assert "The demonstration sends no mail" in page.text or "Mail is not set up" in page.text
    done = browser.send(page.form("/mail"), language="en", orders="at_once", other="never")
    assert "Your choice is kept." in done.text
    chosen = choices(world, "school.buyer")
    assert (chosen["orders"], chosen["other"], chosen["overdue"]) == ("at_once", "never", "daily")


def test_what_one_chose_is_what_one_gets(world: World, browser: Browser, mailing: MailServer) -> None:
    told(world, "school", "order_confirmed")
    assert mailed_to(world) == set()  # news of orders comes with the summary
    page = open_as(browser, world, "school.buyer", "/mail")
    browser.send(page.form("/mail"), orders="at_once")
    told(world, "school", "order_confirmed", "2")
    assert mailed_to(world) == {"school.buyer"}


def test_what_is_overdue_comes_at_once_to_those_who_pay(world: World, mailing: MailServer) -> None:
    told(world, "school", "payment_overdue")
    assert mailed_to(world) == {"school.manager"}


def test_what_was_not_offered_is_not_kept(world: World, browser: Browser) -> None:
    page = open_as(browser, world, "school.buyer", "/mail")
    answer = browser.send(page.form("/mail"), orders="hourly", language="fr")
    assert answer.status == 422
    assert "Please choose one of the answers." in answer.text
    assert choices(world, "school.buyer") == {}


def stop_address(mailing: MailServer, number: int = 0) -> str:
    return re.sub(r"^<https://shop\.example|>$", "", mailing.mails[number]["list-unsubscribe"].strip())


def test_one_click_stops_a_group_without_cookie_token_or_redirect(
    world: World, world_app: Flask, mailing: MailServer
) -> None:
    told(world, "coop", "order_placed")
    sending.send_due()
    address = stop_address(mailing, mailing.to.index("coop.seller@world.example"))
    answer = world_app.test_client().post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert choices(world, "coop.seller") == {"to_confirm": "never"}
    told(world, "coop", "order_placed", "2")
    assert len(db.session.execute(select(OutgoingMail)).scalars().all()) == 3


def test_looking_at_the_link_stops_nothing_and_the_button_does(
    world: World, browser: Browser, mailing: MailServer
) -> None:
    told(world, "coop", "order_placed")
    sending.send_due()
    address = stop_address(mailing, mailing.to.index("coop.seller@world.example"))
    page = browser.open(address)
    assert "Nothing has been changed yet" in page.text
    assert choices(world, "coop.seller") == {}
    form = next(form for form in page.forms if form.action.startswith("/mail/stop"))
    done = browser.send(form, what="everything")
    assert "No mails of any kind are sent to you any more" in done.text
    assert set(choices(world, "coop.seller").values()) == {"never"}


@pytest.mark.parametrize("token", ["", "x", "WzEsImV2ZXJ5dGhpbmciXQ.aaaa", "\x00", '[1,"everything"]', "a" * 5000])
def test_a_link_that_we_did_not_sign_stops_nothing(world: World, world_app: Flask, token: str) -> None:
    client = world_app.test_client()
    assert client.get("/mail/stop", query_string={"token": token}).status_code == 404
    assert client.post("/mail/stop", query_string={"token": token}).status_code == 400
    assert db.session.execute(select(MailSettings)).first() is None


def test_a_link_for_one_person_stops_nothing_for_another(world: World, world_app: Flask) -> None:
    mine = stop_token(world.actor("coop.seller").person_id, "everything")
    body, signature = mine.split(".")
    other = stop_token(world.actor("coop.second").person_id, "everything").split(".")[0]
    assert body != other
    answer = world_app.test_client().post("/mail/stop", query_string={"token": f"{other}.{signature}"})
    assert answer.status_code == 400


def test_the_operator_finds_mails_by_standing_name_and_subject(
    world: World, browser: Browser, mailing: MailServer
) -> None:
    mailing.at_mail = lambda content: "554 5.6.0 no" if b"coop.second" in content else None
    told(world, "coop", "order_placed", "261123-7K3QF-1")
    sending.send_due()
    page = open_as(browser, world, "operator.operator", "/mail/outgoing")
    assert "2 mails" in page.text
    assert "The mail server refused this mail." in page.text
    assert "1 mail" in browser.open("/mail/outgoing?state=failed").text
    assert "1 mail" in browser.open("/mail/outgoing?q=coop.seller").text
    assert "2 mails" in browser.open("/mail/outgoing?q=7K3QF").text
    assert "Nothing was found" in browser.open("/mail/outgoing?q=100%25").text
    failed = db.session.execute(select(OutgoingMail.id).where(OutgoingMail.state == MailState.FAILED)).scalar_one()
    one = browser.open(f"/mail/outgoing/{failed}")
    assert "554 5.6.0 no" in one.text
    assert "261123-7K3QF-1" in one.text
    done = browser.send(one.form(f"/mail/outgoing/{failed}/again"))
    assert "next round" in done.text
    mailing.at_mail = lambda content: None
    assert sending.send_due() == 1


def test_an_empty_list_says_what_will_be_here(world: World, browser: Browser, mailing: MailServer) -> None:
    assert "No mails yet" in open_as(browser, world, "operator.operator", "/mail/outgoing").text
    assert "Everybody can be reached" in browser.open("/mail/unreached").text


def test_whom_mail_does_not_reach_is_named_to_the_operator_the_manager_and_themselves(
    world: World, browser: Browser, mailing: MailServer
) -> None:
    buyer = db.session.get_one(Person, world.actor("school.buyer").person_id)
    clerk = db.session.get_one(Person, world.actor("school.clerk").person_id)
    clerk.email, clerk.phone = None, "13800000001"
    note_refused(buyer.id, buyer.email or "")
    db.session.commit()
    page = open_as(browser, world, "operator.operator", "/mail/unreached")
    assert "2 people" in page.text
    team = open_as(browser, world, "school.manager", "/team").text
    assert "the address was refused" in team
    assert "Has no e-mail address" in team
    own = open_as(browser, world, "school.buyer", "/mail")
    assert "Your address was refused" in own.text
    done = browser.send(own.form(f"/mail/addresses/{buyer.id}/again"))
    assert "Mails go to this address again" in done.text
    assert "Your address was refused" not in done.text


def test_the_operator_sees_whether_the_worker_is_alive(
    world: World, browser: Browser, mailing: MailServer, clock: SettableClock
) -> None:
    assert "has never run" in open_as(browser, world, "operator.operator", "/mail/outgoing").text
    pulse.beat()
    pulse.rest()
    assert "alive" in browser.open("/mail/outgoing").text
    pulse.beat()
    pulse.rest("sum_up: ValueError")
    assert "sum_up: ValueError" in browser.open("/mail/outgoing").text
    clock.set(shops_clock.now() + timedelta(minutes=6))
    assert "The worker is silent" in browser.open("/mail/outgoing").text


def test_nobody_but_the_operator_reads_mails(world: World, browser: Browser, mailing: MailServer) -> None:
    told(world, "coop", "order_placed")
    mail_id = db.session.execute(select(OutgoingMail.id).limit(1)).scalar_one()
    sign_in(browser.client, world.actor("coop.seller"))
    for address in ("/mail/outgoing", f"/mail/outgoing/{mail_id}", "/mail/unreached"):
        assert browser.open(address).status == 404


def test_many_mails_are_as_few_questions_as_one(world: World, browser: Browser, mailing: MailServer) -> None:
    counts = []
    for number in (1, 60):
        for n in range(number):
            told(world, "coop", "order_placed", str(n))
        with statements() as sent:
            open_as(browser, world, "operator.operator", "/mail/outgoing")
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_whoever_acts_for_several_is_led_to_the_right_one(world: World, browser: Browser, mailing: MailServer) -> None:
    person_id = world.actor("coop.seller").person_id
    organisations.join(person_id, world.organisations["organ"], [Role.BUYER], by=None)
    told(world, "coop", "order_placed", "1")
    sending.send_due()
    text = words_of(mailing.mails[mailing.to.index("coop.seller@world.example")])
    found = re.search(r"https://shop.example(/notices/\d+)", text)
    assert found
    sign_in(browser.client, next(held for held in map(actor_from, memberships_of(person_id)) if held.is_buyer))
    page = browser.open(found.group(1))
    assert "This is about another organisation" in page.text
    form = next(form for form in page.forms if form.action == "/switch" and "next" in form.fields)
    assert browser.send(form).address == "/sales/1"  # which is not there, but on the right side
    sign_in(browser.client, world.actor("school.buyer"))
    assert browser.open(found.group(1)).status == 404
