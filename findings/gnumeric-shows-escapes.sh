#!/bin/sh
# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# In .xlsx a text writes a carriage return as _x000D_, and the text "_x000D_" itself as
# _x005F_x000D_ (ISO/IEC 29500-1, 22.9.2.19). Excel and LibreOffice read both; Gnumeric
# shows the escapes, and openpyxl returns them. A remark that passes through them
# changes unless its reader knows. Needs gnumeric; exits with 1 when that changes.
set -eu
command -v ssconvert >/dev/null || { echo "needs: apt-get install gnumeric"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install openpyxl==3.1.5
cd "$work"
ssconvert --version 2>/dev/null | head -n 1
"$work/venv/bin/python" - <<'END'
import openpyxl

book = openpyxl.Workbook()
book.active.append(["Cham hoc._x000D_\nDoc them.", "_x005F_x000D_"])
book.save("a.xlsx")
found = [c.value for c in openpyxl.load_workbook("a.xlsx").active[1]]
print("openpyxl", openpyxl.__version__, found)
assert found == ["Cham hoc._x000D_\nDoc them.", "_x005F_x000D_"], "openpyxl changed"
END
ssconvert a.xlsx a.csv 2>/dev/null
cat a.csv
grep -q "_x000D_" a.csv && grep -q "_x005F_x000D_" a.csv
