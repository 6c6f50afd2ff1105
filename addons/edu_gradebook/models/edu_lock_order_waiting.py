# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from .edu_lock_order import DECIDING


class EduLockOrder(models.Model):
    """For whom an order waits today: the head decides, the administrator executes."""

    _inherit = "edu.lock.order"  # pylint: disable=consider-merging-classes-inherited

    standing = fields.Selection(
        [
            ("draft", "Proposed"),
            ("ordered", "To be executed"),
            ("unopened", "Not open yet"),
            ("coming", "Locks later"),
            ("open", "Open now"),
            ("locked", "Locked"),
            ("ended", "Opening is over"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_standing",
        help="What the order does at this moment.",
    )
    can_decide = fields.Boolean(compute="_compute_mine")
    can_execute = fields.Boolean(compute="_compute_mine")
    waiting = fields.Boolean(
        string="Waiting for me", compute="_compute_mine", search="_search_waiting"
    )

    @api.model
    def _own_waiting(self):
        """Return the schools where the user decides, and where he executes."""
        return (
            self._own_schools(DECIDING),
            self._own_schools(("administrator",)),
        )

    @api.depends("state", "kind", "opens_at", "locks_at")
    def _compute_standing(self):
        now = fields.Datetime.now()
        for order in self:
            past = bool(order.locks_at) and order.locks_at <= now
            early = bool(order.opens_at) and order.opens_at > now
            if order.state not in ("ordered", "executed"):
                order.standing = order.state
            elif order.kind == "final":
                order.standing = "locked"
            elif order.kind == "opening" and order.state == "ordered":
                order.standing = "ordered"
            elif order.kind == "opening":
                order.standing = "ended" if past else "open"
            else:
                # a calendar goes by the clock, whether anybody executes it or not
                order.standing = "locked" if past else "unopened" if early else "coming"

    @api.depends_context("uid")
    @api.depends("state", "school_id")
    def _compute_mine(self):
        deciding, executing = self._own_waiting()
        for order in self:
            order.can_decide = order.state == "draft" and order.school_id in deciding
            order.can_execute = (
                order.state == "ordered" and order.school_id in executing
            )
            order.waiting = order.can_decide or order.can_execute

    def _search_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        deciding, executing = self._own_waiting()
        mine = (
            Domain("state", "=", "draft") & Domain("school_id", "in", deciding.ids)
        ) | (Domain("state", "=", "ordered") & Domain("school_id", "in", executing.ids))
        return mine if True in value else ~mine

    # -- activities ------------------------------------------------------------------

    @api.model
    def _waiting_domain(self, schools):
        return Domain("school_id", "in", schools.ids) & Domain(
            "state", "in", ("draft", "ordered")
        )

    def _waits_for(self):
        if self.state not in ("draft", "ordered") or self._batch()[:1] != self:
            return {}
        if self.state == "draft":
            heads = self._holders_of("head", school=self.school_id)
            people = heads or self._holders_of("deputy", school=self.school_id)
            return dict.fromkeys(people - self.proposed_by_id, "decide")
        people = self._holders_of("administrator", school=self.school_id)
        return dict.fromkeys(people, "execute")

    def _batch(self):
        """Return the orders that are one thing to do: openings stand for themselves,
        a calendar and a final lock of many classes are decided in one list."""
        if self.kind == "opening":
            return self
        return self.search(
            [
                ("year_id", "=", self.year_id.id),
                ("kind", "=", self.kind),
                ("state", "=", self.state),
            ],
            order="id",
        )

    def _waiting_text(self, what):
        count = len(self._batch())
        about = {"order": self.display_name, "count": count}
        if what == "outcome":
            states = dict(self._fields["state"]._description_selection(self.env))
            about["state"] = states[self.state].lower()
            summary = self.env._("%(order)s: %(state)s", **about)
        elif what == "decide" and count > 1:
            summary = self.env._("%(count)s lock orders to decide", **about)
        elif what == "decide":
            summary = self.env._("To decide: %(order)s", **about)
        elif count > 1:
            summary = self.env._("%(count)s lock orders to execute", **about)
        else:
            summary = self.env._("To execute: %(order)s", **about)
        return summary, self.reason or ""

    def _tell(self):
        """Bring the activities up to date after an act, also of orders that are
        decided in the same list."""
        others = self.search(self._waiting_domain(self.school_id))
        (self | others)._sync_waiting()
        for order in self:
            settled = order.state in ("executed", "refused", "withdrawn")
            asker = order.proposed_by_id
            if settled and asker and asker != self.env.user:
                order._tell_outcome(asker, "outcome")
