# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.edu_journal.language import language

from hocba.words import AWARD_TITLES, COMPLETION_TITLES

from ..tools.bulk import leave_room
from ..tools.locks.locked import guard_results
from ..tools.results.recompute import recompute
from .edu_conduct import LEVELS

PROMOTIONS = [
    ("PROMOTED", "Promoted"),
    ("NOT_PROMOTED", "Not promoted"),
    ("PENDING", "Pending"),
]
AWARDS = list(AWARD_TITLES.items())
#: Levels of a year in primary (TT27/2020, Điều 9).
YEAR_LEVELS = list(COMPLETION_TITLES.items())
COMPLETED = [("yes", "Completed"), ("no", "Not completed")]


class EduResult(models.Model):
    """What the regulation makes of a learner's year; computed, never typed.

    Provisional until the marks are locked, then final but for retests and summer
    training.
    """

    _name = "edu.result"
    _description = "Result of the year"
    _inherit = ["edu.duty.access.mixin", "edu.protected.mixin"]
    _order = "class_id, sequence, id"
    _rec_name = "student_id"
    _read_by_order = True

    _values = (
        "study_hk1",
        "study_hk2",
        "study_year",
        "study_final",
        "training_year",
        "training_final",
        "level_year",
        "level_final",
        "class_completed",
        "programme_completed",
        "absences",
        "promotion",
        "award",
        "needs_retest",
        "needs_summer",
        "retest_codes",
        "head_decides",
        "next_steps",
        "reasons",
        "regulation_id",
    )
    _protected_fields = (*_values, "enrolment_id", "final", "summer_closed", "revision")
    # What the law made of a change stands in the journal beside the change.
    _journaled = (
        "study_year",
        "study_final",
        "training_year",
        "training_final",
        "level_year",
        "level_final",
        "class_completed",
        "programme_completed",
        "promotion",
        "award",
    )

    enrolment_id = fields.Many2one("edu.enrolment", required=True, ondelete="restrict")
    student_id = fields.Many2one(
        "edu.student", related="enrolment_id.student_id", store=True, string="Learner"
    )
    sequence = fields.Integer(
        related="enrolment_id.number", store=True, string="No. in class"
    )
    class_id = fields.Many2one(
        "edu.class", related="enrolment_id.class_id", store=True, index=True
    )
    school_id = fields.Many2one(
        "edu.school", related="enrolment_id.school_id", store=True
    )
    study_hk1 = fields.Selection(LEVELS, string="Study, term I", readonly=True)
    study_hk2 = fields.Selection(LEVELS, string="Study, term II", readonly=True)
    study_year = fields.Selection(LEVELS, string="Study, year", readonly=True)
    study_final = fields.Selection(LEVELS, string="Study after retest", readonly=True)
    training_hk1 = fields.Selection(
        LEVELS, string="Conduct, term I", compute="_compute_training"
    )
    training_hk2 = fields.Selection(
        LEVELS, string="Conduct, term II", compute="_compute_training"
    )
    training_year = fields.Selection(LEVELS, string="Conduct, year", readonly=True)
    training_final = fields.Selection(
        LEVELS, string="Conduct after summer", readonly=True
    )
    level_year = fields.Selection(
        YEAR_LEVELS,
        readonly=True,
        help="Level of the year in primary (TT27/2020, Điều 9).",
    )
    level_final = fields.Selection(
        YEAR_LEVELS, string="Level after reassessment", readonly=True
    )
    class_completed = fields.Selection(
        COMPLETED,
        string="Class programme",
        readonly=True,
        help="Hoàn thành chương trình lớp học (TT27/2020, Điều 11).",
    )
    programme_completed = fields.Selection(
        COMPLETED,
        string="Primary programme",
        readonly=True,
        help="Hoàn thành chương trình tiểu học, at the end of grade 5.",
    )
    absences = fields.Integer(
        string="Sessions absent",
        readonly=True,
        help="In all classes of the school that the learner was in this year.",
    )
    promotion = fields.Selection(PROMOTIONS, readonly=True)
    award = fields.Selection(AWARDS, readonly=True)
    needs_retest = fields.Boolean(string="Retest open", readonly=True)
    needs_summer = fields.Boolean(string="Summer training open", readonly=True)
    head_decides = fields.Boolean(
        readonly=True,
        help="The regulation leaves promotion to the head: TT27/2020 Điều 11.1c, "
        "learners with a disability.",
    )
    retest_codes = fields.Char(
        readonly=True, help="What the law opens for a retest or reassessment, by code."
    )
    regulation_id = fields.Many2one(
        "edu.regulation",
        readonly=True,
        ondelete="restrict",
        help="The law by which the result was computed.",
    )
    next_steps = fields.Char(readonly=True, help="JSON: what a person has still to do.")
    reasons = fields.Text(readonly=True, help="JSON: code, article and values.")
    reasons_text = fields.Text(string="Why", compute="_compute_reasons_text")
    final = fields.Boolean(string="Marks locked", readonly=True)
    summer_closed = fields.Boolean(
        string="Summer closed",
        readonly=True,
        help="The time for retests and summer training is over.",
    )
    revision = fields.Integer(readonly=True, default=0)
    subject_result_ids = fields.One2many(
        "edu.result.subject", related="enrolment_id.subject_result_ids"
    )

    _enrolment_uniq = models.Constraint(
        "UNIQUE(enrolment_id)", "The learner has a result of this year already."
    )

    def init(self):
        leave_room(self)
        guard_results(self, "study_hk{}", "g.class_id = OLD.class_id")

    def _compute_training(self):
        levels = {
            (conduct.enrolment_id, conduct.term_id.code): conduct.level
            for conduct in self.env["edu.conduct"].search(
                [("enrolment_id", "in", self.enrolment_id.ids)]
            )
        }
        for result in self:
            result.training_hk1 = levels.get((result.enrolment_id, "HK1"))
            result.training_hk2 = levels.get((result.enrolment_id, "HK2"))

    @api.depends("reasons", "next_steps")
    @api.depends_context("lang")
    def _compute_reasons_text(self):
        for result in self:
            result.reasons_text = "\n".join(
                result._reason_texts(result.reasons)
                + result._reason_texts(result.next_steps)
            )

    def _reason_texts(self, stored, about=None) -> list[str]:
        """Return stored reasons as sentences, all or those about one result."""
        self.ensure_one()
        # A reason names the learner's own subjects and its law; none is a secret.
        result = self.sudo()
        names = {s.code: s.name for s in result.subject_result_ids.subject_id}
        rules = result.regulation_id._rules() if stored else None
        return [
            rules.Reason(
                entry["code"],
                entry["article"],
                entry["params"],
                entry.get("about", ""),
            ).text(language(self.env), names)
            for entry in json.loads(stored or "[]")
            if about is None or entry.get("about") == about
        ]

    @api.model
    def _of(self, enrolments):
        return self.search([("enrolment_id", "in", enrolments.ids)])

    def _retest_open(self) -> set[str]:
        """Return the codes of what the law opens for a retest or reassessment."""
        return {
            code for result in self for code in (result.retest_codes or "").split(",")
        }

    @api.model
    def _open_for(self, enrolments):
        """Create the empty results; the caller has checked the duty."""
        known = self._of(enrolments).enrolment_id
        self._create_protected(
            [{"enrolment_id": enrolment.id} for enrolment in enrolments - known]
        )

    @api.model
    def _recompute(self, enrolments, anew=()):
        """Compute the results of these learners anew, in this transaction.

        What stands in a locked term stands: its results are taken as they were
        recorded, but those of the lines ``anew``, which a correction or what comes
        along changed (:func:`rewrites_locked`).

        Called with sudo: results follow from marks that the caller was allowed to
        write, and need marks of other subjects that he may not read.

        :return: the term results that changed, by gradebook line
        """
        return recompute(self, enrolments.ids, anew)

    def _claim(self):
        """Write the rows at once: of two saves that touch one learner, the second
        is repeated and sees the marks of the first."""
        return self._claim_of(self.enrolment_id.ids)

    @api.model
    def _claim_of(self, enrolment_ids) -> dict[int, dict]:
        """Claim the results of these learners; return what stands in them."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH mine AS (
                    SELECT id FROM edu_result WHERE enrolment_id = ANY(%s)
                     ORDER BY id FOR UPDATE
                )
                UPDATE edu_result r SET revision = r.revision + 1
                  FROM mine, edu_enrolment e, edu_student st, edu_school sc,
                       edu_school_year y
                 WHERE mine.id = r.id AND e.id = r.enrolment_id
                       AND st.id = e.student_id AND sc.id = e.school_id
                       AND y.id = e.year_id
                RETURNING r.*, st.name AS learner, sc.code AS school_code,
                          y.name AS year_code
                """,
                list(enrolment_ids),
            )
        )
        rows = {row["enrolment_id"]: row for row in self.env.cr.dictfetchall()}
        self.browse(row["id"] for row in rows.values()).invalidate_recordset(
            ["revision"], flush=False
        )
        return rows
