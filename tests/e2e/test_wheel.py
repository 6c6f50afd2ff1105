# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The library by itself: a wheel in bare environments, without Odoo."""

import json
import shutil
import subprocess
import sys

import pytest
from house import ROOT

# what Odoo 19 itself pins, by Python version
STOCK_LXML = {(3, 10): "4.8.0", (3, 11): "4.9.3", (3, 12): "5.2.1"}
STOCK_OPENPYXL = {(3, 10): "3.0.9", (3, 11): "3.0.9", (3, 12): "3.1.2"}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    source = tmp_path_factory.mktemp("source")
    for name in ("src", "setup.cfg", "pyproject.toml", "README.md"):
        where = ROOT / name
        if where.is_dir():
            shutil.copytree(
                where, source / name, ignore=shutil.ignore_patterns("*info")
            )
        else:
            shutil.copy(where, source / name)
    for where in ROOT.glob("LICENSE*"):
        shutil.copy(where, source)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", str(source)]
    subprocess.run(build, check=True, capture_output=True)
    (made,) = (source / "dist").glob("hocba-*.whl")
    return made


def environment(folder, *packages):
    """A bare virtual environment with these packages."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "-q", *packages]
    subprocess.run(install, check=True, capture_output=True)
    return python


def bare(command, **more):
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        **more,
    )


def test_a_stranger_installs_the_wheel_and_verifies(wheel, story, tmp_path):
    """KP-15, KP-31: `hocba verify` where there has never been an Odoo."""
    python = environment(tmp_path / "venv", f"{wheel}[sign]")
    assert bare([python, "-c", "import odoo"]).returncode != 0
    command = [python.with_name("hocba"), "verify", "--json"]
    command += ["--trust", story.trust, "--issuers", story.issuers]
    done = bare([*command, story.of(1, "xml"), story.of(1, "pdf")])
    assert done.returncode == 0, done.stdout + done.stderr
    for line in done.stdout.splitlines():
        assert json.loads(line)["overall"] == "total-passed"


def test_the_core_stands_beside_what_a_stock_odoo_pins(wheel, story, tmp_path):
    version = sys.version_info[:2]
    python = environment(
        tmp_path / "venv",
        str(wheel),
        f"lxml=={STOCK_LXML[version]}",
        f"openpyxl=={STOCK_OPENPYXL[version]}",
    )
    program = """
import sys
import hocba.journal, hocba.problems, hocba.rules, hocba.rules.tt22_2021
import hocba.sheets.class_list, hocba.sheets.mark_sheet
import hocba.books.xml, hocba.books.schema, hocba.books.form
import hocba.profiles
data = open(sys.argv[1], "rb").read()
hocba.books.schema.validate(data)
print(hocba.books.xml.parse(data).book.learner.name)
rows = hocba.sheets.class_list.read(open(sys.argv[2], "rb").read(), "danh-sach.xlsx")
print(len(rows.rows))
print(*hocba.profiles.packaged())
"""
    sheet = ROOT / "data" / "samples" / "lop-7a1" / "danh-sach.xlsx"
    done = bare([python, "-c", program, story.of(1, "xml"), sheet])
    assert done.returncode == 0, done.stderr
    learner, rows, provinces = done.stdout.splitlines()
    assert (learner, rows) == ("Nguyễn Hoàng Minh Anh", "40")
    files = (ROOT / "data" / "provinces").glob("*.ini")
    assert set(provinces.split()) == {path.stem for path in files}
