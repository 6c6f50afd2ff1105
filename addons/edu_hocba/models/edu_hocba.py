# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid

from odoo import api, fields, models
from odoo.fields import Domain

from ..states import SIGNED_STATES


class EduHocba(models.Model):
    """The học bạ of one learner at one level: the chain of its documents.

    There is one per level and school; later years go on from the earlier ones
    (KP Đ24.4).
    """

    _name = "edu.hocba"
    _description = "Học bạ"
    _inherit = ["edu.duty.access.mixin", "edu.protected.mixin"]
    _order = "student_id, id"

    _rights_by_school = ("head", "deputy", "registrar", "clerk")
    _inspected = Domain("year_ids", "any!", [("state", "in", SIGNED_STATES)])
    _protected_fields = ("admission_id", "student_id", "school_id", "uuid", "year_ids")

    admission_id = fields.Many2one(
        "edu.admission", required=True, readonly=True, ondelete="restrict"
    )
    student_id = fields.Many2one(
        "edu.student",
        string="Learner",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    school_id = fields.Many2one(
        "edu.school", required=True, readonly=True, index=True, ondelete="restrict"
    )
    uuid = fields.Char(
        string="UUID",
        required=True,
        readonly=True,
        default=lambda self: str(uuid.uuid4()),
        copy=False,
    )
    year_ids = fields.One2many("edu.hocba.year", "hocba_id", readonly=True)

    _admission_uniq = models.UniqueIndex(
        "(admission_id)", "This learner has a học bạ of this level already."
    )
    _uuid_uniq = models.UniqueIndex("(uuid)")

    @api.model
    def _search_display_name(self, operator, value):
        # Whose a book is stands in it: who reads the book may ask for that, an
        # inspector too, who reads no learner.
        learners = self.env["edu.student"].sudo()
        return Domain(
            "student_id", "in", learners._search([("display_name", operator, value)])
        )

    @api.depends("student_id.name")
    def _compute_display_name(self):
        for book in self:
            book.display_name = self.env._(
                "Học bạ of %(name)s", name=book.student_id.sudo().name
            )

    @api.model
    def _duty_domain(self):
        rows = self._own_access(self._rights_by_school + self._rights_by_class)
        schools = rows.filtered(lambda r: r.right in self._rights_by_school).school_id
        classes = rows.filtered(lambda r: r.right in self._rights_by_class).class_id
        # The duty decides what is found; the years are then guarded themselves.
        years = self.env["edu.hocba.year"].sudo()
        own = years.search_fetch([("class_id", "in", classes.ids)], ["hocba_id"])
        return (
            Domain("school_id", "in", schools.ids)
            | Domain("id", "in", own.hocba_id.ids)
            | self._inspected_domain()
        )

    @api.model
    def _of(self, enrolment):
        """Return the học bạ that the enrolment's year belongs to, made if missing."""
        # Nobody may create one himself: it follows from the admission.
        books = self.sudo()
        admission = enrolment.sudo().admission_id
        found = books.search([("admission_id", "=", admission.id)])
        return found or books._create_protected(
            [
                {
                    "admission_id": admission.id,
                    "student_id": admission.student_id.id,
                    "school_id": admission.school_id.id,
                }
            ]
        )
