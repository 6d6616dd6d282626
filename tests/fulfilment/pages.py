"""What a person sees and sends: pages as text, forms by their fields."""

import re
from html import unescape
from typing import Any

from tests.clients import SeparateClient

TAG = re.compile(r"<[^>]+>")


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
    main = page.split("<main", 1)[-1].split("</main>", 1)[0]
    return " ".join(unescape(TAG.sub(" ", main)).split())


def field(page: str, name: str) -> str:
    """What stands in a field of a page."""
    found = re.search(rf'<input[^>]* name="{re.escape(name)}"[^>]*>', page)
    assert found, f"there is no field {name}"
    value = re.search(r' value="([^"]*)"', found.group())
    return unescape(value[1]) if value else ""


def fields(page: str, action: str = "") -> dict[str, str]:
    """All that a form of a page would send if nothing were typed: inputs and the chosen options."""
    form = page.split(f'action="{action}"', 1)[1] if action else page.split('<form method="post"', 1)[-1]
    form = form.split("</form>", 1)[0]
    found = {name: field(form, name) for name in re.findall(r'<input[^>]* name="([^"]+)"', form)}
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" ?selected|<option selected value="([^"]*)"', options)
        found[name] = next((value for value in (chosen.groups() if chosen else ()) if value is not None), "")
    return {name: value for name, value in found.items() if name != "csrf_token"}
