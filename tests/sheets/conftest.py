# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import os

import openpyxl
import pytest

# needs LibreOffice and Gnumeric, which `./edu test --full` installs
OFFICE = ["test_sheets_other_programs.py", "test_sheets_fill_opened.py"]
collect_ignore = [] if os.environ.get("EDU_FULL") else OFFICE


@pytest.fixture
def xlsx():
    """Return a maker of .xlsx files out of rows, with merged cells if wanted."""

    def make(rows, merges=(), title="7A1", more=None, change=None):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for name, lines in {title: rows, **(more or {})}.items():
            sheet = workbook.create_sheet(name)
            for line in lines:
                sheet.append(line)
            for merge in merges if name == title else ():
                sheet.merge_cells(merge)
        if change:
            change(workbook)
        target = io.BytesIO()
        workbook.save(target)
        return target.getvalue()

    return make
