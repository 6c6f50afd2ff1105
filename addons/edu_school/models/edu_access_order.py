# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.edu_journal.models.edu_protected_mixin import CONTEXT_KEY, SENTINEL

from ..dates import today
from ..factor import deciding

SCOPE = (
    "number",
    "reason",
    "duty_id",
    "year_id",
    "class_ids",
    "subject_id",
    "valid_from",
    "valid_to",
)
ACTS = (
    "user_id",
    "whole_school",
    "given_by_id",
    "given_on",
    "withdrawn_by_id",
    "withdrawn_on",
)
CACHE = "edu_access_order"


class EduAccessOrder(models.Model):
    """By the head's order an administrator may read results (Bến Tre Đ8.5).

    Without one he reads none. It names a holder of the duty, classes or the whole
    school, perhaps one subject, and hours; it opens and ends by the clock of the
    database, is never changed and never deleted. He reads and never writes.
    """

    _name = "edu.access.order"
    _description = "Order to let results be read"
    _inherit = [
        "edu.duty.access.mixin",
        "edu.protected.mixin",
        "edu.journal.mixin",
        "edu.duty.guard",
    ]
    _order = "valid_from desc, id desc"
    _rec_name = "number"

    _rights_by_school = ("head", "deputy", "board")
    _guard_rights = ("head",)
    _guard_fixed = ("year_id",)
    _protected_fields = ACTS
    _journal_fields = (*SCOPE, *ACTS)

    number = fields.Char(string="Decision number", copy=False)
    reason = fields.Char(required=True)
    duty_id = fields.Many2one(
        "edu.duty",
        string="Administrator",
        required=True,
        ondelete="restrict",
        domain="[('kind', '=', 'administrator')]",
    )
    user_id = fields.Many2one(
        "res.users", string="Account", readonly=True, copy=False, ondelete="restrict"
    )
    year_id = fields.Many2one(
        "edu.school.year",
        string="School year",
        required=True,
        ondelete="restrict",
        default=lambda self: self._running_year(),
    )
    school_id = fields.Many2one(
        "edu.school", related="year_id.school_id", store=True, index=True
    )
    class_ids = fields.Many2many(
        "edu.class",
        string="Classes of the order",
        domain="[('year_id', '=', year_id)]",
        help="Empty: all classes that the school has in this year when it is ordered.",
    )
    whole_school = fields.Boolean(string="All classes", readonly=True, copy=False)
    subject_id = fields.Many2one(
        "edu.subject",
        ondelete="restrict",
        help="Empty: all subjects, conduct and results. Otherwise marks and results in"
        " this subject alone.",
    )
    valid_from = fields.Datetime(
        string="From",
        required=True,
        default=lambda self: fields.Datetime.now(),
        copy=False,
    )
    valid_to = fields.Datetime(
        string="To",
        required=True,
        default=lambda self: fields.Datetime.now() + timedelta(hours=24),
        copy=False,
    )
    given_by_id = fields.Many2one(
        "res.users", string="Ordered by", readonly=True, copy=False
    )
    given_on = fields.Datetime(string="Ordered on", readonly=True, copy=False)
    withdrawn_by_id = fields.Many2one(
        "res.users", string="Withdrawn by", readonly=True, copy=False
    )
    withdrawn_on = fields.Datetime(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("coming", "Coming"),
            ("running", "In force"),
            ("ended", "Ended"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_state",
    )

    _times = models.Constraint(
        "CHECK(valid_from < valid_to)", "An order ends after it begins."
    )
    _whole = models.Constraint(
        "CHECK((given_on IS NULL) = (given_by_id IS NULL)"
        " AND (given_on IS NULL OR (number IS NOT NULL AND user_id IS NOT NULL)))",
        "An order has a number and names who may read.",
    )
    _user_idx = models.Index("(user_id, valid_to) WHERE given_on IS NOT NULL")

    @api.model
    def _running_year(self):
        schools = self._own_access(["head"]).school_id
        day = today()
        # Which year runs at his own school is no secret of the head.
        years = self.env["edu.school.year"].sudo()
        running = [("date_start", "<=", day), ("school_id", "in", schools.ids)]
        return years.search(running, order="date_start desc", limit=1)

    @api.depends("given_on", "withdrawn_on", "valid_from", "valid_to")
    def _compute_state(self):
        now = self._clock()
        for order in self:
            if not order.given_on:
                order.state = "draft"
            elif order.withdrawn_on:
                order.state = "withdrawn"
            elif now < order.valid_from:
                order.state = "coming"
            else:
                order.state = "running" if now < order.valid_to else "ended"

    # -- what is open now ----------------------------------------------------------

    @api.model
    def _clock(self):
        """Return the moment by the clock of the database."""
        self.env.cr.execute("SELECT clock_timestamp() AT TIME ZONE 'UTC'")
        return self.env.cr.fetchone()[0]

    @api.model
    def _in_force(self, seconds=0) -> list[dict]:
        """Return number, classes and subject of the user's orders of this moment.

        They are asked once in a transaction. Holding the duty is asked as well: an
        administrator who is none any more reads nothing.

        :param seconds: also those that ended so many seconds ago
        """
        known = self.env.cr.cache.setdefault(CACHE, {})
        if (self.env.uid, seconds) not in known:
            known[self.env.uid, seconds] = self._ask_in_force(seconds)
        return known[self.env.uid, seconds]

    def _ask_in_force(self, seconds):
        self.env["edu.access.order"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH clock AS (
                    SELECT clock_timestamp() AT TIME ZONE 'UTC' AS moment
                )
                SELECT o.id, o.number, o.subject_id,
                       array_agg(r.edu_class_id) AS classes
                  FROM clock, edu_access_order o
                  JOIN edu_access_order_edu_class_rel r ON r.edu_access_order_id = o.id
                 WHERE o.user_id = %s AND o.given_on IS NOT NULL
                   AND o.valid_from <= moment
                   AND least(o.valid_to, o.withdrawn_on)
                       > moment - %s * interval '1 second'
                   AND EXISTS (
                       SELECT FROM edu_access a
                        WHERE a.user_id = o.user_id AND a.school_id = o.school_id
                          AND a."right" = 'administrator'
                          AND a.valid_from <= moment AND a.valid_to > moment)
                 GROUP BY o.id
                 ORDER BY o.id
                """,
                self.env.uid,
                seconds,
            )
        )
        return self.env.cr.dictfetchall()

    @api.model
    def _domain_for(self, model) -> Domain:
        """Return which records of ``model`` the user's orders open at this moment."""
        found = []
        for order in self._in_force():
            domain = Domain("class_id", "in", order["classes"])
            if order["subject_id"]:
                if "subject_id" not in model._fields:
                    continue
                # Which subject a component belongs to is no secret.
                subject = self.env["edu.subject"].sudo().browse(order["subject_id"])
                marked = subject._marked()
                subjects = (marked | marked.component_ids).ids
                domain &= Domain("subject_id", "in", subjects)
            found.append(domain)
        return Domain.OR(found)

    # -- who -----------------------------------------------------------------------

    @api.model
    def _duty_domain(self):
        """The head, deputies and board read all orders, an administrator his own."""
        schools = self._own_access(self._rights_by_school).school_id
        mine = Domain("user_id", "=", self.env.uid) & Domain("given_on", "!=", False)
        return Domain("school_id", "in", schools.ids) | mine

    def _guard_passes(self, scope):
        # In set-up there is no head yet, and so no order.
        return self.env["edu.access"]._has("head", **scope, hold=True)

    # -- drafts --------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self.env.cr.cache.pop(CACHE, None)
        return super().create(vals_list)

    def write(self, vals):
        self.env.cr.cache.pop(CACHE, None)
        if set(SCOPE) & set(vals) and self.env.context.get(CONTEXT_KEY) is not SENTINEL:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._check_draft()

    def _check_draft(self):
        for order in self:
            if order.given_on:
                raise UserError(
                    self.env._(
                        "Order %(number)s is given: it is never changed or deleted."
                        " Withdraw it and give another one.",
                        number=order.number,
                    )
                )

    @api.constrains("class_ids", "year_id", "duty_id")
    def _check_scope(self):
        for order in self:
            # Where the classes lie is no secret of who orders.
            known = order.sudo()
            if known.class_ids.year_id - known.year_id:
                raise ValidationError(
                    self.env._("The classes belong to the school year of the order.")
                )
            duty = known.duty_id
            if duty.kind != "administrator" or duty.school_id != known.school_id:
                raise ValidationError(
                    self.env._("An order names an administrator of this school.")
                )

    # -- acts ----------------------------------------------------------------------

    @deciding
    def action_give(self):
        """Let the administrator read from then on, for the hours named. Duty: head.

        :raises UserError: no number, too many hours, over already, or no account
        """
        self._begin(("head",))
        # The duty was checked; the acts of an order are written by the system.
        for order in self.sudo():
            order._check_draft()
            order._check_complete()
            classes = order.class_ids
            whole = not classes
            if whole:
                classes = self.env["edu.class"].sudo()
                classes = classes.search([("year_id", "=", order.year_id.id)])
            order._write_protected(
                {
                    "class_ids": [(6, 0, classes.ids)],
                    "whole_school": whole,
                    "user_id": order.duty_id.user_id.id,
                    "given_by_id": self.env.uid,
                    "given_on": self._clock(),
                }
            )
        return True

    def action_withdraw(self):
        """End orders at once. Duty: head, deputy."""
        self._begin(("head", "deputy"))
        for order in self.sudo():
            if order.given_on and not order.withdrawn_on:
                order._write_protected(
                    {"withdrawn_by_id": self.env.uid, "withdrawn_on": self._clock()}
                )
        return True

    def _begin(self, rights):
        # The duty decides, not what its holder may read besides.
        for school in self.sudo().school_id:
            self.env["edu.access"]._check(rights, school=school)
        self.sudo().lock_for_update(allow_referencing=True)

    def _check_complete(self):
        most = self.env["edu.policy"]._for(self.school_id).access_order_hours
        if not (self.number or "").strip():
            raise UserError(self.env._("State the number of the decision."))
        if self.valid_to - self.valid_from > timedelta(hours=most):
            raise UserError(
                self.env._(
                    "The school's policy allows %(hours)s hours at most.", hours=most
                )
            )
        if self.valid_to <= self._clock():
            raise UserError(self.env._("The hours named are over already."))
        if not self.duty_id.user_id:
            raise UserError(
                self.env._("%(name)s has no account.", name=self.duty_id.display_name)
            )

    def _journal_scope(self):
        return {"school_code": self.school_id.code, "year_code": self.year_id.name}
