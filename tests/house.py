# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everything that can be said about the source without running it: `./edu lint`."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from imports import Graph, imports, module_name

ROOT = Path(__file__).resolve().parents[1]
COPYRIGHT = "Copyright 2026 Hoc Ba So contributors"
AGPL = "License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl)."
LGPL = "License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl)."
WITH_HEADER = {".py", ".js", ".xml", ".xsd", ".scss", ".css", ".cfg", ".toml", ".sh"}
MODEL_LINES = 400
MODULE_LINES = 500
# which folder may stand on which; the tests of an addon belong to `tests`
FLOORS: dict[str, set[str]] = {
    "src": set(),
    "addons": {"src"},
    "demo": {"src", "addons"},
    "tests": {"src", "addons", "demo"},
    "bench": {"src", "addons", "demo", "tests"},
}
# which addon may stand on which: arrows only downwards
BELOW: dict[str, set[str]] = {
    "edu_journal": set(),
    "edu_school": {"edu_journal"},
    "edu_signing": {"edu_journal"},
    "edu_gradebook": {"edu_journal", "edu_school"},
    "edu_monitoring": {"edu_journal", "edu_school", "edu_gradebook"},
    "edu_workbook": {"edu_journal", "edu_school", "edu_gradebook"},
}
BELOW["edu_hocba"] = BELOW["edu_monitoring"] | {"edu_monitoring", "edu_signing"}
BELOW["edu_transfer"] = BELOW["edu_hocba"] | {"edu_hocba"}
BELOW["edu_suite"] = BELOW["edu_transfer"] | {"edu_transfer", "edu_workbook"}
BELOW["test_edu"] = BELOW["edu_suite"] | {"edu_suite"}
# rooms of the library, and the rooms each may enter; any other module of `hocba` is
# ground that enters no room
ROOMS: dict[str, set[str]] = {
    "rules": set(),
    "sheets": set(),
    "books": set(),
    "signing": set(),
    "journal": set(),
    "profiles": set(),
    "verify": {"books", "signing"},
    "archive": {"books", "signing", "verify"},
    "cli": {"rules", "sheets", "books", "signing", "journal", "verify", "archive"},
}
# what opens a network, and the room that does without: who verifies, or only reads what
# was signed, needs no line to anywhere
NETWORK = {"asyncio", "aiohttp", "ftplib", "http", "requests", "smtplib", "socket"}
NETWORK |= {"ssl", "urllib.request", "urllib3", "xmlrpc"}
OFFLINE = "verify"
# places that hold only on one machine, and hosts that a user may not have; in brackets
# so that this line does not find itself
FOREIGN = re.compile(
    rf"{re.escape(str(ROOT))}(?=/)|/hom[e]/[a-z]|/User[s]/"
    r"|https?://[a-z.-]*(debian|pypi|pythonhosted|npmjs)[.]"
)


