# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.edu_lock_order import DECIDING
from ..tools.locks.lock_order import PROPOSING_FINAL


class EduLockFinal(models.TransientModel):
    """Lock a term of classes for good, or propose it, having seen what is missing
    (Bến Tre Đ4.9c, Bình Phước Đ14). Each act checks the duty itself."""

    _name = "edu.lock.final"
    _description = "Lock a term"
    _inherit = ["edu.own.wizard.mixin"]

    class_ids = fields.Many2many("edu.class", string="Classes to lock", required=True)
    year_id = fields.Many2one("edu.school.year", compute="_compute_year_id")
    term_id = fields.Many2one(
        "edu.term", help="Left empty, the whole school year is locked at once."
    )
    reason = fields.Char()
    missing = fields.Text(compute="_compute_missing")
    needs = fields.Text(compute="_compute_missing")
    seen = fields.Boolean(string="I have seen the list; lock nevertheless")
    can_decide = fields.Boolean(compute="_compute_can_decide")

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        classes = self.env["edu.class"]
        if self.env.context.get("active_model") == classes._name:
            classes = classes.browse(self.env.context.get("active_ids", ()))
            values["class_ids"] = [Command.set(classes.ids)]
            classes.sudo().year_id._check_terms()
            # Which terms a year has is no secret.
            terms = classes.sudo().year_id.term_ids
            if not self.env.context.get("edu_whole_year"):
                values["term_id"] = self._first_open(classes, terms).id
        return values

    @api.model
    def _first_open(self, classes, terms):
        books = self.env["edu.gradebook"].sudo()
        opened = books.search(
            [("class_id", "in", classes.ids), ("state", "=", "open")]
        ).term_id
        return (opened.sorted("code") or terms)[:1]

    @api.depends("class_ids")
    def _compute_year_id(self):
        for wizard in self:
            wizard.year_id = wizard.class_ids.year_id[:1]

    @api.depends_context("uid")
    @api.depends("class_ids")
    def _compute_can_decide(self):
        access = self.env["edu.access"]
        for wizard in self:
            wizard.can_decide = all(
                access._has(DECIDING, school=school)
                for school in wizard.class_ids._origin.sudo().school_id
            )

    @api.depends("class_ids", "term_id")
    def _compute_missing(self):
        for wizard in self:
            # The duty decides who is told what is missing, not what he reads besides.
            classes = wizard.class_ids._origin.sudo()
            for school in classes.school_id:
                self.env["edu.access"]._check(PROPOSING_FINAL, school=school)
            wizard.missing = wizard._of_classes(classes, "_missing_for_lock")
            wizard.needs = wizard._of_classes(classes, "_book_needs")

    def _of_classes(self, classes, question):
        """Ask each class about the terms that are to be locked (sudo)."""
        term = self.term_id._origin.sudo()
        texts = [
            class_.name + "\n" + "\n".join(found)
            for class_ in classes
            if (found := getattr(class_, question)(term or class_.year_id.term_ids))
        ]
        return "\n\n".join(texts)

    def action_propose(self):
        """Propose the lock to the head. Duty: member of the board, head, deputy."""
        self._propose()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("The proposal waits for the head."),
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_lock(self):
        """Lock at once. Duty: head, deputy.

        :raises UserError: anything is missing; the message lists all of it. What only
            the books will lack has to be seen first.
        """
        self.ensure_one()
        # The duty decides, not what its holder may read besides.
        for school in self.class_ids.sudo().school_id:
            self.env["edu.access"]._check(DECIDING, school=school)
        if self.needs and not self.seen:
            raise UserError(
                self.env._(
                    "The books will lack this; read it and confirm, or have it "
                    "completed first:\n%s",
                    self.needs,
                )
            )
        if self.term_id:
            self._propose().action_order()
        else:
            self.class_ids.action_lock_marks()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _propose(self):
        self.ensure_one()
        if not self.term_id:
            raise UserError(self.env._("Choose the term that is to be locked."))
        orders = self.env["edu.lock.order"]
        return orders.browse(
            [
                orders.propose_final(self.term_id.id, class_.id, self.reason)
                for class_ in self.class_ids
            ]
        )
