# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an operator reads whose server lacks what an update needs."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = "openupgradelib"
#: Python starts with it: for this process the package is not installed.
HIDE = f"""
import importlib.metadata, sys

class Hidden:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] == "{NEEDED}":
            raise ModuleNotFoundError("No module named " + name, name=name)

def version(name, known=importlib.metadata.version):
    if name == "{NEEDED}":
        raise importlib.metadata.PackageNotFoundError(name)
    return known(name)

sys.meta_path.insert(0, Hidden)
importlib.metadata.version = version
"""


def manifests() -> dict[str, dict]:
    return {
        path.parent.name: ast.literal_eval(path.read_text())
        for path in ROOT.glob("addons/*/__manifest__.py")
    }


def test_addons_declare_what_their_updates_import():
    """An update that needs a package says so before it begins."""
    found = {
        script.parents[2].name
        for script in ROOT.glob("addons/*/migrations/*/*.py")
        if re.search(rf"^(from|import) {NEEDED}\b", script.read_text(), re.M)
    }
    assert found
    for name in found:
        declared = manifests()[name]["external_dependencies"]["python"]
        assert NEEDED in declared, name
    assert NEEDED in (ROOT / "docs" / "operators.md").read_text()


@pytest.fixture
def first_release():
    """A database that believes that it is of the first release."""
    prefix = os.environ["EDU_PREFIX"]
    database = f"{prefix}_update"
    copy = ["sh", str(ROOT / "edu"), "_copy", f"{prefix}_template", database]
    subprocess.run(copy, check=True)
    connection = psycopg2.connect(dbname=database)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ir_module_module SET latest_version = '19.0.1.0.0'"
            " WHERE name LIKE 'edu_%'"
        )
    connection.close()
    yield database
    subprocess.run(["dropdb", "--if-exists", "--force", database], check=True)


def versions(database: str) -> set[tuple[str, str]]:
    connection = psycopg2.connect(dbname=database)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, latest_version FROM ir_module_module WHERE name LIKE 'edu_%'"
        )
        found = set(cursor.fetchall())
    connection.close()
    return found


def test_an_update_without_its_library_says_what_is_missing(first_release, tmp_path):
    """Needed at an update only, so it is easily forgotten: its last line names it, and
    nothing was begun."""
    (tmp_path / "sitecustomize.py").write_text(HIDE)
    before = versions(first_release)
    command = ["-m", "odoo", "server", "-c", os.environ["EDU_CONF"]]
    command += ["-d", first_release, "-u", "edu_school", "--stop-after-init"]
    path = os.pathsep.join([str(tmp_path), os.environ["EDU_ODOO"], str(ROOT)])
    done = subprocess.run(
        [sys.executable, *command, "--no-http", "--max-cron-threads=0"],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode
    said = [line for line in done.stderr.splitlines() if "UserError" in line]
    assert said, done.stderr[-2000:]
    assert "edu_school" in said[-1] and said[-1].rstrip().endswith(NEEDED)
    assert versions(first_release) == before
