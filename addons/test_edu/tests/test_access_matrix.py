# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv
import json
import os
import random
from pathlib import Path

from odoo import models
from odoo.tests import tagged

from .matrix import PLACES, ROLES, RolesCase

ROOT = Path(os.environ.get("EDU_ROOT") or Path(__file__).resolve().parents[3])
TABLE = ROOT / "docs" / "access-matrix.csv"
REFUSED = ("AccessError", "MissingError", "SessionExpiredException")
LETTERS = {"read": "x", "write": "s", "create": "t", "unlink": "h", "export": "k"}
#: what tells a new record from the one it is made after
FRESH = {
    "edu.class": {"name": "7Z9"},
    "edu.school": {"code": "79-760-70997"},
    "edu.school.year": {
        "name": "2030-2031",
        "date_start": "2030-09-05",
        "date_end": "2031-05-31",
    },
    "edu.student": {"personal_id": "079313009977"},
    "edu.subject": {"code": "THU"},
}
#: the share of rows that every run tries; all with EDU_FULL=1
SHARE = 0.2


@tagged("post_install", "-at_install")
class TestAccessMatrix(RolesCase):
    """Every role against every model, over real RPC, as docs/access-matrix.csv says.

    A capital letter: the act succeeds. A small one: the duty allows it, the content or
    the state of this very record refuses. Nothing: refused.
    """

    def test_matrix(self):
        """BT-8.1, BT-8.5, BT-10.3, KP-5.3c: no role beyond its duty, by a table."""
        rows = [(m, place) for m, s in self.samples.items() for place in s]
        expected = self._table()
        if os.environ.get("EDU_MATRIX_WRITE"):
            # What the table lacks is drafted, for a person to judge.
            fresh = self._measure([row for row in rows if row not in expected])
            self._write_table({row: (expected | fresh)[row] for row in rows})
            return
        self.assertEqual(
            set(expected), set(rows), "add rows by EDU_MATRIX_WRITE=1 and judge them"
        )
        if not os.environ.get("EDU_FULL"):
            seed = os.environ.get("EDU_SEED") or str(random.randrange(10**6))
            rows = random.Random(seed).sample(rows, int(len(rows) * SHARE))
            where = f"EDU_SEED={seed}"
        else:
            where = "all rows"
        wrong = [
            f"{model} {place} {role}: {found!r}, in the table {wanted!r}"
            for (model, place), cells in self._measure(rows).items()
            for role, found in cells.items()
            if found != (wanted := expected[model, place][role])
        ]
        self.assertFalse(wrong, where + "\n" + "\n".join(wrong))

    # -- the table ----------------------------------------------------------------

    def _table(self):
        names = {label: role for role, label in ROLES.items()}
        places = {label: place for place, label in PLACES.items()}
        if not TABLE.exists():
            return {}
        with TABLE.open(newline="") as lines:
            return {
                (row["model"], places[row["bản ghi"]]): {
                    names[label]: row[label] for label in names
                }
                for row in csv.DictReader(lines)
            }

    def _write_table(self, measured):
        models = self.env["ir.model"].with_context(lang="vi_VN")
        with TABLE.open("w", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(["model", "tên", "bản ghi", *ROLES.values()])
            for (model, place), cells in measured.items():
                name = models._get(model).name
                letters = [cells[role] for role in ROLES]
                writer.writerow([model, name, PLACES[place], *letters])

    # -- the trial ----------------------------------------------------------------

    def _measure(self, rows):
        probes = [self._calls(*row) for row in rows]
        found = {row: {} for row in rows}
        for role in ROLES:
            self.log_in(role)
            with self.quiet():
                answers = self.calls([call for calls in probes for call in calls])
            width = len(LETTERS) + 1
            for number, row in enumerate(rows):
                mine = answers[number * width : (number + 1) * width]
                found[row][role] = self._cell(mine)
        return found

    def _calls(self, name, place):
        """One call per act, and a search."""
        written, old, values = self._probe(name, place)
        ids = [self.samples[name][place]]
        shown = ["id", "display_name"]
        everything = {"context": {"active_test": False}}
        return [
            (name, "read", [ids, shown], {}),
            (name, "write", [ids, {written: old}], {}),
            (name, "create", [values | FRESH.get(name, {})], {}, *ids),
            (name, "unlink", [ids], {}),
            (name, "export_data", [ids, [self._shown(name)]], {}),
            (name, "search_read", [[("id", "in", ids)], shown], everything),
        ]

    def _shown(self, name):
        """A field with content; Odoo exports external ids to anybody."""
        fields = [
            field
            for field in self.env[name]._fields.values()
            if field.store
            and field.column_type
            and field.type not in ("binary", "json")
            and field.name not in models.MAGIC_COLUMNS
            and not field.groups
        ]
        shown = [f.name for f in fields if f.required] or [
            f.name for f in fields if f.name == self.env[name]._rec_name
        ]
        shown += [f.name for f in fields]
        return next(iter(shown), "create_date")

    def _probe(self, name, place):
        """Which field is written, and what a new record would hold."""
        model = self.env[name]
        record = model.browse(self.samples[name][place])
        hidden = set(getattr(model, "_protected_fields", ()))
        fields = [
            field
            for field in model._fields.values()
            if field.store
            and field.column_type
            and field.name not in models.MAGIC_COLUMNS
            and not field.company_dependent
            and field.name not in hidden
            and not (field.compute and field.readonly)
            and field.type not in ("binary", "json")
        ]
        raw = record.read([f.name for f in fields], load=None)[0] if record else {}
        raw.pop("id", None)
        values = {name: value for name, value in raw.items() if value is not False}
        written = next(
            (f.name for f in fields if f.type in ("char", "text", "date", "selection")),
            fields[0].name if fields else "id",
        )
        return written, raw.get(written, False), values

    def _cell(self, answers):
        *acts, search = answers
        letters = ""
        for letter, (error, value, _touched) in zip(
            LETTERS.values(), acts, strict=True
        ):
            if letter == LETTERS["export"]:
                shown = not error and any(map(any, json.loads(value)["datas"]))
                letters += letter.upper() if shown else ""
            elif not error and value != "[]":
                letters += letter.upper()
            elif error not in ("", *REFUSED) and letters:
                # Who may not even read it is refused, whatever the words.
                letters += letter
        # A search that finds more or less than may be read is an error of its own.
        read, found = acts[0][1] not in ("", "[]"), search[1] not in ("", "[]")
        return letters if read == found else f"?{letters}"
