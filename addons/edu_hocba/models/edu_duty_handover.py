# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError


class EduDutyHandover(models.Model):
    _inherit = "edu.duty.handover"

    def _unfinished_work(self):
        """Signatures that wait for who leaves, and the keys that are his to give."""
        # How many wait tells nothing of a learner; whose key it is, is no secret.
        user = self.sudo().from_employee_id.user_id
        slots = self.env["edu.signature.slot"].sudo()
        waiting = slots.search_count(
            [("user_id", "=", user.id), ("state", "in", ("waiting", "ready"))]
        )
        work = super()._unfinished_work()
        if waiting:
            work.append(
                self.env._(
                    "%(count)s signatures in học bạ are not given: withdraw and"
                    " create these books again after the hand-over",
                    count=waiting,
                )
            )
        keys = self.env["edu.certificate"].sudo().search([("user_id", "=", user.id)])
        return work + [
            self.env._("Key device of certificate %s", key.display_name) for key in keys
        ]

    def action_print_minutes(self):
        """Download the minutes of a decided hand-over; the file checks the access."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/edu_hocba/duty-handover/{self.id}.pdf",
            "target": "download",
        }

    def _minutes(self) -> tuple[str, bytes]:
        """Return name and content of the minutes.

        :raises AccessError: the user neither leads the school nor hands or takes over
        :raises UserError: not decided yet
        """
        from ..report import handover_pdf

        self.ensure_one()
        self.check_access("read")
        # Whoever reads the hand-over reads who took part in it.
        handover = self.sudo()
        if handover.state != "done":
            raise UserError(
                self.env._("The minutes are written when the head has decided.")
            )
        name = f"Bien-ban-ban-giao-{handover.id}.pdf"
        self.env["edu.journal"]._record_use("print", self, name)
        return name, handover_pdf.render(handover)
