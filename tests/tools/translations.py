"""The message catalogues: `update` gathers what code and templates say, `check` finds what has no translation.

A catalogue is complete when it holds exactly the messages of the sources, none empty, none fuzzy, and each translation
uses the placeholders of its message.
"""

import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "shop" / "translations"
HEADER = "# What the shop says, in another language. New messages are gathered by `make translations`."
LANGUAGES = ("zh",)  # English is what the messages are written in
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "_l": None,
    "ngettext": (1, 2),
    "_n": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|(?<!%)%[a-z]")
EXAMPLE_LINES = 20


def gathered() -> Catalog:
    """Every message that code and templates show, with the files it stands in."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    options = {mapping["pattern"]: {"silent": "false"} for mapping in mappings if mapping["method"] == "jinja2"}
    catalogue = Catalog(project="Shanhuo", charset="utf-8")
    for folder in ("shop", "templates"):
        for found in extract_from_dir(ROOT / folder, _below(folder, methods), _options(folder, options), KEYWORDS):
            name, _line, message, comments, context = found
            catalogue.add(message, None, [(f"{folder}/{name}", 0)], auto_comments=comments, context=context)
    return catalogue


def _below(folder: str, methods: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods if pattern.startswith(folder)]


def _options(folder: str, options: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {pattern.removeprefix(f"{folder}/"): value for pattern, value in options.items()}


def update() -> None:
    """Bring every catalogue into step with the sources. New messages stand there empty; vanished ones are dropped."""
    template = gathered()
    for language in LANGUAGES:
        path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = (
            _read(path)
            if path.exists()
            else Catalog(language, header_comment="# The shop in another language.", charset="utf-8", fuzzy=False)
        )
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        with path.open("wb") as stream:
            write_po(stream, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False)


def problems() -> list[str]:
    """What keeps the catalogues from being complete, one sentence each."""
    wanted = {_key(message): message for message in gathered() if message.id}
    found = []
    if not catalogues():
        found.append("There is no catalogue below shop/translations/.")
    for path in catalogues():
        name = path.relative_to(ROOT)
        have = {_key(message): message for message in _read(path) if message.id}
        found += [f"{name} lacks {key!r}: run `make translations`." for key in sorted(wanted.keys() - have.keys())]
        found += [f"{name} keeps {key!r}, which nothing says." for key in sorted(have.keys() - wanted.keys())]
        found += [f"{name}: {fault}" for key in sorted(have.keys() & wanted.keys()) for fault in _faults(have[key])]
    return found


def _faults(message: Message) -> list[str]:
    meant = _texts(message.id)
    said = _texts(message.string)
    if not all(said):
        return [f"{meant[0]!r} has no translation."]
    if message.fuzzy:
        return [f"{meant[0]!r} is marked fuzzy: somebody has to read it."]
    allowed = set(PLACEHOLDER.findall(meant[-1]))
    if any(set(PLACEHOLDER.findall(text)) != allowed for text in said):
        return [f"{meant[0]!r} and its translation do not have the same placeholders."]
    return []


def _texts(value: str | Sequence[str] | None) -> list[str]:
    """A message's one text, or its singular and plural."""
    return [value or ""] if value is None or isinstance(value, str) else list(value)


def catalogues() -> list[Path]:
    return sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))


def _read(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, abort_invalid=True)


def _key(message: Message) -> str:
    """What tells messages apart: context and singular."""
    text = _texts(message.id)[0]
    return f"{message.context}: {text}" if message.context else text


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        update()
        return 0
    found = problems()
    for sentence in found[:EXAMPLE_LINES]:
        print(sentence, file=sys.stderr)
    if len(found) > EXAMPLE_LINES:
        print(f"… and {len(found) - EXAMPLE_LINES} more.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
