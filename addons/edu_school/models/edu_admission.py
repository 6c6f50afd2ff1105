# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from hocba.letters import SHORT

from .edu_school import LEVELS

IDENTITY = ("student_id", "school_id", "level", "register_number", "register_sequence")
LEVEL_CODES = {"primary": "TH", "lower": "THCS", "upper": "THPT"}


class EduAdmission(models.Model):
    """A learner at a school for one level: a line of the register (sổ đăng bộ).
    Its number runs per school and level and is never used again."""

    _name = "edu.admission"
    _description = "Admission"
    _inherit = ["edu.journal.mixin", "edu.duty.guard", "edu.book.text.mixin"]
    _order = "school_id, level, register_sequence"
    _rec_names_search = ["register_number", "student_id"]

    _journal_fields = (
        "student_id",
        "school_id",
        "level",
        "register_number",
        "date_in",
        "reason_in",
        "school_from",
        "date_out",
        "reason_out",
        "school_to",
    )

    student_id = fields.Many2one(
        "edu.student",
        string="Learner",
        required=True,
        index=True,
        ondelete="restrict",
    )
    school_id = fields.Many2one(
        "edu.school", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="school_id.company_id", store=True)
    level = fields.Selection(LEVELS, required=True)
    register_sequence = fields.Integer(aggregator=None, copy=False, readonly=True)
    _book_texts = {"register_number": SHORT}

    register_number = fields.Char(
        copy=False, help="Running number in the register; given by the system if empty."
    )
    date_in = fields.Date(string="Admitted on", required=True)
    reason_in = fields.Selection(
        [
            ("entry", "Entry to the level"),
            ("transfer", "Transfer from another school"),
            ("return", "Return to school"),
            ("abroad", "Return from abroad"),
        ],
        string="Reason of admission",
        default="entry",
        required=True,
    )
    school_from = fields.Char(string="From school")
    date_out = fields.Date(string="Left on")
    reason_out = fields.Selection(
        [
            ("completed", "Completed the level"),
            ("transfer", "Transfer to another school"),
            ("dropout", "Left school"),
            ("other", "Other"),
        ],
        string="Reason of leaving",
    )
    school_to = fields.Char(string="To school")
    enrolment_ids = fields.One2many("edu.enrolment", "admission_id", string="Classes")

    _register_uniq = models.UniqueIndex(
        "(school_id, level, register_number)",
        "This register number has been used already; it is never used again.",
    )
    _open_uniq = models.UniqueIndex(
        "(student_id, level) WHERE date_out IS NULL",
        "The learner is already admitted to this level at a school and has not left.",
    )
    _dates = models.Constraint(
        "CHECK(date_out IS NULL OR date_in <= date_out)",
        "Leaving the school comes after the admission.",
    )
    _left_why = models.Constraint(
        "CHECK((date_out IS NULL) = (reason_out IS NULL))",
        "Leaving needs both a date and a reason.",
    )

    @api.depends("student_id.name", "register_number")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.student_id.name} ({record.register_number})"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # Admitting a learner opens his file: he must be readable before.
            ids = {vals["student_id"] for vals in vals_list if vals.get("student_id")}
            self.env["edu.student"].browse(ids).check_access("read")
        latest = {}
        return super().create([self._numbered(vals, latest) for vals in vals_list])

    def write(self, vals):
        if not self.env.su and set(IDENTITY) & set(vals):
            raise ValidationError(
                self.env._(
                    "Learner, school, level and number of a line of the register are"
                    " never changed."
                )
            )
        return super().write(vals)

    def _numbered(self, vals, latest):
        """``vals`` with the register number, the next one if none is given.

        ``latest`` holds the highest number per school and level, also of those
        learners of the same call that are not stored yet.
        """
        vals = self._add_missing_default_values(vals)
        school = self.env["edu.school"].browse(vals.get("school_id") or [])
        level = vals.get("level")
        if not school or level not in LEVEL_CODES:
            return vals
        place = (school.id, level)
        if place not in latest:
            latest[place] = self._latest_sequence(*place)
        given = re.match(r"\d{1,9}", vals.get("register_number") or "")
        sequence = int(given[0]) if given else latest[place] + 1
        latest[place] = max(sequence, latest[place])
        vals["register_sequence"] = sequence
        if not vals.get("register_number"):
            policy = self.env["edu.policy"]._for(school)
            values = {"number": sequence, "level": LEVEL_CODES[level]}
            vals["register_number"] = policy.register_format % values
        return vals

    @api.model
    def _latest_sequence(self, school_id, level):
        """The highest number so far; two admissions at once wait for each other."""
        self.flush_model(["register_sequence"])
        self.env.cr.execute(
            SQL("SELECT id FROM edu_school WHERE id = %s FOR UPDATE", school_id)
        )
        self.env.cr.execute(
            SQL(
                "SELECT coalesce(max(register_sequence), 0) FROM edu_admission"
                " WHERE school_id = %s AND level = %s",
                school_id,
                level,
            )
        )
        return self.env.cr.fetchone()[0]

    @api.constrains("school_id", "level")
    def _check_level(self):
        for record in self:
            if not record.school_id[f"has_{record.level}"]:
                raise ValidationError(
                    self.env._(
                        "%(school)s does not teach this level.",
                        school=record.school_id.name,
                    )
                )

    @api.constrains("date_out")
    def _check_left(self):
        for record in self.filtered("date_out"):
            if "active" in record.sudo().enrolment_ids.mapped("state"):
                raise ValidationError(
                    self.env._(
                        "%(name)s still studies in a class: record the movement there"
                        " first.",
                        name=record.student_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise ValidationError(
            self.env._("A line of the register is never deleted; record the leaving.")
        )

    def _journal_scope(self):
        return {"school_code": self.school_id.code}
