# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a learner takes along when he changes his class within the year."""

from odoo.tools import SQL

from odoo.addons.edu_journal.models.edu_journal import REASON_KEY

from hocba.words import CRITERIA

from ...models.edu_gradebook_line import MARK_COLUMNS
from ...models.edu_quality_line import REMARKS
from ..locks.locked import rewrites_locked

#: What a former school gave of a term, beside its results by subject.
FORMER = (
    "term_id",
    "school_from",
    "document",
    "date",
    "study",
    "conduct",
    "absences",
)


def carry_along(old, new):
    """Copy marks, conduct, qualities and exemptions to the new enrolment (sudo).

    The old rows stay as they are, closed: they are part of the old class's record.
    """
    Carry(old, new).run()


class Carry:
    """One learner on his way from one class to another."""

    def __init__(self, old, new):
        self.env = old.env
        self.old = old
        self.new = new
        self.source = f"{old.class_id.name}, {old.school_id.name}"
        self.reason = old.env._("Came along from class %s", old.class_id.name)
        self.entries = []
        self.anew = set()

    def run(self):
        self._hold()
        self._choice()
        # What came along stands in the new class as it stood in the old one, also
        # where a term is locked here.
        with rewrites_locked(self.env, "class change"):
            self.env["edu.exemption"]._carry(self.old, self.new)
            self._former()
            self._marks()
            self._conduct()
            self._qualities()
            # The journal is closed to every role; only server code inserts.
            self.env["edu.journal"].sudo()._record(self.entries)
            self.env["edu.result"]._recompute(self.new, self.anew)

    def _hold(self):
        """Write the old rows: a save under way there is repeated, finds the learner
        gone, and loses no mark."""
        for table in ("edu_gradebook_line", "edu_conduct", "edu_quality_line"):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET write_date = write_date WHERE enrolment_id = %s",
                    SQL.identifier(table),
                    self.old.id,
                )
            )

    def _choice(self):
        """Who chose his subjects himself goes on with them."""
        if self.old.own_subjects:
            self.new.write(
                {
                    "own_subjects": True,
                    "optional_subject_ids": [(6, 0, self.old.optional_subject_ids.ids)],
                    "topic_subject_ids": [(6, 0, self.old.topic_subject_ids.ids)],
                }
            )

    def _former(self):
        """Results that a school before gave stand in the new class as they stood."""
        for former in self.old.former_result_ids:
            values = {
                name: former._fields[name].convert_to_write(former[name], former)
                for name in (*FORMER, *former._protected_fields)
            }
            values["enrolment_id"] = self.new.id
            values["line_ids"] = [
                (0, 0, {"subject_id": line.subject_id.id, "result": line.result})
                for line in former.line_ids
            ]
            former._create_protected([values])

    def _marks(self):
        lines = self.env["edu.gradebook.line"]
        both = lines.search([("enrolment_id", "in", (self.old | self.new).ids)])
        mine = {
            (line.subject_id, line.gradebook_id.term_id): line
            for line in both
            if line.enrolment_id == self.new
        }
        for line in both.filtered(lambda line: line.enrolment_id == self.old):
            target = mine.get((line.subject_id, line.gradebook_id.term_id))
            if target is None:
                continue
            columns = [c for c in MARK_COLUMNS if c in target.gradebook_id._columns()]
            carried = {c: line[c] for c in (*columns, "remark") if line[c]}
            if line.state == "locked" or line.former:
                recorded = ("average", "exempt", "former")
                carried.update({c: line[c] for c in recorded if line[c]})
            elif target.state == "locked":
                self.anew.add(target.id)
            if carried:
                self._write(target, carried)
                source = line.source if line.former else self.source
                target._write_protected({"source": source, "behalf": line.behalf})

    def _conduct(self):
        for target, carried in self._pairs(
            "edu.conduct", "term_id", ("level", "remark")
        ):
            target.with_context(**{REASON_KEY: self.reason})._write_protected(carried)

    def _qualities(self):
        for target, carried in self._pairs(
            "edu.quality.line", "period", (*CRITERIA, *REMARKS)
        ):
            self._write(target, carried)

    def _pairs(self, model, key, columns):
        rows = self.env[model].search(
            [("enrolment_id", "in", (self.old | self.new).ids)]
        )
        mine = {row[key]: row for row in rows if row.enrolment_id == self.new}
        for row in rows.filtered(lambda row: row.enrolment_id == self.old):
            carried = {column: row[column] for column in columns if row[column]}
            if carried and row[key] in mine:
                yield mine[row[key]], carried

    def _write(self, row, values):
        row._write_protected(values)
        self.entries += [
            {
                "model": row._name,
                "res_id": row.id,
                "res_name": row.display_name,
                "field": column,
                "old": "",
                "new": "1" if value is True else value,
                "reason": self.reason,
                **self.new._gradebook_scope(),
            }
            for column, value in values.items()
        ]
