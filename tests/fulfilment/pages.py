"""What a person sees and sends: pages as text, forms by their fields."""

import re
from html import unescape
from typing import Any

from tests.clients import SeparateClient

TAG = re.compile(r"<[^>]+>")
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
INPUT = re.compile(r'<input[^>]* name="([^"]+)"')
SELECT = re.compile(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
OPTION = re.compile(r"<option[^>]*>")
VALUE = re.compile(r'value="([^"]*)"')


def opened(client: SeparateClient, address: str, status: int = 200) -> str:
    """The page at an address, as HTML; it has to answer like that."""
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == status, (address, answer.status_code)
    return str(answer.get_data(as_text=True))


def sent(client: SeparateClient, address: str, fields: dict[str, Any] | None = None, **more: Any) -> Any:
    """The answer to a form with these fields."""
    return client.post(address, data=(fields or {}) | more, headers={"Accept-Language": "en"})


def words(page: str) -> str:
    """What is written on a page, without its tags."""
    main = page.split('id="main"', 1)[-1].split(">", 1)[-1].split("</main>", 1)[0]
    return " ".join(unescape(TAG.sub(" ", main)).split())


def field(page: str, name: str) -> str:
    """What stands in a field of a page."""
    found = re.search(rf'<input[^>]* name="{re.escape(name)}"[^>]*>', page)
    assert found, f"there is no field {name}"
    value = re.search(r' value="([^"]*)"', found.group())
    return unescape(value[1]) if value else ""


def fields(page: str, having: str) -> dict[str, str]:
    """All that the form with a certain field would send if nothing were typed: its inputs and chosen options."""
    form = next(form for form in FORM.findall(page) if f'name="{having}' in form)
    found = {name: field(form, name) for name in INPUT.findall(form)}
    for name, options in SELECT.findall(form):
        chosen = [option for option in OPTION.findall(options) if "selected" in option]
        found[name] = VALUE.search(chosen[0])[1] if chosen else ""  # type: ignore[index]
    return {name: value for name, value in found.items() if name != "csrf_token"}
