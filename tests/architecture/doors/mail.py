"""Addresses of mails and notices."""

from tests.architecture.doors.knocking import OPERATORS, SCHOOL, Door, door

DOORS: dict[str, list[Door]] = {
    "GET /notices/<int(max=999999999999):notice_id>": door(SCHOOL, notice_id="notice of the school"),
    "GET /mail/outgoing/<int(max=999999999999):mail_id>": door(OPERATORS, mail_id="failed mail"),
    "POST /mail/outgoing/<int(max=999999999999):mail_id>/again": door(OPERATORS, mail_id="failed mail"),
    "POST /mail/addresses/<int(max=999999999999):person_id>/again": door(
        OPERATORS | {"school.buyer"}, person_id="buyer themselves"
    ),
}

PLAIN = {
    "/mail": "school.buyer",
    "/mail/stop": "nobody",
    "/notices/seen": "school.buyer",
}

BUTTONS = frozenset(
    {
        "/mail/addresses/<int(max=999999999999):person_id>/again",
        "/mail/outgoing/<int(max=999999999999):mail_id>/again",
        "/notices/seen",
    }
)
