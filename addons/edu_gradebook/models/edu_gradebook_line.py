# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.bulk import canonical_check, leave_room
from ..tools.locks.locked import guard_rows

CELL_PATTERN = r"(10|[0-9](\.[1-9])?|D|CD|M|V)"
LEVEL_PATTERN = r"^[THC]$"
AVERAGE_PATTERN = r"^(10\.0|[0-9]\.[0-9]|D|CD|T|H|C)$"
REGULAR_COLUMNS = ("tx1", "tx2", "tx3", "tx4", "tx5", "tx6")
#: Every column that can hold a mark; which of them a gradebook has, it says itself.
MARK_COLUMNS = (*REGULAR_COLUMNS, "cd", "gkl", "gk", "ckl", "ck")
#: What a lock closes in a line.
CLOSED = (*MARK_COLUMNS, "remark", "average", "exempt", "takes_topic", "behalf")
SCORE_COLUMNS = tuple(name for name in MARK_COLUMNS if name not in ("gkl", "ckl"))


class EduGradebookLine(models.Model):
    """One learner in one gradebook: a cell is canonical text, an empty one is NULL."""

    _name = "edu.gradebook.line"
    _description = "Gradebook line"
    _inherit = ["edu.duty.access.mixin", "edu.protected.mixin"]
    _order = "gradebook_id, sequence, id"
    _rec_name = "student_id"
    _read_by_order = True

    _rights_by_subject = ("subject_teacher", "entry")
    # A sheet is opened as one.
    _use_holder = "gradebook_id"
    _protected_fields = (
        "gradebook_id",
        "enrolment_id",
        *MARK_COLUMNS,
        "remark",
        "average",
        "exempt",
        "takes_topic",
        "behalf",
        "source",
        "former",
    )

    gradebook_id = fields.Many2one("edu.gradebook", required=True, ondelete="restrict")
    enrolment_id = fields.Many2one(
        "edu.enrolment", required=True, ondelete="restrict", index=True
    )
    student_id = fields.Many2one(
        "edu.student", related="enrolment_id.student_id", store=True, string="Learner"
    )
    sequence = fields.Integer(
        related="enrolment_id.number", store=True, string="No. in class"
    )
    class_id = fields.Many2one(
        "edu.class", related="gradebook_id.class_id", store=True, index=True
    )
    subject_id = fields.Many2one(
        "edu.subject", related="gradebook_id.subject_id", store=True
    )
    school_id = fields.Many2one(
        "edu.school", related="gradebook_id.school_id", store=True
    )
    kind = fields.Selection(related="gradebook_id.kind")
    state = fields.Selection(related="gradebook_id.state")
    columns = fields.Char(related="gradebook_id.columns")
    tx1 = fields.Char(string="ĐĐGtx 1", size=4)
    tx2 = fields.Char(string="ĐĐGtx 2", size=4)
    tx3 = fields.Char(string="ĐĐGtx 3", size=4)
    tx4 = fields.Char(string="ĐĐGtx 4", size=4)
    tx5 = fields.Char(string="ĐĐGtx 5", size=4)
    tx6 = fields.Char(string="ĐĐGtx 6", size=4)
    cd = fields.Char(
        string="Chuyên đề",
        size=4,
        help="Result of the special topics (cụm chuyên đề), grades 10 to 12.",
    )
    gk = fields.Char(
        string="ĐĐGgk", size=4, help="Mid-term assessment; in primary the test."
    )
    ck = fields.Char(
        string="ĐĐGck", size=4, help="End-of-term assessment; in primary the test."
    )
    gkl = fields.Char(
        string="Level at mid-term", size=1, help="T, H or C (TT27/2020, Điều 7)."
    )
    ckl = fields.Char(
        string="Level at the end of term",
        size=1,
        help="T, H or C (TT27/2020, Điều 7).",
    )
    remark = fields.Char(size=500)
    average = fields.Char(
        string="Term result",
        readonly=True,
        size=4,
        help="ĐTBmhk, or Đ/CĐ of a remark subject; empty until all cells are there "
        "(TT22/2021, Điều 9.1). In primary the level at the end of the term.",
    )
    exempt = fields.Boolean(readonly=True)
    takes_topic = fields.Boolean(
        string="Takes the special topics",
        readonly=True,
        help="The learner takes the subject's cụm chuyên đề.",
    )
    behalf = fields.Json(
        string="Entered on behalf",
        readonly=True,
        help="By column: who entered the mark, and for which teacher.",
    )
    source = fields.Char(
        readonly=True,
        help="The class or school that marks of this line came along from.",
    )
    former = fields.Boolean(
        string="Result of a former school",
        readonly=True,
        help="The term result was given by the former school; no marks stand here.",
    )
    left = fields.Boolean(string="Left the class", compute="_compute_left")
    editable_columns = fields.Char(
        compute="_compute_editable",
        help="The cells that the user may write now, with commas between them.",
    )
    editable = fields.Boolean(compute="_compute_editable")
    due_columns = fields.Char(
        compute="_compute_due_columns",
        help="The cells that the term result waits for, with commas between them.",
    )
    lock_texts = fields.Json(
        compute="_compute_editable",
        help="By column: which act or order keeps the cell locked.",
    )

    _gradebook_enrolment_uniq = models.Constraint(
        "UNIQUE(gradebook_id, enrolment_id)",
        "The learner stands in this gradebook already.",
    )
    _cells_canonical = models.Constraint(
        canonical_check(SCORE_COLUMNS, CELL_PATTERN), "Not a mark."
    )
    _gkl_canonical = models.Constraint(
        f"CHECK(gkl ~ '{LEVEL_PATTERN}')", "Not a level."
    )
    _ckl_canonical = models.Constraint(
        f"CHECK(ckl ~ '{LEVEL_PATTERN}')", "Not a level."
    )
    _average_canonical = models.Constraint(
        f"CHECK(average ~ '{AVERAGE_PATTERN}')", "Not an average."
    )

    def init(self):
        leave_room(self)
        marks = ", ".join(f"OLD.{name}" for name in (*MARK_COLUMNS, "remark"))
        guard_rows(
            self,
            locked="EXISTS (SELECT FROM edu_gradebook"
            " WHERE id = OLD.gradebook_id AND state = 'locked')",
            names=("gradebook_id", "enrolment_id", *CLOSED, "source", "former"),
            filled=f"OLD.exempt IS TRUE OR num_nonnulls(OLD.average, {marks}) > 0",
        )

    @api.depends("enrolment_id.state")
    def _compute_left(self):
        for line in self:
            line.left = line.enrolment_id.state != "active"

    @api.depends_context("uid")
    @api.depends("gradebook_id.state", "enrolment_id.state", "exempt", "takes_topic")
    def _compute_editable(self):
        books = self.env["edu.gradebook"]
        rows = {row["id"]: row for row in self._cell_rows()}
        locks = books._cell_locks(rows.values())
        for line in self:
            row = rows.get(line.id)
            found = books._open_columns(row, locks[line.id]) if row else []
            line.editable_columns = ",".join(found)
            line.editable = bool(found)
            line.lock_texts = {
                column: lock.message
                for column, lock in locks.get(line.id, {}).items()
                if lock.status == "locked"
            }

    @api.depends("columns", "kind", "takes_topic")
    def _compute_due_columns(self):
        for line in self:
            if line.kind == "level":
                # In primary the level at the end is the result.
                line.due_columns = "ckl" if "ckl" in line.columns.split(",") else ""
            elif "cd" in (line.columns or "").split(","):
                line.due_columns = ",".join(line._own_columns())
            else:
                line.due_columns = line.columns

    def _cell_rows(self, hold=False) -> list[dict]:
        """Return the lines with all that a save has to know, in one question.

        ``hold`` keeps the gradebooks' rows against a lock until this transaction
        ends. A row that somebody locked since this transaction began raises a
        serialization failure: the request is repeated and sees the lock.
        """
        if not self.ids:
            return []
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT l.id, l.enrolment_id, l.exempt, l.takes_topic, l.average,
                       l.behalf, l.remark, l.former, l.source, %s,
                       g.id AS gradebook_id, g.class_id, g.subject_id, g.kind,
                       g.columns, g.state, g.locked_by_id, g.locked_on,
                       g.regular_count, g.regulation_id, g.school_id,
                       c.grade_id, c.year_id, gr.level,
                       e.state AS enrolment_state, st.name AS learner,
                       c.name AS class_name, su.name AS subject, su.code AS code,
                       gr.number AS grade, t.name AS term, t.code AS term_code,
                       sc.code AS school_code, y.name AS year_code
                  FROM edu_gradebook_line l
                  JOIN edu_gradebook g ON g.id = l.gradebook_id
                  JOIN edu_enrolment e ON e.id = l.enrolment_id
                  JOIN edu_student st ON st.id = e.student_id
                  JOIN edu_class c ON c.id = g.class_id
                  JOIN edu_grade gr ON gr.id = c.grade_id
                  JOIN edu_subject su ON su.id = g.subject_id
                  JOIN edu_term t ON t.id = g.term_id
                  JOIN edu_school sc ON sc.id = c.school_id
                  JOIN edu_school_year y ON y.id = c.year_id
                 WHERE l.id = ANY(%s)
                 ORDER BY g.id, l.id
                 %s
                """,
                SQL(", ").join(SQL.identifier("l", name) for name in MARK_COLUMNS),
                self.ids,
                SQL("FOR SHARE OF g") if hold else SQL(),
            )
        )
        return self.env.cr.dictfetchall()

    def _missing_text(self) -> str:
        """Name the learner and his cells that are still to be filled, or nothing.

        An absence is no mark: it waits for the make-up test (TT22/2021, Điều 7.4). What
        is locked, or for a former school to give, keeps nobody waiting.
        """
        book = self.gradebook_id
        if self.exempt or book.state == "locked":
            return ""
        if not self.enrolment_id._is_due(book.term_id):
            return ""
        empty = [
            book._column_label(column)
            for column in self._own_columns()
            if self[column] in (False, "V")
        ]
        return f"{self.student_id.name} ({', '.join(empty)})" if empty else ""

    def _own_columns(self) -> tuple[str, ...]:
        """Return the mark columns that concern this learner."""
        return self.gradebook_id._learner_columns(self.takes_topic)

    def _has_marks(self) -> bool:
        """Whether something would be lost with the line."""
        self.ensure_one()
        closed = self.state == "locked" and (self.exempt or self.average)
        marks = any(self[column] for column in (*MARK_COLUMNS, "remark"))
        return bool(marks or closed or self.former)

    def _write_noted(self, name, value, reason):
        """Write what follows from a decision or a choice; the journal tells of every
        line (sudo). Lines of a locked gradebook stay as they are."""
        lines = self.filtered(lambda li: li.state == "open" and li[name] != value)
        if not lines:
            return
        entries = [
            {
                "model": self._name,
                "res_id": row["id"],
                "res_name": f"{row['learner']} · {row['class_name']} · "
                f"{row['subject']} · {row['term']}",
                "field": name,
                "old": "" if value else "1",
                "new": "1" if value else "",
                "reason": reason,
                "school_code": row["school_code"],
                "year_code": row["year_code"],
            }
            for row in lines._cell_rows()
        ]
        lines._write_protected({name: value})
        self.env["edu.journal"]._record(entries)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_curriculum(self):
        # A line is part of the record of the class, filled or not.
        self._check_unlink_protected()

    # -- screens --------------------------------------------------------------

    def action_history(self):
        """Show who changed what in these lines, or in the gradebook on screen."""
        lines = self or self._on_screen().line_ids
        lines.check_access("read")
        return self.env["edu.history.line"]._open(
            lines.gradebook_id[:1].display_name, lines
        )

    def _on_screen(self):
        return self.env["edu.gradebook"].browse(self.env.context["edu_gradebook_id"])
