# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import uuid

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..guard import FROZEN, ISSUED, MOVES, guard_book
from ..states import HOMEROOM, LEADERSHIP, ORGANISATION, SIGNED_STATES, STATES, TEACHERS


class EduBookMixin(models.AbstractModel):
    """The life of a book: frozen facts, the files that are signed, issue, withdrawal.

    A kind of book is a model on this mixin that freezes its facts, begins the signing
    of the XML that the library writes from them (``_begin_signing``), and says what its
    page looks like (``_book_pdf``). States go forward only, by signatures; PostgreSQL
    guards them.
    """

    _name = "edu.book.mixin"
    _description = "Book"
    _inherit = [
        "edu.duty.access.mixin",
        "edu.protected.mixin",
        "edu.journal.mixin",
        "edu.book.acts",
        "edu.book.signers",
        "edu.book.issue",
        "edu.book.files",
    ]

    #: columns of the kind that a signature covers, beside those of every book
    _book_frozen: tuple[str, ...] = ()
    #: the scheduled action that makes issues ready
    _preparation_cron = ""
    _protected_fields = (
        *FROZEN,
        *ISSUED,
        "state",
        "leader_duty_id",
        "preparation",
        "problem",
        "withdrawn_at",
        "withdrawn_by_id",
        "withdraw_reason",
        "verified_at",
        "verdict",
        "verification",
    )
    _journal_fields = (
        "state",
        "number",
        "leader_duty_id",
        "withdraw_reason",
        "snapshot_sha256",
    )

    school_id = fields.Many2one(
        "edu.school", required=True, index=True, ondelete="restrict"
    )
    year_id = fields.Many2one(
        "edu.school.year", string="School year", required=True, ondelete="restrict"
    )
    uuid = fields.Char(
        string="UUID of the XML",
        required=True,
        copy=False,
        default=lambda self: str(uuid.uuid4()),
    )
    pdf_uuid = fields.Char(
        string="UUID of the PDF",
        required=True,
        copy=False,
        default=lambda self: str(uuid.uuid4()),
    )
    revision = fields.Integer(required=True, default=1, aggregator=None)
    state = fields.Selection(STATES, required=True, default="draft", index=True)
    snapshot = fields.Text(
        required=True, help="The frozen facts in their canonical form."
    )
    snapshot_sha256 = fields.Char(string="SHA-256 of the frozen facts", required=True)
    xml_document_id = fields.Many2one("edu.document", string="XML", ondelete="restrict")
    pdf_document_id = fields.Many2one("edu.document", string="PDF", ondelete="restrict")
    slot_ids = fields.Many2many(
        "edu.signature.slot",
        string="Signatures",
        compute="_compute_slots",
        compute_sudo=True,
    )
    teachers_progress = fields.Char(compute="_compute_slots", compute_sudo=True)
    homeroom_progress = fields.Char(compute="_compute_slots", compute_sudo=True)
    leadership_progress = fields.Char(
        string="Head", compute="_compute_slots", compute_sudo=True
    )
    organisation_progress = fields.Char(compute="_compute_slots", compute_sudo=True)
    leader_duty_id = fields.Many2one(
        "edu.duty",
        string="Approved by",
        ondelete="restrict",
        help="The deputy to whom the head has assigned the class; the head if empty.",
    )
    preparation = fields.Selection(
        [
            ("none", "Not yet"),
            ("pending", "Waiting"),
            ("done", "Ready for the head"),
            ("failed", "Failed"),
        ],
        string="Preparation for issuing",
        required=True,
        default="none",
        index=True,
    )
    problem = fields.Text()
    base_revision = fields.Integer(
        help="The revision of the XML as signed by teachers and homeroom teacher,"
        " to which number and signers are added.",
        aggregator=None,
    )
    signers = fields.Text(help="The list of signers inside the issued book, as JSON.")
    placement = fields.Text(help="Where signature and seal stand in the PDF, as JSON.")
    number = fields.Char(index=True)
    effective_date = fields.Date()
    lookup_code = fields.Char(string="Look-up code")
    issued_at = fields.Datetime(string="Issued on")
    withdrawn_at = fields.Datetime(string="Withdrawn on")
    withdrawn_by_id = fields.Many2one(
        "res.users", string="Withdrawn by", ondelete="restrict"
    )
    withdraw_reason = fields.Char(string="Reason of the withdrawal")
    verified_at = fields.Datetime(string="Verified on")
    verdict = fields.Selection(
        [
            ("total-passed", "Passed"),
            ("indeterminate", "Indeterminate"),
            ("total-failed", "Failed"),
        ]
    )
    verification = fields.Text(string="Verification report")
    previous_sha256 = fields.Char(string="SHA-256 of the XML before")

    _uuid_uniq = models.UniqueIndex("(uuid)")
    _pdf_uuid_uniq = models.UniqueIndex("(pdf_uuid)")
    _lookup_code_uniq = models.UniqueIndex("(lookup_code)")
    _number_uniq = models.UniqueIndex(
        "(school_id, year_id, number)",
        "This number is used already in the school year.",
    )

    def init(self):
        if not self._abstract:
            guard_book(
                self.env.cr, self._table, (*FROZEN, *self._book_frozen), ISSUED, MOVES
            )

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            # Who sees the signatures of issued books asks their documents.
            documents = (self.xml_document_id | self.pdf_document_id).sudo()
            documents._write_protected({"issued": vals["state"] in SIGNED_STATES})
        return result

    @api.depends("xml_document_id", "pdf_document_id", "state")
    def _compute_slots(self):
        documents = self.xml_document_id | self.pdf_document_id
        slots = self.env["edu.signature.slot"].search(
            [("document_id", "in", documents.ids)], order="act, id"
        )
        by_document = slots.grouped("document_id")
        none = slots.browse()
        for book in self:
            files = book.xml_document_id | book.pdf_document_id
            own = none.union(*(by_document.get(file, none) for file in files))
            own = own.sorted(lambda slot: (slot.act, slot.id))
            book.slot_ids = own
            for act, name in (
                (TEACHERS, "teachers_progress"),
                (HOMEROOM, "homeroom_progress"),
                (LEADERSHIP, "leadership_progress"),
                (ORGANISATION, "organisation_progress"),
            ):
                of_act = own.filtered(lambda s, a=act: s.act == a)
                signed = of_act.filtered(lambda s: s.state == "signed")
                book[name] = f"{len(signed)}/{len(of_act)}" if of_act else ""

    @api.constrains("state")
    def _check_files(self):
        """An issued book has its number and both files, whatever wrote the state."""
        for book in self:
            if book.state in SIGNED_STATES and not (
                book.number and book.xml_document_id and book.pdf_document_id
            ):
                raise UserError(
                    self.env._(
                        "%(book)s has no complete files yet.", book=book.display_name
                    )
                )

    @api.ondelete(at_uninstall=True)
    def _unlink_except_signed(self):
        if any(book.state != "draft" for book in self):
            raise UserError(
                self.env._("A book is never deleted. Withdraw and replace it.")
            )

    def _journal_scope(self):
        return {"school_code": self.school_id.code, "year_code": self.year_id.name}

    def _check_duty(self, rights):
        """Refuse whoever holds none of ``rights`` for these books today."""
        if self.env.su:
            return
        access = self.env["edu.access"]
        # The scope decides, not what the caller may read of it.
        for school in self.sudo().school_id:
            access._check(rights, school=school)

    def _facts(self) -> dict:
        self.ensure_one()
        return json.loads(self.snapshot)

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for book in self:
            if book.state not in states:
                raise UserError(
                    self.env._(
                        "%(book)s: this is not possible in the state “%(state)s”.",
                        book=book.display_name,
                        state=labels[book.state],
                    )
                )

    @api.model
    def _refuse_rpc(self):
        if not self.env.su:
            raise AccessError(self.env._("The system alone does this."))
