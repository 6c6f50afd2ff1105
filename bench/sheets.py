# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a class list costs that is formatted far below it: `./edu bench sheets`.

A list of 40 learners as schools hand it in, and the same with borders drawn down to row
300,000: an empty cell with a style in each of ten columns, 70 MB of XML in a file of 6.

1. A process that reads the second against one that reads the first, from its start to
   its end, with the most memory that each took. Each reading has a process of its own,
   since a process never gives back its peak.
2. The reading alone against unpacking that sheet and doing nothing with it: what
   stands behind the rows (which cells are merged, a last learner) is known only then.
   And for comparison, without a limit, against reading the list without.
"""

from __future__ import annotations

import io
import math
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from bench.ratio import Ratio, measure
from demo import samples
from hocba.sheets import class_list

LAST_ROW = 300_000
COLUMNS = "ABCDEFGHIJ"
LEARNERS = 40
ROOT = Path(__file__).resolve().parents[1]
NAME = "danh-sach.xlsx"
# ru_maxrss would be the parent's; what Linux calls the high water mark is its own
READ = (
    "import re, sys\n"
    "from hocba.sheets import class_list\n"
    "found = class_list.read(open(sys.argv[1], 'rb').read(), 'lop.xlsx')\n"
    "status = open('/proc/self/status').read()\n"
    "print(len(found.rows), re.search(r'VmHWM:\\s+(\\d+) kB', status)[1])\n"
)


def formatted(data: bytes) -> bytes:
    """Return the list with formatted empty cells below it, down to the last row."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == sheet(old):
                first = content.count(b"<row ") + 10
                content = content.replace(
                    b"</sheetData>", _rows(first) + b"</sheetData>"
                )
            new.writestr(name, content)
    return target.getvalue()


def sheet(archive: zipfile.ZipFile) -> str:
    return next(n for n in archive.namelist() if n.startswith("xl/worksheets/"))


def _rows(first: int) -> bytes:
    rows = []
    for row in range(first, LAST_ROW + 1):
        cells = "".join(f'<c r="{letter}{row}" s="1"/>' for letter in COLUMNS)
        rows.append(f'<row r="{row}">{cells}</row>')
    return "".join(rows).encode()


def unpack(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        with archive.open(sheet(archive)) as stream:
            while stream.read(2**18):
                pass


def main() -> int:
    plain = (samples.FOLDER / NAME).read_bytes()
    peaks: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        files = {"plain": Path(folder, "plain"), "formatted": Path(folder, "formatted")}
        files["plain"].write_bytes(plain)
        wide = formatted(plain)
        files["formatted"].write_bytes(wide)

        def read(name: str) -> None:
            command = [sys.executable, "-c", READ, str(files[name])]
            said = subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
            learners, peak = map(int, said.stdout.split())
            assert learners == LEARNERS
            peaks[name] = max(peak, peaks.get(name, 0))

        ratios = [
            measure(
                f"a process that reads {LEARNERS} learners formatted to {LAST_ROW:,}",
                lambda: read("formatted"),
                "one that reads the same without",
                lambda: read("plain"),
                most=3,
                runs=9,
            ),
            measure(
                f"reading {LEARNERS} learners formatted to row {LAST_ROW:,}",
                lambda: class_list.read(wide, NAME),
                "unpacking their sheet",
                lambda: unpack(wide),
                most=3,
                runs=9,
            ),
            measure(
                f"reading {LEARNERS} learners formatted to row {LAST_ROW:,}",
                lambda: class_list.read(wide, NAME),
                "reading the same without",
                lambda: class_list.read(plain, NAME),
                most=math.inf,
                runs=9,
            ),
        ]
    for ratio in ratios:
        print(ratio.line())
    memory = Ratio(
        "peak memory",
        "without",
        peaks["formatted"] / 1024,
        peaks["plain"] / 1024,
        2,
    )
    print(
        f"  {'ok ' if memory.good else 'BAD'} {memory.ratio:6.2f} × (at most"
        f" {memory.most:g} ×)  {memory.what}: {memory.seconds:.0f} MiB;"
        f" {memory.against}: {memory.limit:.0f} MiB"
    )
    return 0 if memory.good and all(ratio.good for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
