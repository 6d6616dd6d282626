"""Compiles the message catalogues: as a hook when the package is built, as a script from `make`.

Compiled catalogues are not kept in the repository, and neither an installed wheel nor a fresh clone may lack them.
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TRANSLATIONS = Path(__file__).resolve().parent


def compile_catalogues(folder: Path = TRANSLATIONS) -> list[Path]:
    """Writes `messages.mo` beside each `messages.po` that changed since, and returns what was written.

    A catalogue that cannot be read, or that names no language, is an error; `pybabel compile` passes over it silently.
    """
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, abort_invalid=True)
        if catalogue.locale is None:
            raise ValueError(f"{source} has no header that names its language")
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
        written.append(target)
    return written


class CompileCatalogues(BuildHookInterface[Any]):
    """The hook that pyproject.toml names: runs before a wheel or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root) / "shop" / "translations")


if __name__ == "__main__":
    for path in compile_catalogues():
        print(f"compiled {path.relative_to(TRANSLATIONS)}")
