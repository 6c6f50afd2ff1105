# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from odoo.addons.edu_school.factor import deciding

from ..tools.lacking.missing import missing_for_lock, of_terms
from ..tools.results.snapshot import class_snapshot

DECIDING = ("head", "deputy")
OPENING = ("registrar", "administrator")


class EduClass(models.Model):
    _inherit = "edu.class"

    gradebook_ids = fields.One2many("edu.gradebook", "class_id")
    marks_state = fields.Selection(
        [("none", "No gradebooks"), ("open", "Open"), ("locked", "Locked")],
        string="Marks",
        compute="_compute_marks_state",
    )
    gradebook_count = fields.Integer(
        string="Gradebooks", compute="_compute_marks_state"
    )

    can_propose = fields.Boolean(compute="_compute_can_propose")

    is_primary = fields.Boolean(compute="_compute_is_primary")

    @api.depends("grade_id.level")
    def _compute_is_primary(self):
        for class_ in self:
            class_.is_primary = class_.grade_id.level == "primary"

    @api.depends("gradebook_ids.state")
    def _compute_marks_state(self):
        # Whether marks are locked is no secret of those who may read them.
        groups = (
            self.env["edu.gradebook"]
            .sudo()
            ._read_group(
                [("class_id", "in", self.ids)], ["class_id", "state"], ["__count"]
            )
        )
        counts = {(class_.id, state): count for class_, state, count in groups}
        for class_ in self:
            opened = counts.get((class_._origin.id, "open"), 0)
            locked = counts.get((class_._origin.id, "locked"), 0)
            class_.gradebook_count = opened + locked
            class_.marks_state = "open" if opened else "locked" if locked else "none"

    @api.depends_context("uid")
    def _compute_can_propose(self):
        mine = self.env["edu.access"]._own(["homeroom"]).class_id
        for class_ in self:
            class_.can_propose = class_._origin in mine

    def _active_results(self):
        return self.env["edu.result"].search(
            [("class_id", "in", self.ids), ("enrolment_id.state", "=", "active")]
        )

    # -- opening --------------------------------------------------------------

    def action_open_gradebooks(self):
        """Create gradebooks for each subject and term. Duty: registrar, administrator.

        Running it again adds what is missing, and nothing else.
        """
        for class_ in self:
            # The duty decides, not what its holder may read besides.
            self.env["edu.access"]._check(OPENING, school=class_.sudo().school_id)
            class_.sudo().year_id._check_terms()
            class_._check_not_locked()
        self.env["edu.gradebook"]._open_for(self)
        return True

    def action_update_gradebooks(self):
        """Bring gradebooks in line with a curriculum that changed. Duty: registrar.

        :raises UserError: marks would be lost; the message names learners and columns
        """
        for class_ in self:
            # The duty decides, not what its holder may read besides.
            self.env["edu.access"]._check("registrar", school=class_.sudo().school_id)
            class_._check_not_locked()
        self.env["edu.gradebook"]._update_for(self)
        return True

    def write(self, vals):
        choice = {"optional_subject_ids", "topic_subject_ids"} & set(vals)
        if not self.env.su and {"grade_id", "programme"} & set(vals):
            self._check_no_gradebooks(vals)
        if choice and not self.env.su:
            self._check_not_locked()
        result = super().write(vals)
        if choice:
            self.env["edu.gradebook"]._update_for(self)
        return result

    def _check_no_gradebooks(self, vals):
        """Grade and programme choose the law and the subjects of open gradebooks."""
        for class_ in self.filtered("gradebook_count"):
            if class_.grade_id.id != vals.get(
                "grade_id", class_.grade_id.id
            ) or class_.programme != vals.get("programme", class_.programme):
                raise UserError(
                    self.env._(
                        "Class %(class_name)s has gradebooks: grade and programme can "
                        "no longer change.",
                        class_name=class_.name,
                    )
                )

    def _check_not_locked(self):
        """A subject added to a locked class would open it again."""
        for class_ in self.filtered(lambda c: c.marks_state == "locked"):
            raise UserError(
                self.env._("Marks of class %s are locked already.", class_.name)
            )

    # -- locking --------------------------------------------------------------

    @deciding
    def action_lock_marks(self):
        """Lock marks and conduct of the year. Duty: head, deputy.

        :raises UserError: anything is missing; the message lists all of it
        """
        for class_ in self:
            # The duty decides, not what its holder may read besides.
            self.env["edu.access"]._check(DECIDING, school=class_.sudo().school_id)
            class_.sudo()._lock_marks()
        return True

    @deciding
    def action_lock_term(self, term_id):
        """Lock marks and conduct of one term for good. Duty: head, deputy.

        :raises UserError: anything is missing; the message lists all of it
        """
        orders = self.env["edu.lock.order"]
        for class_ in self:
            order_id = orders.propose_final(term_id, class_.id)
            orders.browse(order_id).action_order()
        return True

    def _lock_marks(self, term=None):
        """Lock the year, or one of its terms (sudo); with the last of them results
        are final."""
        self.ensure_one()
        records = self._claim_for_lock()
        books, lines, conducts, qualities, results = records
        terms = term or self.year_id.term_ids
        books, conducts, qualities = of_terms(terms, books, conducts, qualities)
        open_books = books.filtered(lambda book: book.state == "open")
        if not open_books:
            raise UserError(
                self.env._("Marks of class %s are locked already.", self.name)
            )
        missing = missing_for_lock(self, books, lines, conducts, qualities, terms)
        if missing:
            raise UserError(
                self.env._(
                    "Class %(class_name)s cannot be locked, there is still missing:\n"
                    "%(missing)s",
                    class_name=self.name,
                    missing="\n".join(missing),
                )
            )
        # The last look at the marks; from the lock on their results stand as recorded.
        results._recompute(results.enrolment_id)
        open_books._write_protected(
            {
                "state": "locked",
                "locked_by_id": self.env.uid,
                "locked_on": fields.Datetime.now(),
            }
        )
        conducts._write_protected({"state": "locked"})
        qualities._write_protected({"state": "locked"})
        if self.marks_state == "locked":
            results._write_protected({"final": True})

    def _records_to_lock(self):
        of_class = [("class_id", "=", self.id)]
        # Lines too: a cell emptied since this transaction began must stop the lock.
        return [
            self.env[model].search(of_class)
            for model in (
                "edu.gradebook",
                "edu.gradebook.line",
                "edu.conduct",
                "edu.quality.line",
                "edu.result",
            )
        ]

    def _claim_for_lock(self):
        """Hold everything that a lock is about.

        :raises UserError: somebody saves at this moment
        """
        records = self._records_to_lock()
        try:
            for rows in records:
                rows.lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(
                self.env._(
                    "Somebody is saving in class %(class_name)s at this moment. "
                    "Please try again.",
                    class_name=self.name,
                )
            )
        return records

    # -- deciding -------------------------------------------------------------

    def action_propose_decisions(self):
        """Propose promotion and awards as computed. Duty: homeroom teacher.

        Learners whose result is pending are left out and named; run it again when
        their retests or summer training are entered.
        """
        pending = self.env["edu.result"]
        for class_ in self:
            self.env["edu.access"]._check("homeroom", class_=class_)
            class_.sudo()._check_locked()
            # Proposals follow from results that only the duty lets one read.
            pending |= self.env["edu.decision"].sudo()._propose(class_.sudo())
        message = self.env._("The proposals stand ready for the head.")
        if pending:
            message = self.env._(
                "Proposed, but for %(names)s: retest or summer training is open.",
                names=", ".join(pending.student_id.mapped("name")),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "warning" if pending else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @deciding
    def action_decide(self, number=False):
        """Decide promotion and awards as proposed. Duty: head, deputy."""
        for class_ in self:
            # The duty decides, not what its holder may read besides.
            self.env["edu.access"]._check(DECIDING, school=class_.sudo().school_id)
            class_.sudo()._check_locked()
            self.env["edu.decision"].sudo()._decide(class_.sudo(), number)
        return True

    @deciding
    def action_close_summer(self):
        """End the time for retests and summer training: what is open has failed.

        Duty: head, deputy.
        """
        for class_ in self:
            # The duty decides, not what its holder may read besides.
            self.env["edu.access"]._check(DECIDING, school=class_.sudo().school_id)
            class_.sudo()._check_locked()
            results = class_.sudo()._active_results()
            waiting = results.filtered(lambda result: result.promotion == "PENDING")
            waiting._write_protected({"summer_closed": True})
            waiting._recompute(waiting.enrolment_id)
        return True

    def _check_locked(self):
        if self.marks_state != "locked":
            raise UserError(
                self.env._("Marks of class %s are not locked yet.", self.name)
            )

    def _results_snapshot(self) -> dict[int, dict]:
        """Return the facts of the locked year, by enrolment, ready for JSON.

        The caller has checked the duty.

        :raises UserError: marks are not locked
        """
        self.ensure_one()
        # Freezing a year reads all of it; the caller has checked who may do that.
        class_ = self.sudo()
        class_._check_locked()
        return class_snapshot(class_)

    # -- screens --------------------------------------------------------------

    def action_view_gradebooks(self):
        """Open the gradebooks of the class."""
        return self._gradebook_action("edu_gradebook.edu_gradebook_action")

    def action_view_results(self):
        """Open the results of the class."""
        return self._gradebook_action("edu_gradebook.edu_result_action")

    def action_view_conduct(self):
        """Open the conduct of the class."""
        return self._gradebook_action("edu_gradebook.edu_conduct_action")

    def action_view_qualities(self):
        """Open qualities and competences of the class (primary)."""
        return self._gradebook_action("edu_gradebook.edu_quality_line_action")

    def action_view_decisions(self):
        """Open promotion and awards of the class."""
        return self._gradebook_action("edu_gradebook.edu_decision_action")

    def _gradebook_action(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["display_name"] = f"{action['name']} · {self.name}"
        action["domain"] = [("class_id", "=", self.id)]
        action["context"] = {"default_class_id": self.id}
        return action
