# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class EduGradebook(models.Model):
    """What a teacher may ask for in a locked gradebook, and has asked for."""

    _inherit = "edu.gradebook"

    def _may_request(self) -> dict[str, bool]:
        """Say which requests to offer; each request checks the duty itself."""
        self.ensure_one()
        duty = self._entry_duties().of(self.class_id.id, self.subject_id.id)
        return {
            "edu_may_propose": bool(duty),
            "edu_may_ask": duty == "subject_teacher",
        }

    def open_requests(self) -> list[dict]:
        """Return what waits for others about this gradebook: proposals to open cells
        again, and corrections. Duty: whoever reads the gradebook and the requests.

        :return: ``{model, id, text}`` each
        """
        self.ensure_one()
        self.check_access("read")
        orders = self.env["edu.lock.order"].search(
            [
                ("kind", "=", "opening"),
                ("state", "in", ("draft", "ordered")),
                ("class_id", "=", self.class_id.id),
                ("subject_id", "=", self.subject_id.id),
                ("term_id", "=", self.term_id.id),
            ]
        )
        corrections = self.env["edu.correction"].search(
            [
                ("gradebook_id", "=", self.id),
                ("state", "in", ("requested", "witnessed")),
            ]
        )
        return [self._as_request(o, self._opening_text(o)) for o in orders] + [
            self._as_request(c, self._correction_text(c)) for c in corrections
        ]

    def _as_request(self, record, text):
        return {"model": record._name, "id": record.id, "text": text}

    def _opening_text(self, order):
        names = dict(order._fields["column_name"]._description_selection(self.env))
        column = names[order.column_name]
        if order.state == "draft":
            return self.env._("Opening of %s: waits for the head", column)
        return self.env._("Opening of %s: ordered, not yet executed", column)

    def _correction_text(self, correction):
        states = dict(correction._fields["state"]._description_selection(self.env))
        return f"{correction.number}: {states[correction.state].lower()}"
