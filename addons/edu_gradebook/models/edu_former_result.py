# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.edu_journal.models.edu_journal import REASON_KEY
from odoo.addons.edu_school.factor import deciding

from ..tools.locks.locked import rewrites_locked
from .edu_conduct import LEVELS

DECIDING = ("head", "deputy")


class EduFormerResult(models.Model):
    """A term that a learner spent at another school, as that school evaluated it.

    Registrar or homeroom teacher record it from the learner's papers, the head
    confirms. From then on its results are those of the learner's term here, also where
    the term is locked; no mark is typed again (S0 Đ10, S1 Đ26).
    """

    _name = "edu.former.result"
    _description = "Results of a former school"
    _inherit = [
        "edu.duty.access.mixin",
        "edu.protected.mixin",
        "edu.journal.mixin",
        "edu.duty.guard",
    ]
    _order = "class_id, enrolment_id, term_id"
    _rec_name = "enrolment_id"
    _read_by_order = True

    _rights_by_school = ("head", "deputy", "registrar")
    _guard_fixed = ("enrolment_id", "term_id")
    _protected_fields = (
        "state",
        "recorded_by_id",
        "confirmed_by_id",
        "confirmed_on",
        "decision",
    )
    _journal_fields = (
        "enrolment_id",
        "term_id",
        "school_from",
        "document",
        "date",
        "study",
        "conduct",
        "absences",
        "state",
        "decision",
    )

    enrolment_id = fields.Many2one(
        "edu.enrolment",
        string="Learner",
        required=True,
        ondelete="restrict",
        index=True,
    )
    year_id = fields.Many2one("edu.school.year", related="enrolment_id.year_id")
    term_id = fields.Many2one("edu.term", required=True, ondelete="restrict")
    student_id = fields.Many2one(
        "edu.student", related="enrolment_id.student_id", string="Person"
    )
    class_id = fields.Many2one(
        "edu.class", related="enrolment_id.class_id", store=True, index=True
    )
    school_id = fields.Many2one(
        "edu.school", related="enrolment_id.school_id", store=True
    )
    school_from = fields.Char(
        string="Former school",
        compute="_compute_school_from",
        store=True,
        readonly=False,
        size=200,
    )
    document = fields.Char(
        string="From which paper",
        help="Such as the học bạ or the result slip that the former school signed, with"
        " its number.",
    )
    date = fields.Date(string="Date of the paper")
    study = fields.Selection(LEVELS)
    conduct = fields.Selection(LEVELS)
    absences = fields.Integer(
        string="Sessions absent",
        aggregator=None,
        help="Missed at the former school in this term; they count in the year.",
    )
    line_ids = fields.One2many(
        "edu.former.result.line", "former_id", string="Results by subject"
    )
    recorded_by_id = fields.Many2one(
        "res.users",
        string="Recorded by",
        readonly=True,
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        [("draft", "Being recorded"), ("confirmed", "Confirmed")],
        required=True,
        default="draft",
        readonly=True,
    )
    confirmed_by_id = fields.Many2one("res.users", string="Confirmed by", readonly=True)
    confirmed_on = fields.Datetime(readonly=True)
    decision = fields.Char(
        string="Decision number",
        readonly=True,
        help="Of the head, where the term was locked already.",
    )

    _enrolment_term_uniq = models.Constraint(
        "UNIQUE(enrolment_id, term_id)",
        "The former school's results of this term are recorded already.",
    )
    _absences_counted = models.Constraint(
        "CHECK(absences BETWEEN 0 AND 999)", "Sessions absent are counted from 0."
    )

    @api.depends("enrolment_id")
    def _compute_school_from(self):
        for former in self:
            former.school_from = former.enrolment_id.admission_id.school_from

    @api.constrains("enrolment_id", "term_id")
    def _check_came_later(self):
        """A learner's own school gives the results of the whole term."""
        # When a learner came is no secret of who may record his results.
        for former in self.sudo():
            admission, term = former.enrolment_id.admission_id, former.term_id
            if term.year_id != former.enrolment_id.year_id:
                raise ValidationError(
                    self.env._("Choose a term of the learner's year.")
                )
            if admission.date_in <= term.date_start:
                raise ValidationError(
                    self.env._(
                        "%(name)s was here when %(term)s began: its results are those "
                        "of this school.",
                        name=former.enrolment_id.student_id.name,
                        term=term.name,
                    )
                )

    # -- who --------------------------------------------------------------------

    def _guard_scopes(self):
        return [
            {"class_": self.class_id, "rights": ("homeroom",)},
            {"school": self.school_id, "rights": ("registrar",)},
        ]

    def _guard(self):
        result = super()._guard()
        # What is confirmed is no secret of who may record it.
        for former in self.sudo():
            if former.state == "confirmed" and not self.env.su:
                raise UserError(
                    self.env._(
                        "The results of %(school)s for %(name)s are confirmed: the "
                        "head reopens them first.",
                        school=former.school_from,
                        name=former.enrolment_id.student_id.name,
                    )
                )
        return result

    @api.model_create_multi
    def create(self, vals_list):
        found = super().create(vals_list)
        for former in found:
            # The subjects follow from the class, whoever records the results.
            former.sudo()._add_subjects()
        return found

    def _add_subjects(self):
        known = self.line_ids.subject_id
        self.env["edu.former.result.line"].create(
            [
                {"former_id": self.id, "subject_id": line.subject_id.id}
                for line in self._lines().sorted("id")
                if line.subject_id not in known
            ]
        )

    def _lines(self):
        """Return the learner's lines of the term (sudo)."""
        return self.env["edu.gradebook.line"].search(
            [
                ("enrolment_id", "=", self.enrolment_id.id),
                ("gradebook_id.term_id", "=", self.term_id.id),
            ]
        )

    # -- acts -------------------------------------------------------------------

    @deciding
    def action_confirm(self, decision=False):
        """Let the results stand as those of the term. Duty: head, deputy.

        :param decision: the number of the head's decision, needed where the term is
            locked already
        :raises UserError: something is missing, or marks stand in the term
        """
        for former in self._held():
            former._check_may_confirm(decision)
            former._write_protected(
                {
                    "state": "confirmed",
                    "confirmed_by_id": self.env.uid,
                    "confirmed_on": fields.Datetime.now(),
                    "decision": decision or False,
                }
            )
            former._apply(taken_back=False)
        return True

    @deciding
    def action_reopen(self, reason=False):
        """Take confirmed results back, to record them anew. Duty: head, deputy.

        :raises UserError: no reason, or promotion is decided
        """
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("State the reason."))
        for former in self._held():
            if former.state != "confirmed":
                raise UserError(self.env._("These results are not confirmed."))
            former._check_undecided()
            former = former.with_context(**{REASON_KEY: reason.strip()})
            former._write_protected(
                {
                    "state": "draft",
                    "confirmed_by_id": False,
                    "confirmed_on": False,
                    "decision": False,
                }
            )
            former._apply(taken_back=True)
        return True

    def _held(self):
        """Check the duty, and hold the records and the gradebooks (sudo)."""
        self.check_access("read")
        # The duty decides, not what its holder may read besides.
        held = self.sudo()
        for former in held:
            self.env["edu.access"]._check(DECIDING, school=former.school_id)
        held.lock_for_update(allow_referencing=True)
        for former in held:
            former._lines().gradebook_id._touch()
        return held

    def _check_may_confirm(self, decision):
        name = self.student_id.name
        if self.state == "confirmed":
            raise UserError(self.env._("These results are confirmed already."))
        self._check_undecided()
        if not self.school_from or not self.document:
            raise UserError(
                self.env._(
                    "%(name)s: name the former school and the paper that its results "
                    "come from.",
                    name=name,
                )
            )
        results = self.line_ids.filtered("result")
        if not (results or self.study or self.conduct):
            raise UserError(
                self.env._("%(name)s: no result is recorded yet.", name=name)
            )
        closed = self.class_id.gradebook_ids._closed_terms()
        if self.term_id in closed and not (decision or "").strip():
            raise UserError(
                self.env._(
                    "%(term)s is locked: results enter it by a decision of the head. "
                    "Give its number.",
                    term=self.term_id.name,
                )
            )
        marked = self._lines().filtered(
            lambda line: line.subject_id in results.subject_id and line._has_marks()
        )
        if marked:
            raise UserError(
                self.env._(
                    "%(name)s has marks of this school in: %(subjects)s. A term has "
                    "one result: remove the marks, or leave these subjects empty here.",
                    name=name,
                    subjects=", ".join(marked.subject_id.mapped("name")),
                )
            )
        rated = self._conduct()
        if rated.state == "locked" and rated.level not in (False, self.conduct):
            raise UserError(
                self.env._(
                    "Conduct of %(name)s is rated and locked: it is changed by a "
                    "correction.",
                    name=name,
                )
            )

    def _check_undecided(self):
        if self.enrolment_id._promotion_decided():
            raise UserError(
                self.env._(
                    "Promotion is decided for %(names)s: nothing more can be entered.",
                    names=self.student_id.name,
                )
            )

    def _conduct(self):
        return self.env["edu.conduct"].search(
            [
                ("enrolment_id", "=", self.enrolment_id.id),
                ("term_id", "=", self.term_id.id),
            ]
        )

    def _apply(self, taken_back):
        """Write results and conduct into the term, or take them back (sudo)."""
        reason = self._journal_reason()
        results = {line.subject_id: line.result for line in self.line_ids}
        own = self._lines()
        lines = own.filtered(lambda line: results.get(line.subject_id))
        anew = lines | own.filtered(lambda line: not line.average)
        entries = []
        with rewrites_locked(self.env, f"former result {self.id}"):
            for line in lines:
                result = "" if taken_back else results[line.subject_id]
                entries.append(self._entry(line, line.average, result, reason))
                line._write_protected(
                    {
                        "average": result if result not in ("", "M") else False,
                        "exempt": result == "M",
                        "former": not taken_back,
                        "source": False if taken_back else self.school_from,
                    }
                )
            if self.conduct:
                conduct = self._conduct().with_context(**{REASON_KEY: reason})
                conduct._write_protected(
                    {"level": False, "state": "open"}
                    if taken_back
                    else {"level": self.conduct, "state": "locked"}
                )
            self.env["edu.journal"]._record(entries)
            self.env["edu.result"]._recompute(self.enrolment_id, anew.ids)

    def _journal_reason(self):
        return ", ".join(
            part
            for part in (
                self.env._("Former school: %s", self.school_from),
                self.document,
                self.decision,
                self.env.context.get(REASON_KEY),
            )
            if part
        )

    def _entry(self, line, old, new, reason):
        return {
            "model": line._name,
            "res_id": line.id,
            "res_name": f"{self.student_id.name} · {line.gradebook_id.display_name}",
            "field": "average",
            "old": old or "",
            "new": new,
            "reason": reason,
            **self._journal_scope(),
        }

    def _journal_scope(self):
        return self.enrolment_id._gradebook_scope()
