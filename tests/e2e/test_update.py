# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an operator reads whose server lacks what an update needs."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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


def asked(database: str, *queries: str) -> list[tuple]:
    """Run queries in one transaction; return the rows of the last."""
    connection = psycopg2.connect(dbname=database)
    with connection, connection.cursor() as cursor:
        for query in queries:
            cursor.execute(query)
        found = cursor.fetchall() if cursor.description else []
    connection.close()
    return found


@contextmanager
def made_older(*queries: str) -> Iterator[str]:
    """A copy of the tests' database that believes that it is of a release before."""
    prefix = os.environ["EDU_PREFIX"]
    database = f"{prefix}_update"
    copy = ["sh", str(ROOT / "edu"), "_copy", f"{prefix}_template", database]
    subprocess.run(copy, check=True)
    asked(database, *queries)
    yield database
    subprocess.run(["dropdb", "--if-exists", "--force", database], check=True)


@pytest.fixture
def first_release():
    with made_older(
        "UPDATE ir_module_module SET latest_version = '19.0.1.0.0'"
        " WHERE name LIKE 'edu_%'"
    ) as database:
        yield database


#: What was part of the gradebook, and the views that came with its own addons.
ADDONS = "('edu_monitoring', 'edu_workbook')"
NEW_VIEWS = """
    ('edu_gradebook_line_view_search_monitoring', 'edu_gradebook_view_list_workbook',
     'edu_gradebook_line_view_list_workbook', 'edu_class_view_form_workbook',
     'edu_access_order_view_form_results')
"""

BY_DUTY = """
    name ~ '(^|_)edu_(access_order|duty_access_mixin)(_|$)' AND name !~ 'model_inherit_'
"""


@pytest.fixture
def whole_gradebook():
    """A school of the release in which the gradebook was one addon."""
    with made_older(
        "DELETE FROM ir_ui_view WHERE id IN (SELECT res_id FROM ir_model_data"
        f" WHERE name IN {NEW_VIEWS})",
        f"DELETE FROM ir_model_data WHERE name IN {NEW_VIEWS}",
        # what came later than the addon
        "DELETE FROM ir_ui_view WHERE model = 'edu.foreign.sheet'",
        "DELETE FROM ir_model_data WHERE name LIKE '%foreign_sheet%'",
        "UPDATE ir_model_data d SET module = 'edu_gradebook'"
        f" WHERE module IN {ADDONS} AND NOT EXISTS (SELECT FROM ir_model_data o"
        " WHERE o.module = 'edu_gradebook' AND o.name = d.name)",
        f"DELETE FROM ir_model_data WHERE module IN {ADDONS}",
        "UPDATE ir_model_data d SET module = 'edu_gradebook'"
        f" WHERE module = 'edu_school' AND {BY_DUTY} AND NOT EXISTS (SELECT"
        " FROM ir_model_data o WHERE o.module = 'edu_gradebook' AND o.name = d.name)",
        f"DELETE FROM ir_model_data WHERE module = 'edu_school' AND {BY_DUTY}",
        f"DELETE FROM ir_module_module_dependency WHERE name IN {ADDONS}",
        "UPDATE ir_module_module SET state = 'uninstalled', latest_version = NULL"
        f" WHERE name IN {ADDONS}",
        "UPDATE ir_module_module SET latest_version = '19.0.3.0.0'"
        " WHERE name IN ('edu_school', 'edu_gradebook', 'edu_hocba')",
        """UPDATE ir_act_window SET name = name || '{"vi_VN": "Tiến độ trường ta"}'
            WHERE path = 'progress'""",
    ) as database:
        yield database


def versions(database: str) -> set[tuple[str, str]]:
    return set(
        asked(
            database,
            "SELECT state, latest_version FROM ir_module_module"
            " WHERE name LIKE 'edu_%'",
        )
    )


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


#: Tables and all that has a name: both stay what they were.
KEPT = f"""
    SELECT 'table', relname, oid::text FROM pg_class
     WHERE relname IN ('edu_access_order', 'edu_entry_rating', 'edu_weekly_remark')
    UNION ALL
    SELECT model, name, res_id::text FROM ir_model_data
     WHERE (module IN ('edu_school', 'edu_gradebook') OR module IN {ADDONS})
           AND model <> 'ir.model.inherit'
"""
SAID = "SELECT name ->> 'vi_VN' FROM ir_act_window WHERE path = 'progress'"


def test_what_has_an_addon_of_its_own_keeps_all_it_has(whole_gradebook):
    """Rows, rights, views, bookmarks and words of one's own outlive the move."""
    before = set(asked(whole_gradebook, KEPT))
    command = ["-m", "odoo", "server", "-c", os.environ["EDU_CONF"], "--no-http"]
    command += ["-d", whole_gradebook, "-u", "edu_school", "--stop-after-init"]
    done = subprocess.run(
        [sys.executable, *command, "--max-cron-threads=0"],
        env={**os.environ, "PYTHONPATH": os.environ["EDU_ODOO"]},
        capture_output=True,
        text=True,
    )
    assert not done.returncode, done.stderr[-2000:]
    assert not re.findall(r"^\S+ \S+ \d+ (?:ERROR|CRITICAL) .*", done.stderr, re.M)
    states = f"SELECT DISTINCT state FROM ir_module_module WHERE name IN {ADDONS}"
    assert asked(whole_gradebook, states) == [("installed",)]
    assert not before - set(asked(whole_gradebook, KEPT))
    assert asked(whole_gradebook, SAID) == [("Tiến độ trường ta",)]
