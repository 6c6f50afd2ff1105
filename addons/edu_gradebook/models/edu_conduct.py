# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.edu_journal.models.edu_protected_mixin import CONTEXT_KEY, SENTINEL

from hocba.letters import LONG
from hocba.words import LEVEL_TITLES

from ..tools.locks.lock_order import LockOrders
from ..tools.locks.locked import guard_rows

LEVELS = list(LEVEL_TITLES.items())


class EduConduct(models.Model):
    """Rèn luyện of a learner in a term, rated by the homeroom teacher."""

    _name = "edu.conduct"
    _description = "Conduct"
    _inherit = [
        "edu.duty.access.mixin",
        "edu.protected.mixin",
        "edu.journal.mixin",
        "edu.book.text.mixin",
    ]
    _order = "class_id, term_id, sequence, id"
    _rec_name = "student_id"
    _read_by_order = True

    _protected_fields = ("enrolment_id", "term_id", "state")
    _journal_fields = ("level", "remark", "state")

    _book_texts = {"remark": LONG}

    enrolment_id = fields.Many2one(
        "edu.enrolment", required=True, ondelete="restrict", index=True
    )
    term_id = fields.Many2one("edu.term", required=True, ondelete="restrict")
    student_id = fields.Many2one(
        "edu.student", related="enrolment_id.student_id", store=True, string="Learner"
    )
    sequence = fields.Integer(
        related="enrolment_id.number", store=True, string="No. in class"
    )
    class_id = fields.Many2one(
        "edu.class", related="enrolment_id.class_id", store=True, index=True
    )
    school_id = fields.Many2one(
        "edu.school", related="enrolment_id.school_id", store=True
    )
    level = fields.Selection(
        LEVELS, string="Conduct level", help="TT22/2021, Điều 8: rèn luyện of the term."
    )
    remark = fields.Text(string="Homeroom remark")
    state = fields.Selection(
        [("open", "Open"), ("locked", "Locked")], required=True, default="open"
    )
    lock_text = fields.Char(
        string="Why locked",
        compute="_compute_lock_text",
        help="Which act or order keeps the rating locked now.",
    )

    _enrolment_term_uniq = models.Constraint(
        "UNIQUE(enrolment_id, term_id)",
        "The learner has a conduct record of this term already.",
    )

    def init(self):
        guard_rows(
            self,
            locked="OLD.state = 'locked'",
            names=("enrolment_id", "term_id", "level", "remark", "state"),
            filled="TRUE",
        )

    @api.model
    def _open_for(self, enrolments):
        """Create the empty records of each term; the caller has checked the duty."""
        known = self.search([("enrolment_id", "in", enrolments.ids)])
        seen = {(conduct.enrolment_id, conduct.term_id) for conduct in known}
        self._create_protected(
            [
                {"enrolment_id": enrolment.id, "term_id": term.id}
                for enrolment in enrolments
                for term in enrolment.year_id.term_ids
                if (enrolment, term) not in seen
            ]
        )

    @api.depends("state")
    def _compute_lock_text(self):
        texts = self._lock_texts()
        for conduct in self:
            conduct.lock_text = texts.get(conduct._origin.id, "")

    def _lock_texts(self) -> dict[int, str]:
        """Say of each of these records that is locked now by which act or order."""
        # That something is locked, and by whom, is told to whoever finds the lock.
        conducts = self.sudo()
        rows = {
            conduct.id: {
                "year_id": conduct.term_id.year_id.id,
                "term_code": conduct.term_id.code,
                "level": conduct.class_id.grade_id.level,
                "grade_id": conduct.class_id.grade_id.id,
                "class_id": conduct.class_id.id,
                "enrolment_id": conduct.enrolment_id.id,
            }
            for conduct in conducts
            if conduct.id
        }
        orders = LockOrders(self.env, "conduct", rows.values())
        whole = self.env._("Locked with the marks of the class.")
        texts = {
            conduct.id: whole
            if conduct.state == "locked"
            else orders.text(rows[conduct.id], "conduct")
            for conduct in conducts.browse(rows)
        }
        return {id_: text for id_, text in texts.items() if text}

    def write(self, vals):
        granted = self.env.context.get(CONTEXT_KEY) is SENTINEL
        if {"level", "remark"} & set(vals) and not granted:
            self._check_may_write()
        result = super().write(vals)
        if "level" in vals:
            # Results follow; the homeroom teacher does not write them.
            self.env["edu.result"].sudo()._recompute(self.sudo().enrolment_id)
        return result

    def _check_may_write(self):
        """Refuse whoever is not the homeroom teacher today, and any locked record.

        :raises AccessError: no such duty
        :raises UserError: locked
        """
        # The duty decides, not what its holder may read besides.
        conducts = self.sudo()
        if not self.env.su:
            for class_ in conducts.class_id:
                self.env["edu.access"]._check("homeroom", class_=class_)
        refusals = self._refusals()
        if refusals:
            refused = conducts.browse(next(iter(refusals)))
            raise UserError(
                self.env._(
                    "Conduct of class %(class_name)s cannot be changed. %(why)s",
                    class_name=refused.class_id.name,
                    why=refusals[refused.id],
                )
            )

    def _refusals(self) -> dict[int, str]:
        """Say of each of these records why it cannot be written now, whoever asks.

        The save asks here, and so does every check of a file.
        """
        texts = self._lock_texts()
        # That a learner left is told to whoever rates him.
        for conduct in self.sudo():
            if conduct.enrolment_id.state != "active":
                texts[conduct.id] = self.env._(
                    "%(names)s left the class: the record there is closed.",
                    names=conduct.student_id.name,
                )
        return texts

    @api.ondelete(at_uninstall=False)
    def _unlink_except_rated(self):
        if self.filtered(lambda conduct: conduct.level or conduct.remark):
            raise UserError(self.env._("A conduct record that was filled in stays."))

    def _journal_scope(self):
        return {**self.enrolment_id._gradebook_scope(), "duty": "homeroom"}
