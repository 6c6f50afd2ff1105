#!/bin/sh
# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# openpyxl in read-only mode makes an object of every cell that has a style and no value.
# A class list with borders drawn down to row 100,000 is a valid file of 2 MB, as schools
# hand it in; reading it costs some hundred times the list itself. A reader for such
# files has to leave out what is empty before it is parsed. Exits with 1 when that changes.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install openpyxl==3.1.5
"$work/venv/bin/python" - <<'END'
import io
import time
import zipfile

import openpyxl

print("openpyxl", openpyxl.__version__)


def file(last):
    book = openpyxl.Workbook()
    for row in range(1, 41):
        book.active.append([row, "Tran Van An"])
    plain = io.BytesIO()
    book.save(plain)
    rows = (
        f'<row r="{r}">' + "".join(f'<c r="{c}{r}" s="0"/>' for c in "ABCDEFGHIJ")
        for r in range(41, last + 1)
    )
    more = "".join(f"{row}</row>" for row in rows).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(target, "w", 8) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</sheetData>", more + b"</sheetData>")
                # Excel counts formatted cells into the dimension
                data = data.replace(b'ref="A1:B40"', f'ref="A1:J{last}"'.encode())
            new.writestr(name, data)
    return target.getvalue()


def seconds(data):
    start = time.process_time()
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    filled = sum(c.value is not None for row in book.active.iter_rows() for c in row)
    assert filled == 80, filled
    return time.process_time() - start


short, long = file(40), file(100_000)
ratio = seconds(long) / seconds(short)
print(f"{len(short)} and {len(long)} bytes, 80 filled cells in both: {ratio:.0f} x")
raise SystemExit(ratio < 20)
END
