"""Nothing of the machine a change was made on travels with it, and the locks are whole."""

import re

from tests.architecture import repository

# Written in pieces, so that this file does not find itself.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "index" + "-url http",
]
MACHINE_PATHS = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/"]
FOREIGN = re.compile("|".join(map(re.escape, [*REGISTRIES, *MACHINE_PATHS])))
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".woff2", ".ico"}
LOCKS = ("requirements.txt", "requirements-dev.txt")


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    texts = [path for path in repository.tracked_files() if path.suffix not in BINARY]
    found = {repository.name(path): FOREIGN.search(path.read_text("utf-8")) for path in texts}
    assert {name: match.group() for name, match in found.items() if match} == {}


def test_the_locks_name_one_version_of_each_package_and_its_hashes() -> None:
    for lock in LOCKS:
        packages = re.split(r"\n(?=[a-z0-9])", (repository.ROOT / lock).read_text("utf-8"))[1:]
        assert packages
        assert [package for package in packages if "==" not in package or "--hash=sha256:" not in package] == []


def test_the_development_lock_holds_the_same_versions_as_the_other() -> None:
    runtime, development = (_pins(lock) for lock in LOCKS)
    assert runtime - development == set()


def _pins(lock: str) -> set[str]:
    lines = (repository.ROOT / lock).read_text("utf-8").splitlines()
    return {line.removesuffix(" \\") for line in lines if re.match(r"[a-z0-9]", line)}
