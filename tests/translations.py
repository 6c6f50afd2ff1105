# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The addons' .pot and vi.po, made anew from the source: `./edu i18n`.

What is translated stays; a new string comes without a translation and is named.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]


def export(addon: str, database: str, target: Path) -> None:
    """Write the strings of an addon that is installed in a database.

    :raises RuntimeError: Odoo wrote nothing; its words are the message
    """
    command = [sys.executable, "-m", "odoo", "i18n", "export"]
    command += ["-c", os.environ["EDU_CONF"], "-d", database, "-l", "pot"]
    command += ["-o", str(target), "--", addon]
    done = subprocess.run(command, cwd=target.parent, capture_output=True, text=True)
    if not target.exists():
        raise RuntimeError(done.stdout + done.stderr)


def main(database: str) -> int:
    left = 0
    for folder in sorted(p.parent for p in ROOT.glob("addons/edu_*/__manifest__.py")):
        with tempfile.TemporaryDirectory() as work:
            fresh = Path(work) / f"{folder.name}.pot"
            export(folder.name, database, fresh)
            pot = polib.pofile(str(fresh))
        for date in ("POT-Creation-Date", "PO-Revision-Date"):
            pot.metadata.pop(date, None)
        i18n = folder / "i18n"
        i18n.mkdir(exist_ok=True)
        path = i18n / "vi.po"
        if path.exists():
            po = polib.pofile(str(path))
        else:
            po = polib.POFile()
            po.metadata = {**pot.metadata, "Language": "vi"}
        pot.save(str(i18n / f"{folder.name}.pot"))
        known = {entry.msgid: entry for entry in po}
        po[:] = []
        for entry in pot:
            if old := known.get(entry.msgid):
                entry.msgstr = old.msgstr
            if not entry.msgstr:
                left += 1
                print(f"{folder.name}: {entry.msgid}")
            po.append(entry)
        po.save(str(path))
    print(f"{left} strings without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