def tracked() -> list[Path]:
    """The files of the project: those git knows, or would know."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    names = sorted({name for name in listing.split("\0") if name})
    return [path for name in names if (path := ROOT / name).is_file()]


def headers(path: Path, text: str) -> Iterator[str]:
    if path.suffix not in WITH_HEADER and not text.startswith("#!"):
        return
    if not text.strip():
        return
    licence = AGPL if path.is_relative_to(ROOT / "addons") else LGPL
    head = text.splitlines()[:5]
    found = [i for i, line in enumerate(head) if COPYRIGHT in line]
    if not found or found[0] + 1 >= len(head) or licence not in head[found[0] + 1]:
        yield f"no header of two lines with '{licence}'"


def length(path: Path, text: str) -> Iterator[str]:
    if path.suffix != ".py":
        return
    lines = text.count("\n")
    if path.parent.name == "models" and lines > MODEL_LINES:
        yield f"{lines} lines; a model file has at most {MODEL_LINES}"


def machine(path: Path, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := FOREIGN.search(line):
            yield f"line {number} names a place of one machine: {found[0]}"


def arrows(path: Path, text: str) -> Iterator[str]:
    """What a file imports, or an addon depends on, that does not stand below it."""
    relative = path.relative_to(ROOT)
    if (name := module_name(relative)) is None:
        return
    if path.name == "__manifest__.py":
        yield from _dependencies(relative.parts[1], text)
    for line, found in imports(ast.parse(text), name[:-1]):
        for fault in _fault(relative, found.split(".")):
            yield f"line {line}{fault}"


def _dependencies(addon: str, text: str) -> Iterator[str]:
    allowed = BELOW.get(addon)
    if allowed is None:
        yield f"the addon {addon} has no place in the house (tests/house.py)"
        return
    depends = set(ast.literal_eval(text).get("depends", []))
    for above in sorted((depends & set(BELOW)) - allowed):
        yield f"depends on {above}, which does not stand below it"


def floor(relative: Path) -> str:
    """Return the floor on which a file of the project stands."""
    first = relative.parts[0]
    return "tests" if first == "addons" and "tests" in relative.parts[2:] else first


def room(relative: Path) -> str:
    """Return the room of the library in which a file lies; the ground has no name."""
    name = relative.parts[2].removesuffix(".py")
    return name if name in ROOMS else ""


def _fault(relative: Path, parts: list[str]) -> Iterator[str]:
    if parts[0] in ("demo", "tests", "bench"):
        if parts[0] not in FLOORS[floor(relative)] | {relative.parts[0]}:
            yield f" imports {parts[0]}, which is not below it"
    elif relative.parts[0] == "addons" and parts[:2] == ["odoo", "addons"]:
        mine = relative.parts[1]
        above = BELOW.keys() - BELOW.get(mine, BELOW.keys()) - {mine}
        if len(parts) > 2 and parts[2] in above:
            yield f" imports {parts[2]}, which is not below it"
    elif relative.parts[0] == "src" and parts[0] == "odoo":
        yield ": the library imports Odoo"
    elif relative.parts[0] == "src" and parts[0] == "hocba" and len(parts) > 1:
        mine = room(relative)
        if parts[1] in ROOMS.keys() - ROOMS.get(mine, set()) - {mine}:
            yield f": the room '{mine}' enters '{parts[1]}'"


def graph() -> Graph:
    """Return what imports what in the whole project."""
    return Graph(
        {
            path.relative_to(ROOT): path.read_text()
            for path in tracked()
            if path.suffix == ".py"
        }
    )


def circles(found: Graph) -> Iterator[str]:
    """Files that need each other: neither can be understood, or moved, alone."""
    for way in found.circles():
        yield f"a circle: {' -> '.join(map(str, way))}"


def within(name: str, places: Iterable[str]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def lines_out(source: Path) -> Iterator[str]:
    """Each way by imports from the room that is offline to what opens a network.

    :param source: the folder of the package ``hocba``
    """
    modules = {
        ".".join(path.relative_to(source).with_suffix("").parts): path
        for path in sorted(source.rglob("*.py"))
    }
    ways = {
        name: (name.removesuffix(".__init__"),)
        for name in modules
        if within(name, [f"hocba.{OFFLINE}"])
    }
    left = list(ways)
    while left:
        module = left.pop()
        path, way = modules[module], ways[module]
        found = imports(ast.parse(path.read_text()), module.split(".")[:-1])
        for line, name in found:
            if within(name, NETWORK):
                place = path.relative_to(source)
                yield f"{place}: line {line} imports {name}: {' -> '.join(way)}"
            parts = name.split(".")
            # importing a module runs the packages that it lies in
            for size in range(1, len(parts) + 1):
                for one in (
                    ".".join(parts[:size]),
                    ".".join([*parts[:size], "__init__"]),
                ):
                    if one in modules and one not in ways:
                        ways[one] = (*way, one.removesuffix(".__init__"))
                        left.append(one)


def provinces(path: Path, text: str) -> Iterator[str]:
    """What no school could apply: a profile that does not fit its schema."""
    if path.parent != ROOT / "data" / "provinces":
        return
    from hocba import problems, profiles

    try:
        profile = profiles.parse(text)
    except problems.HocbaError as error:
        yield from error.text("en").splitlines()
        return
    if path.name != f"{profile.code}.ini":
        yield f"the profile {profile.code} belongs into {profile.code}.ini"
    if profile.code == profiles.NATIONAL:
        for name in profiles.PARAMETERS.keys() - profile.values.keys():
            yield f"the national default lacks {name}"


CHECKS = (headers, length, machine, arrows, provinces)


def findings(path: Path) -> Iterator[str]:
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        return
    for check in CHECKS:
        for finding in check(path, text):
            yield f"{path.relative_to(ROOT)}: {finding}"


def tools() -> dict[str, list[str]]:
    addons = sorted(str(p.parent) for p in ROOT.glob("addons/*/__manifest__.py"))
    shell = [str(p) for p in tracked() if p.suffix != ".py" and is_shell(p)]
    return {
        "ruff check": ["ruff", "check", "--no-cache", "."],
        "ruff format": ["ruff", "format", "--no-cache", "--check", "."],
        "mypy": ["mypy"],
        # descriptions live in readme/; the README.rst that OCA's robot makes of them is
        # not kept beside it
        "pylint-odoo": [
            "pylint",
            "--rcfile=setup.cfg",
            "--disable=missing-readme",
            *addons,
        ],
        **{f"sh -n {Path(p).name}": ["/bin/sh", "-n", p] for p in shell},
    }


def is_shell(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline().rstrip() == b"#!/bin/sh"


def run(command: list[str]) -> str:
    """Run a tool of the virtual environment; its findings, or nothing."""
    program = Path(sys.executable).parent / command[0]
    done = subprocess.run(
        [str(program), *command[1:]], cwd=ROOT, capture_output=True, text=True
    )
    return (done.stdout + done.stderr).strip() if done.returncode else ""


def main() -> int:
    failed = 0
    results = {name: run(command) for name, command in tools().items()}
    house = [finding for path in tracked() for finding in findings(path)]
    house += lines_out(ROOT / "src")
    house += circles(graph())
    results["the house"] = "\n".join(house)
    for name, output in results.items():
        print(f"  {name}: {'ok' if not output else 'findings'}")
        if output:
            print(output)
            failed += 1
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
