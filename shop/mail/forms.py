"""What somebody chooses about their mails."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import StopValidation

from shop.kernel.actor import Actor
from shop.mail.choosing import how
from shop.mail.models import MailSettings
from shop.mail.words import ANSWERS, Group, How
from shop.web.forms import ShopForm

SPOKEN = {"zh": "中文", "en": "English"}


def offered(words: Collection[str]) -> Callable[[Any, Field], None]:
    """One of what is offered, and not what somebody made up."""

    def check(form: Any, field: Field) -> None:
        if field.data not in words:
            raise StopValidation(str(_l("Please choose one of the answers.")))

    return check


def answers_of(group: Group) -> list[SelectChoice]:
    """How somebody may want a kind of mails."""
    if group is Group.DIGEST:
        by_mail = SelectChoice(How.AT_ONCE.value, _l("On its first working morning"))
        return [by_mail, SelectChoice(How.NEVER.value, How.NEVER.label)]
    return [SelectChoice(answer.value, answer.label) for answer in ANSWERS[group]]


class MailForm(ShopForm):
    """The language of one's mails, and when each group of notices comes."""

    language = RadioField(
        _l("Language of your mails"),
        [offered(SPOKEN)],
        choices=lambda: [SelectChoice(*spoken) for spoken in SPOKEN.items()],
        validate_choice=False,
    )

    @property
    def choices(self) -> dict[Group, How]:
        """What was chosen, by group."""
        return {group: How(self._fields[group.value].data) for group in Group}

    def put_back(self, kept: Mapping[str, str]) -> None:
        """What was not offered cannot be shown again: there stands what holds, and not by chance the first answer."""
        for name, answer in kept.items():
            if self._fields[name].errors:
                self._fields[name].data = answer


for _group in Group:
    _field = SelectField(
        _group.label,
        [offered([answer.value for answer in ANSWERS[_group]])],
        choices=partial(answers_of, _group),
        validate_choice=False,
    )
    setattr(MailForm, _group.value, _field)


def filled(settings: MailSettings, actor: Actor, language: str) -> dict[str, str]:
    """What stands in the form of somebody who opens it: what they chose, and what is usual for what they do."""
    chosen = {group.value: how(group, actor.roles, settings.choices).value for group in Group}
    return {"language": settings.language or language} | chosen
