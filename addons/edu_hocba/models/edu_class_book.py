# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..states import ORGANISATION, SIGNED_STATES
from .edu_book_mixin import EduBookMixin
from .edu_class import CREATING

PERIODS = [("HK1", "Term I"), ("HK2", "Term II"), ("CN", "Whole year")]


class EduClassBook(models.Model):
    """The class book (Sổ theo dõi và đánh giá học sinh) of a class in one period.

    Its teachers sign their subjects, the homeroom teacher the totals, head and
    organisation the whole; each period is a document that names the one before
    (KP Đ18.3-18.8).
    """

    _name = "edu.class.book"
    _description = "Class book"
    _inherit = [
        # what the kind says comes before what it stands on
        "edu.class.book.content",
        "edu.book.mixin",
    ]
    _order = "year_id desc, class_id, period, revision desc, id"

    _rights_by_school = ("head", "deputy", "registrar", "clerk")
    _rights_by_class = ("homeroom",)
    _inspected = Domain("state", "in", SIGNED_STATES)
    _book_frozen = ("class_id", "period", "book_uuid")
    _protected_fields = (*EduBookMixin._protected_fields, *_book_frozen)
    _preparation_cron = "edu_hocba.ir_cron_prepare_class_book"

    class_id = fields.Many2one(
        "edu.class", required=True, index=True, ondelete="restrict"
    )
    period = fields.Selection(PERIODS, required=True)
    book_uuid = fields.Char(
        string="UUID of the class's book",
        required=True,
        default=lambda self: str(uuid.uuid4()),
        help="The same in all periods of the school year.",
    )
    replaces_id = fields.Many2one("edu.class.book", index=True, ondelete="restrict")
    previous_id = fields.Many2one(
        "edu.class.book",
        string="Book before",
        index=True,
        ondelete="restrict",
        help="The book that it replaces, or that of the period before.",
    )
    replaced_by_ids = fields.One2many(
        "edu.class.book", "replaces_id", string="Replaced by"
    )
    to_sign = fields.Integer(
        string="Signatures waiting for me", compute="_compute_to_sign"
    )

    _current_uniq = models.UniqueIndex(
        "(class_id, period) WHERE state <> 'withdrawn'",
        "This class has a class book of this period already.",
    )
    _revision_uniq = models.UniqueIndex("(class_id, period, revision)")

    @api.depends("class_id.name", "year_id.name", "period", "revision")
    def _compute_display_name(self):
        periods = dict(self._fields["period"]._description_selection(self.env))
        for book in self:
            # Who signs reads whose book it is, even where he reads no class.
            known = book.sudo()
            name = " · ".join(
                filter(
                    None,
                    (
                        known.class_id.name,
                        periods.get(known.period),
                        known.year_id.name,
                    ),
                )
            )
            if known.revision > 1:
                name = self.env._(
                    "%(name)s (revision %(revision)s)",
                    name=name,
                    revision=known.revision,
                )
            book.display_name = name

    @api.model
    def _search_display_name(self, operator, value):
        return Domain("class_id", operator, value)

    @api.depends_context("uid")
    def _compute_to_sign(self):
        for book in self:
            book.to_sign = len(book._own_ready_slots())

    def _own_ready_slots(self):
        """What waits for the user in these books; sessions ask again who may sign."""
        issuing = self.env["edu.access"]._own(("clerk",)).school_id
        # That a signature waits is told to who is to give it.
        slots = self.sudo()._signing_slots().filtered(lambda s: s.state == "ready")
        return slots.filtered(
            lambda slot: (
                slot.document_id.school_id in issuing
                if slot.act == ORGANISATION
                else slot.user_id == self.env.user
            )
        )

    def action_sign(self):
        """Open the signing dialog for what waits for the user in these books."""
        self.check_access("read")
        slots = self._own_ready_slots()
        if not slots:
            raise UserError(self.env._("Nothing waits for your signature."))
        return slots.with_env(self.env).action_sign()

    @api.model
    def freeze_class(self, class_id, period):
        """Freeze a class's locked period and open its teachers' signatures.

        Duty: head, deputy, registrar.

        :return: the id of the new class book
        :raises UserError: not locked, something is missing, or there is one already
        """
        # The duty decides, not what its holder may read besides.
        class_ = self.env["edu.class"].sudo().browse(class_id).exists()
        if not class_:
            raise UserError(self.env._("There is no such class."))
        self.env["edu.access"]._check(CREATING, school=class_.school_id)
        if period not in dict(PERIODS):
            raise UserError(self.env._("A class book is of a term or of the year."))
        class_.lock_for_update(allow_referencing=True)
        return self.sudo()._freeze_from(class_, period).id
