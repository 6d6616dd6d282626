"""A browser without JavaScript: it reads the forms of a page, fills in what it is told, and sends what they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any

from werkzeug.datastructures import MultiDict

from tests.clients import SeparateClient

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNSENT = {"submit", "button", "image", "reset", "file"}


@dataclass
class Form:
    """A form as it stands on a page: where it goes and what it holds; one that ``asks`` only leads to an address."""

    action: str
    fields: MultiDict[str, str] = field(default_factory=MultiDict)
    asks: bool = False

    def named(self, start: str) -> list[str]:
        """The names of fields that begin like this, in their order on the page."""
        return [name for name in self.fields if name.startswith(start)]


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.forms: list[Form] = []
        self.texts: list[str] = []
        self.errors: list[str] = []
        self._form: Form | None = None
        self._textarea: str | None = None
        self._select: str | None = None
        self._erring: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag in ("script", "style", "template"):
            self._silent += 1
        if self._erring and tag not in VOID:
            self._erring.append(tag)
        elif "error" in given.get("class", ""):
            self._erring.append(tag)
            self.errors.append("")
        if tag == "form":
            self._form = Form(given.get("action") or self.address, asks=given.get("method", "get").lower() != "post")
            self.forms.append(self._form)
        elif tag == "option":
            self._option(given)
        elif self._form is not None and given.get("name") and "disabled" not in given:
            self._control(tag, self._form.fields, given)

    def _control(self, tag: str, fields: MultiDict[str, str], given: dict[str, str]) -> None:
        name, kind = given["name"], given.get("type", "text")
        if tag == "input" and kind in ("checkbox", "radio"):
            if "checked" in given:
                fields.add(name, given.get("value", "on"))
        elif tag == "input" and kind not in UNSENT:
            fields.add(name, given.get("value", ""))
        elif tag == "textarea":
            self._textarea = name
            fields.add(name, "")
        elif tag == "select":
            self._select = name

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "template"):
            self._silent -= 1
        if self._erring and tag == self._erring[-1]:
            self._erring.pop()
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._textarea = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None and self._form is not None:
            self._form.fields[self._textarea] = data.removeprefix("\r").removeprefix("\n")
        if not self._silent:
            self.texts.append(data)
        if self._erring:
            self.errors[-1] += data

    def _option(self, given: dict[str, str]) -> None:
        if self._form is None or self._select is None:
            return
        if "selected" in given or self._select not in self._form.fields:
            self._form.fields[self._select] = given.get("value", "")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)


@dataclass
class Page:
    """What the browser shows: its address and status, the text, the forms, and the sentences that say what is wrong."""

    address: str
    status: int
    html: str
    text: str
    forms: list[Form]
    errors: list[str]

    def form(self, action: str) -> Form:
        """The one form that goes to an address ending like this."""
        (form,) = [form for form in self.forms if form.action.split("?")[0].endswith(action)]
        return form


class Browser:
    """Somebody's browser, speaking English."""

    def __init__(self, client: SeparateClient) -> None:
        self.client = client
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"

    def open(self, address: str) -> Page:
        """Go to a page, wherever it leads."""
        response = self.client.get(address, follow_redirects=True)
        return self._page(response)

    def send(self, form: Form, **changes: Any) -> Page:
        """Send a form as it stands but for these changes, and go where it leads; `None` leaves a field out."""
        fields = form.fields.copy()
        for name, value in changes.items():
            fields.poplist(name)
            if value is not None:
                fields.setlist(name, value if isinstance(value, list) else [value])
        answer = self.client.post(form.action, data=fields, csrf=False)
        if answer.status_code == HTTPStatus.TEMPORARY_REDIRECT:  # to be sent on there as it is
            answer = self.client.post(answer.location, data=fields, csrf=False)
        return self.open(answer.location) if answer.location else self._page(answer)

    def _page(self, response: Any) -> Page:
        address = response.request.full_path.rstrip("?")
        reader = _Reader(address)
        reader.feed(response.get_data(as_text=True))
        text = " ".join(" ".join(reader.texts).split())
        errors = [" ".join(error.split()) for error in reader.errors if error.strip()]
        return Page(address, response.status_code, response.get_data(as_text=True), text, reader.forms, errors)
