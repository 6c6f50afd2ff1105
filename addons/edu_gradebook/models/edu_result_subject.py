# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..tools.bulk import canonical_check, leave_room
from ..tools.locks.locked import guard_results

RESULT_PATTERN = r"(10\.0|[0-9]\.[0-9]|D|CD|T|H|C|M)"
PERIODS = ("hk1", "hk2", "year", "retest", "final_mark")


class EduResultSubject(models.Model):
    """One learner's results in one subject: terms, year, and after a retest."""

    _name = "edu.result.subject"
    _description = "Result in a subject"
    _inherit = ["edu.duty.access.mixin", "edu.protected.mixin"]
    _order = "enrolment_id, subject_sequence, id"
    _rec_name = "subject_id"
    _read_by_order = True
    # The journal tells of the marks it follows from; two columns less in a table that
    # is written as often as they are.
    _log_access = False

    _rights_by_subject = ("subject_teacher", "entry")
    _protected_fields = ("enrolment_id", "subject_id", *PERIODS)

    enrolment_id = fields.Many2one("edu.enrolment", required=True, ondelete="restrict")
    subject_id = fields.Many2one("edu.subject", required=True, ondelete="restrict")
    subject_sequence = fields.Integer(
        related="subject_id.sequence", store=True, string="Order of the subject"
    )
    student_id = fields.Many2one(
        "edu.student", related="enrolment_id.student_id", store=True, string="Learner"
    )
    class_id = fields.Many2one(
        "edu.class", related="enrolment_id.class_id", store=True, index=True
    )
    school_id = fields.Many2one(
        "edu.school", related="enrolment_id.school_id", store=True
    )
    hk1 = fields.Char(string="Term I", readonly=True, size=4)
    hk2 = fields.Char(string="Term II", readonly=True, size=4)
    year = fields.Char(
        readonly=True, size=4, help="ĐTBmcn, before any retest (TT22/2021, Điều 9.1)."
    )
    retest = fields.Char(readonly=True, size=4)
    final_mark = fields.Char(string="Final", readonly=True, size=4)

    _enrolment_subject_uniq = models.Constraint(
        "UNIQUE(enrolment_id, subject_id)",
        "The learner has a result in this subject already.",
    )
    _results_canonical = models.Constraint(
        canonical_check(PERIODS, RESULT_PATTERN), "No result."
    )

    def init(self):
        leave_room(self)
        of_subject = "g.class_id = OLD.class_id AND g.subject_id = OLD.subject_id"
        guard_results(self, "hk{}", of_subject)
