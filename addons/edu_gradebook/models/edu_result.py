# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.result_facts import load_facts
from .edu_conduct import LEVELS

PROMOTIONS = [
    ("PROMOTED", "Promoted"),
    ("NOT_PROMOTED", "Not promoted"),
    ("PENDING", "Pending"),
]
AWARDS = [("XUAT_SAC", "Học sinh Xuất sắc"), ("GIOI", "Học sinh Giỏi")]


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

    _values = (
        "study_hk1",
        "study_hk2",
        "study_year",
        "study_final",
        "training_year",
        "training_final",
        "absences",
        "promotion",
        "award",
        "next_steps",
        "reasons",
    )
    _protected_fields = (*_values, "enrolment_id", "final", "summer_closed", "revision")
    # What the law made of a change stands in the journal beside the change.
    _journaled = (
        "study_year",
        "study_final",
        "training_year",
        "training_final",
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
    absences = fields.Integer(string="Sessions absent", readonly=True)
    promotion = fields.Selection(PROMOTIONS, readonly=True)
    award = fields.Selection(AWARDS, readonly=True)
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
        lang = "vi" if (self.env.lang or "vi").startswith("vi") else "en"
        names = {s.code: s.name for s in self.env["edu.subject"].search([])}
        for result in self:
            # A learner's reasons are few; the library knows their words.
            rules = self._regulation(result.enrolment_id)._rules()
            entries = json.loads(result.reasons or "[]")
            entries += json.loads(result.next_steps or "[]")
            result.reasons_text = "\n".join(
                rules.Reason(
                    entry["code"],
                    entry["article"],
                    self._with_names(entry["params"], names),
                ).text(lang)
                for entry in entries
            )

    @api.model
    def _with_names(self, params, names) -> dict:
        """Say subjects by name, not by code."""
        named = {
            key: ", ".join(names.get(code, code) for code in params[key].split(", "))
            for key in ("subject", "subjects")
            if key in params
        }
        return {**params, **named}

    @api.model
    def _regulation(self, enrolment):
        """Return the regulation under which the class opened its gradebooks."""
        # The regulation of a class is no secret.
        book = (
            self.env["edu.gradebook"]
            .sudo()
            .search([("class_id", "=", enrolment.class_id.id)], limit=1)
        )
        return book.regulation_id or self.env["edu.regulation"]._for(enrolment.class_id)

    @api.model
    def _of(self, enrolments):
        return self.search([("enrolment_id", "in", enrolments.ids)])

    def _retest_subjects(self):
        """Return the subjects that the law opens for a retest (TT22 Điều 14)."""
        self.ensure_one()
        regulation = self._regulation(self.enrolment_id)
        lines = self.env["edu.result.subject"].search(
            [("enrolment_id", "=", self.enrolment_id.id)]
        )
        codes = regulation._rules().retest_candidates(
            {line.subject_id.code: line.year or None for line in lines},
            self.study_year or None,
            self.training_year or None,
            regulation._params(),
        )
        return lines.subject_id.filtered(lambda subject: subject.code in codes)

    @api.model
    def _open_for(self, enrolments):
        """Create the empty results; the caller has checked the duty."""
        known = self._of(enrolments).enrolment_id
        self._create_protected(
            [{"enrolment_id": enrolment.id} for enrolment in enrolments - known]
        )

    @api.model
    def _recompute(self, enrolments):
        """Compute the results of these learners anew, in this transaction.

        Called with sudo: results follow from marks that the caller was allowed to
        write, and need marks of other subjects that he may not read.

        :return: the term results that changed, by gradebook line
        """
        results = self._of(enrolments)
        if not results:
            return {}
        results._claim()
        facts = load_facts(self.env, results)
        outcomes = {
            enrolment_id: regulation._rules().evaluate(learner, params)
            for regulation, params, learners in facts.by_regulation
            for enrolment_id, learner in learners.items()
        }
        entries = []
        for result in results:
            outcome = outcomes.get(result.enrolment_id.id)
            if outcome:
                absences = facts.absences.get(result.enrolment_id.id, 0)
                entries += result._store(outcome, absences)
        self.env["edu.journal"]._record(entries)
        self.env["edu.result.subject"]._store(outcomes, facts)
        return facts.store_averages(outcomes)

    def _claim(self):
        """Write the rows at once: of two saves that touch one learner, the second
        is repeated and sees the marks of the first."""
        self.env.cr.execute(
            SQL(
                """
                WITH mine AS (
                    SELECT id FROM edu_result WHERE id = ANY(%s) ORDER BY id FOR UPDATE
                )
                UPDATE edu_result SET revision = revision + 1
                  FROM mine WHERE mine.id = edu_result.id
                """,
                self.ids,
            )
        )
        self.invalidate_recordset(["revision"], flush=False)

    def _store(self, outcome, absences) -> list[dict]:
        """Write what changed and return it for the journal."""
        values = {
            "study_hk1": outcome.study["hk1"],
            "study_hk2": outcome.study["hk2"],
            "study_year": outcome.study["year"],
            "study_final": outcome.study["year_final"],
            "training_year": outcome.training_year,
            "training_final": outcome.training_year_final,
            "absences": absences,
            "promotion": outcome.promotion,
            "award": outcome.award,
            "next_steps": self._reasons_json(outcome.next_steps),
            "reasons": self._reasons_json(outcome.reasons),
        }
        changed = {
            name: value or False
            for name, value in values.items()
            if (self[name] or False) != (value or False)
        }
        before = {name: self[name] for name in self._journaled if name in changed}
        if changed:
            self._write_protected(changed)
        return [
            {
                "model": self._name,
                "res_id": self.id,
                "res_name": self.student_id.name,
                "field": name,
                "old": old or "",
                "new": changed[name] or "",
                **self.enrolment_id._gradebook_scope(),
            }
            for name, old in before.items()
        ]

    @api.model
    def _reasons_json(self, reasons) -> str:
        return json.dumps(
            [
                {"code": r.code, "article": r.article, "params": dict(r.params)}
                for r in reasons
            ],
            ensure_ascii=False,
            sort_keys=True,
        )
