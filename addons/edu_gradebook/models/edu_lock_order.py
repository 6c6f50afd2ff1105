# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.edu_journal.models.edu_protected_mixin import CONTEXT_KEY, SENTINEL
from odoo.addons.edu_school.dates import end_of
from odoo.addons.edu_school.factor import deciding

from ..tools.locks.lock_order import ALL
from ..tools.texts import moment
from .edu_entry_plan import COLUMNS

DECIDING = ("head", "deputy")
PREPARING = (*DECIDING, "registrar", "administrator")
BOOKS = [
    ("marks", "Marks and remarks"),
    ("conduct", "Conduct"),
    ("quality", "Qualities and competences"),
]
OF_BOOK = {"conduct": ("conduct",), "quality": ("quality_mid", "quality")}
SCOPE = (
    "kind",
    "school_id",
    "year_id",
    "term_id",
    "grade_id",
    "class_id",
    "subject_id",
    "book",
    "column_name",
    "enrolment_ids",
    "opens_at",
    "locks_at",
    "hours",
    "number",
)
ACTS = (
    "state",
    "reason",
    "proposed_by_id",
    "proposed_on",
    "ordered_by_id",
    "ordered_on",
    "executed_by_id",
    "executed_on",
    "withdrawn_by_id",
    "withdrawn_on",
    "withdraw_reason",
)


def books_of(column) -> str:
    """Return the book that a column stands in."""
    return next((book for book, names in OF_BOOK.items() if column in names), "marks")


