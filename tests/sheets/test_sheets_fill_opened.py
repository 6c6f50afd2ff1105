# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A filled file of another system, opened and saved again by LibreOffice."""

import shutil
import subprocess

import pytest

from hocba.sheets import mark_sheet
from hocba.sheets.fill import fill
from tests.sheets.test_sheets_fill import BLANKS, MARKS, SCOPE, WANTED, people


@pytest.mark.parametrize("system", BLANKS)
def test_libreoffice_opens_what_was_filled(system, tmp_path):
    office = shutil.which("soffice")
    assert office
    done = fill(BLANKS[system](), "mau.xlsx", WANTED, people())
    source = tmp_path / "mau.xlsx"
    source.write_bytes(done.content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, tmp_path / "out", source], check=True, timeout=120)
    saved = (tmp_path / "out" / "mau.xlsx").read_bytes()
    [sheet] = mark_sheet.read(saved, "mau.xlsx", SCOPE)
    assert [row.remark for row in sheet.rows] == [marks["remark"] for marks in MARKS]
    assert [row.cells["gk"] for row in sheet.rows] == ["7.5", "8", "5"]
