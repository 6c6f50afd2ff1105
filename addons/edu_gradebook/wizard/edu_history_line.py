# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from odoo.addons.edu_journal.models.edu_journal_use import FIELDS as USES

from ..tools.texts import stored_text

MOST = 2000


class EduHistoryLine(models.TransientModel):
    """What the journal says of values that the user's duty covers, for one look
    (Bến Tre Đ8.5). The journal itself is closed to everybody."""

    _name = "edu.history.line"
    _description = "History of a value"
    _order = "at desc, id"

    at = fields.Datetime(string="Time", readonly=True)
    user_name = fields.Char(string="Who", readonly=True)
    duty = fields.Char(readonly=True)
    behalf = fields.Char(string="On behalf of", readonly=True)
    record = fields.Char(string="About", readonly=True)
    label = fields.Char(string="Content", readonly=True)
    old_value = fields.Char(string="Old value", readonly=True)
    new_value = fields.Char(string="New value", readonly=True)
    reason = fields.Char(readonly=True)

    @api.model
    def _open(self, name, *records):
        """Show the history of records of several models.

        :raises AccessError: the user may not read one of them
        """
        found = self.browse()
        for rows in records:
            rows.check_access("read")
            self.env["edu.journal"]._record_use("read", rows, "history")
            # The journal is closed to every role; the duty for the rows was checked.
            entries = (
                self.env["edu.journal"]
                .sudo()
                .search(
                    [
                        ("model", "=", rows._name),
                        ("res_id", "in", rows.ids),
                        # Who looked at it is for the head alone.
                        ("field", "not in", USES),
                    ],
                    limit=MOST,
                )
            )
            # Each user reads what was copied for him alone.
            found |= self.sudo().create(
                [self._copied(rows, entry) for entry in entries]
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("History · %s", name),
            "res_model": self._name,
            "views": [(False, "list"), (False, "kanban")],
            "mobile_view_mode": "kanban",
            "domain": [("id", "in", found.ids)],
            "target": "current",
        }

    @api.model
    def _copied(self, rows, entry):
        field = rows._fields.get(entry.field)
        return {
            "at": entry.at,
            "user_name": entry.user_name,
            "duty": self._duty_label(entry.duty),
            "behalf": entry.behalf,
            "record": entry.res_name,
            "label": field._description_string(self.env) if field else entry.field,
            "old_value": stored_text(self.env, field, entry.old),
            "new_value": stored_text(self.env, field, entry.new),
            "reason": entry.reason,
        }

    @api.model
    def _duty_label(self, duty):
        kinds = self.env["edu.duty"]._fields["kind"]._description_selection(self.env)
        return dict(kinds).get(duty, duty)
