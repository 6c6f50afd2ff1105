# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

CELL_PATTERN = r"^(10|[0-9](\.[1-9])?|D|CD|M|V)$"
AVERAGE_PATTERN = r"^(10\.0|[0-9]\.[0-9]|D|CD)$"


class EduGradebookLine(models.Model):
    """One learner in one gradebook: a cell is canonical text, an empty one is NULL."""

    _name = "edu.gradebook.line"
    _description = "Gradebook line"
    _inherit = ["edu.duty.access.mixin", "edu.protected.mixin"]
    _order = "gradebook_id, sequence, id"
    _rec_name = "student_id"

    _rights_by_subject = ("subject_teacher",)
    _protected_fields = (
        "gradebook_id",
        "enrolment_id",
        "tx1",
        "tx2",
        "tx3",
        "tx4",
        "tx5",
        "tx6",
        "gk",
        "ck",
        "remark",
        "average",
        "exempt",
    )

    gradebook_id = fields.Many2one(
        "edu.gradebook", required=True, ondelete="restrict", index=True
    )
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
    tx1 = fields.Char(string="ĐĐGtx 1", size=4)
    tx2 = fields.Char(string="ĐĐGtx 2", size=4)
    tx3 = fields.Char(string="ĐĐGtx 3", size=4)
    tx4 = fields.Char(string="ĐĐGtx 4", size=4)
    tx5 = fields.Char(string="ĐĐGtx 5", size=4)
    tx6 = fields.Char(string="ĐĐGtx 6", size=4)
    gk = fields.Char(string="ĐĐGgk", size=4, help="Mid-term assessment.")
    ck = fields.Char(string="ĐĐGck", size=4, help="End-of-term assessment.")
    remark = fields.Char(size=500)
    average = fields.Char(
        string="Term result",
        readonly=True,
        size=4,
        help="ĐTBmhk, or Đ/CĐ of a remark subject; empty until all cells are there "
        "(TT22/2021, Điều 9.1).",
    )
    exempt = fields.Boolean(readonly=True)
    left = fields.Boolean(string="Left the class", compute="_compute_editable")
    editable = fields.Boolean(compute="_compute_editable")

    _gradebook_enrolment_uniq = models.Constraint(
        "UNIQUE(gradebook_id, enrolment_id)",
        "The learner stands in this gradebook already.",
    )
    _tx1_canonical = models.Constraint(f"CHECK(tx1 ~ '{CELL_PATTERN}')", "Not a mark.")
    _tx2_canonical = models.Constraint(f"CHECK(tx2 ~ '{CELL_PATTERN}')", "Not a mark.")
    _tx3_canonical = models.Constraint(f"CHECK(tx3 ~ '{CELL_PATTERN}')", "Not a mark.")
    _tx4_canonical = models.Constraint(f"CHECK(tx4 ~ '{CELL_PATTERN}')", "Not a mark.")
    _tx5_canonical = models.Constraint(f"CHECK(tx5 ~ '{CELL_PATTERN}')", "Not a mark.")
    _tx6_canonical = models.Constraint(f"CHECK(tx6 ~ '{CELL_PATTERN}')", "Not a mark.")
    _gk_canonical = models.Constraint(f"CHECK(gk ~ '{CELL_PATTERN}')", "Not a mark.")
    _ck_canonical = models.Constraint(f"CHECK(ck ~ '{CELL_PATTERN}')", "Not a mark.")
    _average_canonical = models.Constraint(
        f"CHECK(average ~ '{AVERAGE_PATTERN}')", "Not an average."
    )

    @api.depends_context("uid")
    @api.depends("gradebook_id.state", "enrolment_id.state")
    def _compute_editable(self):
        for line in self:
            line.left = line.enrolment_id.state != "active"
            line.editable = line.gradebook_id.can_write and not line.left

    def _missing_text(self) -> str:
        """Name the learner and his cells that are still to be filled, or nothing.

        An absence is no mark: it waits for the make-up test (TT22/2021, Điều 7.4).
        """
        if self.exempt or self.enrolment_id.state != "active":
            return ""
        book = self.gradebook_id
        empty = [
            book._column_label(column)
            for column in book._columns()
            if self[column] in (False, "V")
        ]
        return f"{self.student_id.name} ({', '.join(empty)})" if empty else ""

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_marks(self):
        # A line is part of the record of the class, filled or not.
        self._check_protected(["gradebook_id"])
