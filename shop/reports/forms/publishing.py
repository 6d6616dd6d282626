"""What is typed about what is published."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField

from shop.reports.forms.bulletins import ParagraphsField
from shop.reports.forms.offering import of_words
from shop.reports.publishing.words import Basis, Item
from shop.web.forms import LONGEST_REASON, ShopForm, TextField, WholeNumberField, needed

LONGEST_HOSTS = 1_300


class PublishingForm(ShopForm):
    """The parts, as of when, from how many units on, and who may embed it."""

    items = SelectMultipleField(_l("What is published"), choices=lambda: of_words(Item))
    basis = SelectField(_l("Figures"), choices=lambda: of_words(Basis))
    least_units = WholeNumberField(_l("Units that a row needs"), validators=[needed(_l("Please give a number."))])
    hosts = ParagraphsField(_l("Websites that may embed it"), longest=LONGEST_HOSTS)


class PublishingStepForm(ShopForm):
    """Why a proposal is refused."""

    reason = TextField(_l("Reason"), longest=LONGEST_REASON)
