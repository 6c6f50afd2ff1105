# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.edu_journal.language import language

from hocba.problems import HocbaError
from hocba.rules import cells as law
from hocba.words import QUALITY_TITLES, SUBJECT_TITLES

# A retest is sat or not: "exempt" and "absent" are no results of it.
MARK_PATTERN = r"^(10|[0-9](\.[1-9])?|D|CD)$"


class EduRetest(models.Model):
    """Kiểm tra, đánh giá lại: its mark replaces the subject's result of the year."""

    _name = "edu.retest"
    _description = "Retest"
    _inherit = ["edu.after.lock.mixin", "edu.duty.access.mixin", "edu.journal.mixin"]
    _order = "class_id, enrolment_id, subject_id"
    _rec_name = "subject_id"
    _read_by_order = True

    _rights_by_subject = ("subject_teacher", "entry")
    _journal_fields = (
        "enrolment_id",
        "subject_id",
        "criterion",
        "mark",
        "level",
        "criterion_level",
        "date",
    )

    enrolment_id = fields.Many2one(
        "edu.enrolment",
        string="Learner",
        required=True,
        ondelete="restrict",
        index=True,
    )
    subject_id = fields.Many2one("edu.subject", ondelete="restrict")
    criterion = fields.Selection(
        "_criterion_names",
        string="Quality or competence",
        help="Primary: what is assessed anew instead of a subject.",
    )
    class_id = fields.Many2one(
        "edu.class", related="enrolment_id.class_id", store=True, index=True
    )
    school_id = fields.Many2one(
        "edu.school", related="enrolment_id.school_id", store=True
    )
    mark = fields.Char(
        string="Retest result", help="Empty while the learner is only registered."
    )
    cell_kind = fields.Char(compute="_compute_cell_kind")
    level = fields.Selection(
        list(SUBJECT_TITLES.items()),
        string="Level reassessed",
        help="Primary: level of the subject after reassessment (TT27/2020, Điều 11).",
    )
    criterion_level = fields.Selection(
        list(QUALITY_TITLES.items()),
        string="Quality reassessed",
    )
    date = fields.Date(string="Retest date")
    state = fields.Selection(
        [("registered", "Registered"), ("marked", "Marked")],
        compute="_compute_state",
        store=True,
    )

    _enrolment_subject_uniq = models.Constraint(
        "UNIQUE(enrolment_id, subject_id)",
        "The learner has a retest in this subject already.",
    )
    _enrolment_criterion_uniq = models.Constraint(
        "UNIQUE(enrolment_id, criterion)",
        "This quality or competence is assessed anew already.",
    )
    _subject_or_criterion = models.Constraint(
        "CHECK((subject_id IS NULL) <> (criterion IS NULL)"
        " AND (criterion IS NULL OR (mark IS NULL AND level IS NULL))"
        " AND (criterion IS NOT NULL OR criterion_level IS NULL))",
        "A retest is of a subject, or of a quality or competence.",
    )
    _mark_canonical = models.Constraint(
        f"CHECK(mark ~ '{MARK_PATTERN}')", "Not a mark."
    )

    @api.model
    def _criterion_names(self):
        """Return qualities and competences by code, named as where they are rated."""
        lines = self.env["edu.quality.line"]
        return [
            (code, lines._fields[code]._description_string(self.env))
            for code in lines._criteria
        ]

    @api.depends("enrolment_id", "subject_id")
    def _compute_cell_kind(self):
        for retest in self:
            kinds = self._kinds(retest.enrolment_id, retest.subject_id)
            retest.cell_kind = next(iter(kinds), False)

    @api.depends("mark", "level", "criterion_level")
    def _compute_state(self):
        for retest in self:
            marked = retest.mark or retest.level or retest.criterion_level
            retest.state = "marked" if marked else "registered"

    @api.model_create_multi
    def create(self, vals_list):
        enrolments, subjects = self.env["edu.enrolment"], self.env["edu.subject"]
        checked = []
        for vals in vals_list:
            kinds = self._kinds(
                enrolments.browse(vals.get("enrolment_id") or []),
                subjects.browse(vals.get("subject_id") or []),
            )
            checked.append({**vals, "mark": self._canonical(vals.get("mark"), kinds)})
        return super().create(checked)

    def write(self, vals):
        if {"enrolment_id", "subject_id", "criterion"} & set(vals):
            raise UserError(
                self.env._("A retest keeps its learner and subject: delete it instead.")
            )
        if "mark" in vals:
            kinds = set()
            for retest in self:
                kinds |= self._kinds(retest.enrolment_id, retest.subject_id)
            vals = {**vals, "mark": self._canonical(vals["mark"], kinds)}
        return super().write(vals)

    @api.model
    def _kinds(self, enrolment, subject) -> set[str]:
        """Return the kind of cell of a retest: in primary it is a test."""
        # Grade and kind decide what is a mark; neither is a secret.
        if enrolment.sudo().class_id.is_primary:
            return {"test"}
        return {subject.kind} - {False}

    @api.model
    def _canonical(self, text, kinds):
        """Return the canonical text of a result in subjects of these kinds.

        It may come from a file, where 85 is a mark on another scale; the list itself
        makes 8,5 of it for whoever types.

        :raises ValidationError: no result of such a subject
        """
        mark = ""
        try:
            for kind in kinds:
                mark = law.canonical(text or "", kind, typed=False)
        except HocbaError as error:
            raise ValidationError(error.text(language(self.env)))
        if mark in ("M", "V"):
            raise ValidationError(
                self.env._("A retest has a result, or it was not sat and has none.")
            )
        return mark or False

    def _check_duty(self, trusted):
        access = self.env["edu.access"]
        teaches = trusted.subject_id and access._has(
            "subject_teacher",
            class_=trusted.class_id,
            subject=trusted.subject_id,
            hold=True,
        )
        if not teaches:
            access._check("homeroom", class_=trusted.class_id)

    @api.constrains("enrolment_id", "subject_id", "criterion")
    def _check_right(self):
        """Only what the law opens for a retest (TT22 Điều 14, TT27 Điều 11.1b)."""
        # Whoever may enter the retest may not read all results it depends on.
        for retest in self.sudo():
            result = self.env["edu.result"].sudo()._of(retest.enrolment_id)
            wanted = retest.subject_id.code or retest.criterion
            if wanted in result._retest_open():
                continue
            criteria = dict(self._fields["criterion"]._description_selection(self.env))
            raise ValidationError(
                self.env._(
                    "%(learner)s has no right to a retest in %(subject)s "
                    "(%(article)s).",
                    learner=retest.enrolment_id.student_id.name,
                    subject=retest.subject_id.name or criteria.get(retest.criterion),
                    article="TT27/2020, Điều 11.1b"
                    if retest.class_id.is_primary
                    else "TT22/2021, Điều 14",
                )
            )
