# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.edu_journal.models.edu_protected_mixin import SENTINEL

_CARRIED = "edu_exemption_carried"


class EduExemption(models.Model):
    """A learner exempted from a subject in some terms, on the head's decision.

    There it is printed as "Miễn" and left out of all counts; what the year is when one
    term was exempted is a parameter of the regulation.
    """

    _name = "edu.exemption"
    _description = "Exemption from a subject"
    _inherit = ["edu.duty.access.mixin", "edu.journal.mixin", "edu.duty.guard"]
    _order = "class_id, enrolment_id, subject_id"
    _rec_name = "subject_id"
    _read_by_order = True

    _guard_fixed = ("enrolment_id",)
    _guard_rights = ("head", "deputy", "registrar")
    _rights_by_school = _guard_rights
    _rights_by_subject = ("subject_teacher", "entry")
    _journal_fields = (
        "enrolment_id",
        "subject_id",
        "term_ids",
        "decision",
        "date",
        "reason",
    )

    enrolment_id = fields.Many2one(
        "edu.enrolment",
        string="Learner",
        required=True,
        ondelete="restrict",
        index=True,
    )
    subject_id = fields.Many2one("edu.subject", required=True, ondelete="restrict")
    class_id = fields.Many2one(
        "edu.class", related="enrolment_id.class_id", store=True, index=True
    )
    school_id = fields.Many2one(
        "edu.school", related="enrolment_id.school_id", store=True
    )
    term_ids = fields.Many2many(
        "edu.term",
        "edu_exemption_term_rel",
        "exemption_id",
        "term_id",
        string="Terms",
        compute="_compute_term_ids",
        store=True,
        readonly=False,
        help="A term that is locked already stays as it is.",
    )
    year_id = fields.Many2one("edu.school.year", related="enrolment_id.year_id")
    decision = fields.Char(string="Decision number", required=True)
    date = fields.Date(string="Decided on", required=True)
    reason = fields.Char()

    @api.depends("enrolment_id", "subject_id")
    def _compute_term_ids(self):
        for exemption in self:
            terms = exemption.enrolment_id.year_id.term_ids
            exemption.term_ids = terms - exemption._locked_books().term_id

    @api.constrains("enrolment_id", "subject_id", "term_ids")
    def _check_terms(self):
        # Of which terms another decision speaks is no secret of who may enter one.
        for exemption in self.sudo():
            if not exemption.term_ids:
                raise ValidationError(
                    self.env._(
                        "%(name)s, %(subject)s: no term is open to be exempted.",
                        name=exemption.enrolment_id.student_id.name,
                        subject=exemption.subject_id.name,
                    )
                )
            if exemption.term_ids - exemption.enrolment_id.year_id.term_ids:
                raise ValidationError(self.env._("Choose terms of the learner's year."))
            others = self.sudo().search(
                [
                    ("id", "!=", exemption.id),
                    ("enrolment_id", "=", exemption.enrolment_id.id),
                    ("subject_id", "=", exemption.subject_id.id),
                ]
            )
            twice = exemption.term_ids & others.term_ids
            if twice:
                raise ValidationError(
                    self.env._(
                        "The learner is exempt from %(subject)s in %(terms)s already.",
                        subject=exemption.subject_id.name,
                        terms=", ".join(twice.mapped("name")),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        exemptions = super().create(vals_list)
        if self.env.context.get(_CARRIED) is not SENTINEL:
            exemptions._check_not_locked(exemptions._locked_terms())
        self._apply(exemptions.enrolment_id)
        return exemptions

    def write(self, vals):
        before = self._locked_terms()
        if set(vals) - {"term_ids"}:
            self._check_not_locked(before)
        result = super().write(vals)
        self._check_not_locked(before ^ self._locked_terms())
        self._apply(self.enrolment_id)
        return result

    def unlink(self):
        self._check_not_locked(self._locked_terms())
        enrolments = self.enrolment_id
        result = super().unlink()
        self._apply(enrolments)
        return result

    def _guard(self):
        """Before the lock only, whoever writes; who may not is told no more."""
        result = super()._guard()
        # Whether marks are locked is no question of reading.
        for class_ in self.sudo().class_id:
            if class_.marks_state == "locked":
                raise UserError(
                    self.env._(
                        "Marks of class %(class_name)s are locked: exemptions can no "
                        "longer change.",
                        class_name=class_.name,
                    )
                )
        return result

    def _locked_books(self):
        """Return the locked gradebooks of learner and subject (sudo)."""
        return (
            self.enrolment_id.class_id.sudo()
            .gradebook_ids.filtered(lambda book: book.state == "locked")
            .filtered(lambda book: book.subject_id == self.subject_id)
        )

    def _locked_terms(self) -> set:
        """Return of which locked terms these exemptions are."""
        return {
            (exemption.id, term)
            for exemption in self
            for term in exemption.term_ids & exemption._locked_books().term_id
        }

    def _check_not_locked(self, locked):
        if locked:
            raise UserError(
                self.env._(
                    "%(terms)s is locked: its exemptions no longer change. Decide for "
                    "a term that is open.",
                    terms=", ".join(sorted({term.name for _id, term in locked})),
                )
            )

    @api.model
    def _carry(self, old, new):
        """Take a learner's exemptions along to his new class (sudo), also those of
        terms that are locked."""
        self.with_context(**{_CARRIED: SENTINEL}).create(
            [
                {
                    "enrolment_id": new.id,
                    "subject_id": exemption.subject_id.id,
                    "term_ids": [(6, 0, exemption.term_ids.ids)],
                    "decision": exemption.decision,
                    "date": exemption.date,
                    "reason": exemption.reason,
                }
                for exemption in self.search([("enrolment_id", "=", old.id)])
            ]
        )

    @api.model
    def _apply(self, enrolments):
        """Mark the lines of exempted subjects, and recompute whom it concerns."""
        self._mark_lines(enrolments)
        # Results follow; whoever records the exemption does not write them.
        self.env["edu.result"].sudo()._recompute(enrolments.sudo())

    @api.model
    def _mark_lines(self, enrolments):
        # Follows from a recorded decision; nobody may write lines himself.
        of_learners = [("enrolment_id", "in", enrolments.ids)]
        lines = self.env["edu.gradebook.line"].sudo().search(of_learners)
        held = {
            (exemption.enrolment_id, exemption.subject_id, term): exemption
            for exemption in self.sudo().search(of_learners)
            for term in exemption.term_ids
        }
        by_decision = defaultdict(lines.browse)
        for line in lines.filtered(lambda line: not line.former):
            key = (line.enrolment_id, line.subject_id, line.gradebook_id.term_id)
            by_decision[held.get(key, self.browse())] |= line
        for exemption, found in by_decision.items():
            reason = self.env._("Exemption")
            if exemption:
                reason = f"{reason} {exemption.decision}"
            found._write_noted("exempt", bool(exemption), reason)

    def _journal_scope(self):
        return self.enrolment_id._gradebook_scope()
