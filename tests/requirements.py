# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which test proves which requirement: docs/requirements.md, made from the docstrings.

`python tests/requirements.py` writes the map anew.
"""

import ast
import csv
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "requirements.csv"
MAP = ROOT / "docs" / "requirements.md"
ID = re.compile(r"\b(?:BT|KP|DL1|DL2|BP)-\d+(?:\.\d+)?[a-z]?\b")
HEAD = """# Requirements and their tests

Made by `python tests/requirements.py` from the docstrings of the tests; `./edu test`
fails when it is stale. The sources are decisions of Vietnamese education departments on
electronic school records ([requirements.csv](requirements.csv)). A requirement without
a test is not built yet, or not proven.

| requirement | what | proven in |
|---|---|---|
"""


def named(path: Path) -> set[str]:
    """The requirement ids that the docstrings of a test file name."""
    tree = ast.parse(path.read_text())
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    texts = [ast.get_docstring(n) for n in ast.walk(tree) if isinstance(n, kinds)]
    return {found for text in texts if text for found in ID.findall(text)}


def article(requirement: str) -> str:
    """The article that a requirement stands in: KP-13.2c is in KP-13."""
    return re.match(r"[A-Z0-9]+-\d+", requirement)[0]


def proofs() -> dict[str, list[str]]:
    """The files that name each requirement.

    Tests may also name a whole article or paragraph for its sense; that proves no
    requirement of the table.
    """
    files = sorted(ROOT.glob("tests/**/test_*.py"))
    files += sorted(ROOT.glob("addons/*/tests/test_*.py"))
    found: dict[str, list[str]] = defaultdict(list)
    for path in files:
        for requirement in named(path):
            found[requirement].append(str(path.relative_to(ROOT)))
    return found


def requirements() -> dict[str, str]:
    with TABLE.open(newline="") as file:
        return {row["id"]: row["requirement"] for row in csv.DictReader(file)}


def text() -> str:
    found = proofs()
    rows = []
    for requirement, what in requirements().items():
        tests = "<br>".join(f"`{path}`" for path in found.get(requirement, []))
        rows.append(f"| {requirement} | {what.replace('|', '/')} | {tests} |\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    MAP.write_text(text())