class EduLockOrder(models.Model):
    """When cells may be written, by the head's order (Bến Tre Đ4, Đ8, Đ11).

    A calendar opens and locks by the clock of the database, whether anybody executes
    it or not; an opening lets named cells be written for some hours more, once the
    administrator has executed it.
    """

    _name = "edu.lock.order"
    _description = "Lock order"
    _inherit = [
        "edu.protected.mixin",
        "edu.journal.mixin",
        "edu.duty.guard",
        "edu.waiting.mixin",
    ]
    _order = "year_id desc, term_id, locks_at, id"

    _guard_rights = PREPARING
    _guard_fixed = ("year_id",)
    _protected_fields = ("kind", "enrolment_ids", "hours", *ACTS)
    _journal_fields = (*SCOPE, *ACTS)

    kind = fields.Selection(
        [
            ("calendar", "Calendar"),
            ("opening", "Opening again"),
            ("final", "Final lock of a term"),
        ],
        required=True,
        default="calendar",
    )
    year_id = fields.Many2one(
        "edu.school.year", required=True, ondelete="restrict", string="School year"
    )
    school_id = fields.Many2one(
        "edu.school", related="year_id.school_id", store=True, index=True
    )
    term_id = fields.Many2one("edu.term", ondelete="restrict")
    grade_id = fields.Many2one("edu.grade", ondelete="restrict")
    class_id = fields.Many2one("edu.class", ondelete="restrict")
    subject_id = fields.Many2one("edu.subject", ondelete="restrict")
    book = fields.Selection(BOOKS, required=True, default="marks")
    column_name = fields.Selection(
        [(ALL, "All columns"), *COLUMNS], string="Column", required=True, default=ALL
    )
    enrolment_ids = fields.Many2many(
        "edu.enrolment", string="For learners", help="Empty: all learners of the class."
    )
    opens_at = fields.Datetime(help="Vietnamese time. Empty: open from the beginning.")
    locks_at = fields.Datetime(help="Vietnamese time. From this moment it is locked.")
    hours = fields.Integer(
        readonly=True, help="For how long an opening lasts from its execution."
    )
    number = fields.Char(string="Decision number")
    reason = fields.Char()
    state = fields.Selection(
        [
            ("draft", "Proposed"),
            ("ordered", "Ordered"),
            ("executed", "Executed"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="draft",
    )
    proposed_by_id = fields.Many2one("res.users", string="Proposed by", readonly=True)
    proposed_on = fields.Datetime(readonly=True)
    ordered_by_id = fields.Many2one("res.users", string="Ordered by", readonly=True)
    ordered_on = fields.Datetime(readonly=True)
    executed_by_id = fields.Many2one("res.users", string="Executed by", readonly=True)
    executed_on = fields.Datetime(readonly=True)
    withdrawn_by_id = fields.Many2one("res.users", string="Withdrawn by", readonly=True)
    withdrawn_on = fields.Datetime(readonly=True)
    withdraw_reason = fields.Char(string="Reason of the withdrawal", readonly=True)

    _times = models.Constraint(
        "CHECK(opens_at < locks_at)", "An order locks after it opens."
    )
    _some_time = models.Constraint(
        "CHECK(kind = 'final' OR COALESCE(opens_at, locks_at) IS NOT NULL)",
        "An order says when it opens or when it locks.",
    )
    _opening_ends = models.Constraint(
        "CHECK(kind <> 'opening' OR (opens_at IS NOT NULL AND locks_at IS NOT NULL"
        " AND class_id IS NOT NULL))",
        "An opening names its class, its beginning and its end.",
    )
    _year_idx = models.Index("(year_id, book, state)")

    @api.depends(
        "kind", "book", "column_name", "term_id", "class_id", "grade_id", "number"
    )
    def _compute_display_name(self):
        columns = dict(self._fields["column_name"]._description_selection(self.env))
        books = dict(self._fields["book"]._description_selection(self.env))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        # What an order is about is no secret of whoever reads the order.
        for order, known in zip(self, self.sudo(), strict=True):
            what = columns.get(order.column_name)
            if order.kind == "final":
                what = kinds["final"]
            elif order.column_name == ALL:
                what = books.get(order.book)
            parts = [
                what,
                known.subject_id.name,
                known.term_id.name,
                known.class_id.name or known.grade_id.name,
            ]
            order.display_name = " · ".join(part for part in parts if part)

    @api.constrains("year_id", "term_id", "class_id", "grade_id", "book", "column_name")
    def _check_scope(self):
        for order in self:
            if (order.term_id.year_id or order.year_id) != order.year_id or (
                order.class_id.year_id or order.year_id
            ) != order.year_id:
                raise ValidationError(
                    self.env._("Term and class belong to the school year of the order.")
                )
            if order.column_name != ALL and books_of(order.column_name) != order.book:
                raise ValidationError(
                    self.env._("The book of the order has no such column.")
                )

    # -- drafts ------------------------------------------------------------------

    def write(self, vals):
        if set(SCOPE) & set(vals) and self.env.context.get(CONTEXT_KEY) is not SENTINEL:
            self._check_state("draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._check_state("draft")

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for order in self:
            if order.state not in states:
                raise UserError(
                    self.env._(
                        "“%(order)s” is %(state)s: this is no longer possible. An order"
                        " is never changed; withdraw it and give another one.",
                        order=order.display_name,
                        state=labels[order.state].lower(),
                    )
                )

    def action_generate(self):
        """Propose a calendar for the years that run, from plan, terms and policy.

        Each column locks some days after it is due (``lock_grace_days``). Duty: head,
        deputy, registrar, administrator. What stands in the calendar is kept.
        """
        # It acts for the caller's school; rows that a press sends along are his to see.
        self.check_access("read")
        plans = self.env["edu.entry.plan"]
        schools = self._own_schools(PREPARING)
        if not schools:
            self.env["edu.access"]._refuse(PREPARING)
        # Terms and plan of his own school are no secret of who prepares the calendar.
        terms = plans._running_years(schools.sudo()).term_ids
        due = {
            (plan.term_id, plan.column_name): plan.due_date
            for plan in plans.sudo().search([("term_id", "in", terms.ids)])
        }
        known = {
            (order.term_id, order.column_name)
            for order in self.sudo().search([("term_id", "in", terms.ids)])
            if order.kind == "calendar" and order.state not in ("refused", "withdrawn")
        }
        rows = []
        for term in terms:
            grace = self.env["edu.policy"]._for(term.school_id).lock_grace_days
            for column, part in plans._default_columns(term.school_id).items():
                if (term, column) in known:
                    continue
                day = due.get((term, column)) or plans._default_date(term, part)
                rows.append(
                    {
                        "year_id": term.year_id.id,
                        "term_id": term.id,
                        "book": books_of(column),
                        "column_name": column,
                        "locks_at": end_of(day + timedelta(days=grace)),
                    }
                )
        self.create(rows)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _own_schools(self, rights):
        return self.env["edu.gradebook"]._own_access(list(rights)).school_id

    # -- acts --------------------------------------------------------------------

    @deciding
    def action_order(self):
        """Put orders in force from now on. Duty: head, deputy.

        :raises UserError: not a draft, or beyond what the authority has set
        """
        self._begin(DECIDING)
        # The duty was checked; the acts of an order are written by the system.
        for order in self.sudo():
            order._check_state("draft")
            order._check_window()
            order._act("ordered")
            policy = self.env["edu.policy"]._for(order.school_id)
            if order.kind == "final":
                order._lock_term()
                order._act("executed")
            elif order.kind == "opening" and not policy.unlock_by_administrator:
                order._begin_opening()
                order._act("executed")
        self._touch_scope()
        self.sudo()._tell()
        return True

    def action_execute(self):
        """Note that orders are executed; an opening opens with it (Bến Tre Đ8).

        Duty: administrator.
        """
        self._begin(("administrator",))
        for order in self.sudo():
            order._check_state("ordered")
            if order.kind == "opening":
                order._begin_opening()
            order._act("executed")
        self._touch_scope()
        self.sudo()._tell()
        return True

    @deciding
    def action_refuse(self):
        """Refuse proposals. Duty: head, deputy."""
        self._begin(DECIDING)
        for order in self.sudo():
            order._check_state("draft")
            order._act("refused", "withdrawn")
        self.sudo()._tell()
        return True

    @deciding
    def action_withdraw(self, reason=False):
        """Take orders back; what they locked opens again. Duty: head, deputy.

        :raises UserError: no reason
        """
        self._begin(DECIDING)
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("State the reason."))
        for order in self.sudo():
            order._check_state("ordered", "executed")
            if order.kind == "final":
                raise UserError(
                    self.env._("The final lock stays: ask for a correction instead.")
                )
            order._write_protected({"withdraw_reason": reason.strip()})
            order._act("withdrawn")
        self._touch_scope()
        self.sudo()._tell()
        return True

    def _begin(self, rights):
        """Check the duty for each order, and hold the orders until the end."""
        access = self.env["edu.access"]
        # The duty decides, not what its holder may read besides.
        for school in self.sudo().school_id:
            access._check(rights, school=school)
        self.sudo().lock_for_update(allow_referencing=True)

    def _act(self, state, stamp=None):
        stamp = stamp or state
        self._write_protected(
            {
                "state": state,
                f"{stamp}_by_id": self.env.uid,
                f"{stamp}_on": fields.Datetime.now(),
            }
        )

    def _check_window(self):
        """Refuse times that the authority's windows do not allow (Đắk Lắk Đ12)."""
        for window in self.env["edu.lock.window"]._of(self):
            if (
                window.locks_at
                and (not self.locks_at or self.locks_at > window.locks_at)
            ) or (
                window.opens_at and self.opens_at and self.opens_at < window.opens_at
            ):
                raise UserError(
                    self.env._(
                        "“%(order)s” goes beyond what %(authority)s has set: from "
                        "%(start)s to %(end)s.",
                        order=self.display_name,
                        authority=window.authority_id.name,
                        start=moment(self.env, window.opens_at) or "…",
                        end=moment(self.env, window.locks_at) or "…",
                    )
                )

    def _touch_scope(self):
        """Write the rows that the orders are about: a save that began before is
        refused by the database, repeated, and sees the orders."""
        tables = {
            "marks": "edu_gradebook",
            "conduct": "edu_conduct",
            "quality": "edu_quality_line",
        }
        for order in self.sudo():
            domain = Domain("class_id.year_id", "=", order.year_id.id)
            if order.class_id:
                domain &= Domain("class_id", "=", order.class_id.id)
            if order.grade_id:
                domain &= Domain("class_id.grade_id", "=", order.grade_id.id)
            if order.term_id and order.book != "quality":
                domain &= Domain("term_id", "=", order.term_id.id)
            table = tables[order.book]
            rows = self.env[table.replace("_", ".")].sudo().search(domain)
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET write_date = write_date WHERE id = ANY(%s)",
                    SQL.identifier(table),
                    rows.ids,
                )
            )

    def _journal_scope(self):
        return {"school_code": self.school_id.code, "year_code": self.year_id.name}
