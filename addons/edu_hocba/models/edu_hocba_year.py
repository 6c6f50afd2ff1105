# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ..states import SIGNED_STATES
from .edu_book_mixin import EduBookMixin


class EduHocbaYear(models.Model):
    """One year of a học bạ: frozen results and the files that are signed.

    Kept apart from the gradebook (KP Đ5.1): nothing here follows a later change
    there. States go forward only, by signatures; PostgreSQL guards them.
    """

    _name = "edu.hocba.year"
    _description = "Học bạ of a school year"
    _inherit = [
        # what the kind says comes before what it stands on
        "edu.hocba.year.content",
        "edu.hocba.year.files",
        "edu.book.mixin",
    ]
    _order = "year_id desc, class_id, sort_key, revision desc, id"

    _rights_by_school = ("head", "deputy", "registrar", "clerk")
    _rights_by_class = ("homeroom",)
    _inspected = Domain("state", "in", SIGNED_STATES)
    _book_frozen = ("hocba_id", "enrolment_id", "student_id", "class_id")
    _protected_fields = (*EduBookMixin._protected_fields, *_book_frozen)
    _preparation_cron = "edu_hocba.ir_cron_prepare_issue"

    hocba_id = fields.Many2one(
        "edu.hocba", string="Học bạ", required=True, index=True, ondelete="restrict"
    )
    enrolment_id = fields.Many2one(
        "edu.enrolment", required=True, index=True, ondelete="restrict"
    )
    student_id = fields.Many2one(
        "edu.student", string="Learner", required=True, index=True, ondelete="restrict"
    )
    sort_key = fields.Char(related="student_id.sort_key", store=True)
    class_id = fields.Many2one(
        "edu.class", required=True, index=True, ondelete="restrict"
    )
    replaces_id = fields.Many2one("edu.hocba.year", index=True, ondelete="restrict")
    previous_id = fields.Many2one(
        "edu.hocba.year",
        string="Book before",
        index=True,
        ondelete="restrict",
        help="The book that it replaces, or that of the year before.",
    )
    replaced_by_ids = fields.One2many(
        "edu.hocba.year", "replaces_id", string="Replaced by"
    )
    finalise_on = fields.Date(
        string="Finalised by",
        compute="_compute_finalise_on",
        compute_sudo=True,
        help="The day by which the school's policy wants books of this grade issued.",
    )
    _current_uniq = models.UniqueIndex(
        "(enrolment_id) WHERE state <> 'withdrawn'",
        "This learner has a học bạ of this school year already.",
    )
    _revision_uniq = models.UniqueIndex("(enrolment_id, revision)")

    @api.model
    def _search_display_name(self, operator, value):
        learner = self.env["edu.hocba"]._search_display_name(operator, value)
        place = Domain("class_id", operator, value)
        if operator in Domain.NEGATIVE_OPERATORS:
            return learner & place
        return learner | place

    @api.depends("student_id.name", "year_id.name", "revision")
    def _compute_display_name(self):
        for book in self:
            # Who signs reads whose book it is, even where he reads no particulars.
            known = book.sudo()
            name = f"{known.student_id.name} · {known.year_id.name}"
            if known.revision > 1:
                name = self.env._(
                    "%(name)s (revision %(revision)s)",
                    name=name,
                    revision=known.revision,
                )
            book.display_name = name

    @api.depends("year_id.date_start", "class_id.grade_id", "school_id.policy_ids")
    def _compute_finalise_on(self):
        for book in self:
            book.finalise_on = book._policy_day("finalise_date")
