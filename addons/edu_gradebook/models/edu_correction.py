# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.edu_school.dates import today

from ..tools.corrections.correction_draft import CorrectionDraft
from .edu_lock_order import BOOKS

DECIDING = ("head", "deputy")
#: Who may confirm in which role; where the homeroom teacher asks himself, another one
#: of the board or a deputy stands in.
WITNESSING = {
    "administrator": ("administrator",),
    "board": ("board",),
    "homeroom": ("homeroom",),
    "substitute": ("board", "deputy"),
}
STATES = [
    ("requested", "Waiting for witnesses"),
    ("witnessed", "Waiting for the head"),
    ("applied", "Applied"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
]


class EduCorrection(models.Model):
    """A teacher asks, witnesses confirm, the head decides, the system alone writes.

    Bến Tre Đ11.2, Khánh Phú Đ17.3, Đắk Lắk SĐGĐT Đ11.4.
    """

    _name = "edu.correction"
    _description = "Correction after a lock"
    _inherit = [
        "edu.duty.access.mixin",
        "edu.protected.mixin",
        "edu.journal.mixin",
        "edu.waiting.mixin",
    ]
    _order = "id desc"
    _rec_name = "number"

    _rights_by_subject = ("subject_teacher",)
    _protected_fields = (
        "number",
        "book",
        "school_id",
        "year_id",
        "class_id",
        "subject_id",
        "gradebook_id",
        "term_id",
        "period",
        "reason",
        "scan",
        "scan_name",
        "witness_kinds",
        "state",
        "cell_ids",
        "witness_ids",
        "requested_by_id",
        "requested_on",
        "decided_by_id",
        "decided_on",
        "decision_note",
        "reopened",
    )
    _journal_fields = (
        "number",
        "reason",
        "scan",
        "state",
        "decided_by_id",
        "decision_note",
        "reopened",
    )

    number = fields.Char(required=True, readonly=True)
    book = fields.Selection(BOOKS, required=True, readonly=True)
    school_id = fields.Many2one(
        "edu.school", required=True, index=True, readonly=True, ondelete="restrict"
    )
    year_id = fields.Many2one(
        "edu.school.year",
        string="School year",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    class_id = fields.Many2one(
        "edu.class", required=True, index=True, readonly=True, ondelete="restrict"
    )
    gradebook_id = fields.Many2one("edu.gradebook", readonly=True, ondelete="restrict")
    subject_id = fields.Many2one("edu.subject", readonly=True, ondelete="restrict")
    term_id = fields.Many2one("edu.term", readonly=True, ondelete="restrict")
    period = fields.Char(readonly=True)
    reason = fields.Char(required=True, readonly=True)
    scan = fields.Binary(
        attachment=True,
        readonly=True,
        help="The written request; its SHA-256 stands in the journal.",
    )
    scan_name = fields.Char(readonly=True)
    witness_kinds = fields.Char(required=True, readonly=True)
    state = fields.Selection(STATES, required=True, default="requested", readonly=True)
    cell_ids = fields.One2many("edu.correction.cell", "correction_id", readonly=True)
    witness_ids = fields.One2many(
        "edu.correction.witness", "correction_id", string="Witnesses", readonly=True
    )
    requested_by_id = fields.Many2one(
        "res.users", string="Requested by", required=True, readonly=True
    )
    requested_on = fields.Datetime(required=True, readonly=True)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    decision_note = fields.Char(string="Note of the decision", readonly=True)
    reopened = fields.Char(
        string="To be decided anew",
        readonly=True,
        help="Whose promotion or award was decided before the correction.",
    )
    can_witness = fields.Boolean(compute="_compute_mine")
    can_decide = fields.Boolean(compute="_compute_mine")
    objected = fields.Boolean(compute="_compute_objected")
    waiting = fields.Boolean(
        string="Waiting for me", compute="_compute_mine", search="_search_waiting"
    )

    _number_uniq = models.Constraint("UNIQUE(number)", "The number is used already.")

    # -- who -----------------------------------------------------------------------

    @api.model
    def _duty_domain(self):
        """Who reads results reads their corrections; a witness reads those that wait
        for him or that he confirmed, and nothing else of the class (BT-8.5)."""
        found, uid = super()._duty_domain(), self.env.uid
        for right in ("administrator", "board"):
            kinds = [k for k, rights in WITNESSING.items() if right in rights]
            schools = self._own_access([right]).school_id
            found |= (
                Domain("school_id", "in", schools.ids)
                & Domain.OR(Domain("witness_kinds", "like", kind) for kind in kinds)
                & (
                    Domain("state", "=", "requested")
                    | Domain("witness_ids", "any!", Domain("user_id", "=", uid))
                )
            )
        return found

    @api.model
    def _use_learner(self):
        return "cell_ids.enrolment_id.student_id"

    @api.depends_context("uid")
    @api.depends("state", "witness_ids.user_id")
    def _compute_mine(self):
        for correction in self:
            # What waits for somebody follows from his duty alone.
            known = correction.sudo()
            involved = known._involved()
            correction.can_witness = known.state == "requested" and bool(
                known._own_role(self.env)
            )
            correction.can_decide = (
                known._is_before_the_head()
                and self.env.user not in involved
                and self.env["edu.access"]._has(DECIDING, school=known.school_id)
            )
            correction.waiting = correction.can_witness or correction.can_decide

    @api.depends("witness_ids.objection")
    def _compute_objected(self):
        for correction in self:
            # Whoever reads the correction reads that somebody objects.
            witnesses = correction.sudo().witness_ids
            correction.objected = any(witnesses.mapped("objection"))

    def _is_before_the_head(self):
        """Whether the head may decide: an objection goes to him at once."""
        return self.state == "witnessed" or (
            self.state == "requested" and self.objected
        )

    def _search_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        going = self.search([("state", "in", ("requested", "witnessed"))])
        mine = Domain("id", "in", going.filtered("waiting").ids)
        return mine if True in value else ~mine

    def _involved(self):
        return self.requested_by_id | self.witness_ids.user_id

    def _own_role(self, env, hold=False):
        """Return the role that still waits for a witness like this user (sudo)."""
        if env.user in self._involved():
            return self.witness_ids.browse()
        for role in self.witness_ids.filtered(lambda role: not role.user_id):
            scope = (
                {"class_": self.class_id}
                if role.kind == "homeroom"
                else {"school": self.school_id}
            )
            if env["edu.access"]._has(WITNESSING[role.kind], **scope, hold=hold):
                return role
        return self.witness_ids.browse()

    # -- asking --------------------------------------------------------------------

    @api.model
    def request(self, book, cells, reason, scan=False, scan_name=False):
        """Ask for locked cells to be corrected.

        Duty: teacher of the subject for marks and remarks; homeroom teacher for
        conduct and qualities.

        :param cells: list of ``{line_id, column, new, old?}`` of one gradebook, or of
            one class and term
        :param scan: the written request, base64
        :return: the id of the request
        :raises UserError: no reason, an open cell, a value that the law does not
            know, or it is too late
        """
        draft = CorrectionDraft(self.env, book, cells)
        place = draft.place
        class_ = self.env["edu.class"].browse(place["class_id"])
        subject = self.env["edu.subject"].browse(place.get("subject_id") or ())
        right = "subject_teacher" if book == "marks" else "homeroom"
        self.env["edu.access"]._check(right, class_=class_, subject=subject)
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("State the reason."))
        year = self.env["edu.school.year"].sudo().browse(place["year_id"])
        self._check_not_final(class_.sudo())
        judged = draft.judged()
        self._check_no_other(book, judged)
        kinds = self._witness_kinds(year.school_id, class_)
        if book == "marks":
            # Which term a gradebook is about is no secret.
            books = self.env["edu.gradebook"].sudo()
            place["term_id"] = books.browse(place["gradebook_id"]).term_id.id
        # A teacher writes no corrections: the request is all he can make of one.
        return (
            self.sudo()
            ._create_protected(
                [
                    {
                        **place,
                        "book": book,
                        "number": self.env["ir.sequence"]
                        .sudo()
                        .next_by_code("edu.correction"),
                        "reason": reason.strip()[:300],
                        "scan": scan,
                        "scan_name": scan and scan_name,
                        "witness_kinds": ",".join(kinds),
                        "requested_by_id": self.env.uid,
                        "requested_on": fields.Datetime.now(),
                        "cell_ids": [(0, 0, cell) for cell in judged],
                        "witness_ids": [(0, 0, {"kind": kind}) for kind in kinds],
                    }
                ]
            )
            .id
        )

    @api.model
    def _witness_kinds(self, school, class_):
        first = self.env["edu.policy"]._for(school).correction_witnesses
        own = self.env["edu.access"]._has("homeroom", class_=class_)
        return (first, "substitute" if own else "homeroom")

    @api.model
    def _check_no_other(self, book, judged):
        # That another request waits is told to the teacher of the cell.
        cells = self.env["edu.correction.cell"].sudo()
        other = cells.search(
            [
                ("correction_id.book", "=", book),
                ("correction_id.state", "in", ("requested", "witnessed")),
                ("line_id", "in", [cell["line_id"] for cell in judged]),
            ]
        ).filtered(
            lambda cell: (
                (cell.line_id, cell.column_name)
                in {(row["line_id"], row["column_name"]) for row in judged}
            )
        )
        if other:
            raise UserError(
                self.env._(
                    "%(number)s asks for this cell already.",
                    number=other[0].correction_id.number,
                )
            )

    @api.model
    def _check_not_final(self, class_):
        year, grade = class_.year_id, class_.grade_id.number
        policy = self.env["edu.policy"]._for(year.school_id)
        last = policy._deadline(year.date_start.year, "final_date", grade)
        if today() > last:
            raise UserError(
                self.env._(
                    "After %(date)s nothing of the year %(year)s changes, by nobody "
                    "(Khánh Phú, Điều 25.4).",
                    date=last.strftime("%d/%m/%Y"),
                    year=year.name,
                )
            )

    # -- screens -------------------------------------------------------------------

    def _place_text(self) -> str:
        """Name class, subject and term."""
        parts = (self.class_id.name, self.subject_id.name, self.term_id.name)
        return " · ".join(part for part in parts if part)

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for correction in self:
            if correction.state not in states:
                raise UserError(
                    self.env._(
                        "%(number)s: this is not possible in the state “%(state)s”.",
                        number=correction.number,
                        state=labels[correction.state],
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A request for a correction stays on record."))

    def _journal_scope(self):
        return {"school_code": self.school_id.code, "year_code": self.year_id.name}
