# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: What a school that has no rules of its own does well to choose.
RECOMMENDED = {"minlength": 10, "edu_lock_minutes": 15, "edu_session_hours": 12}


class ResConfigSettings(models.TransientModel):
    """Safety of accounts: Odoo's own means, set for all staff in one place (BT-4.5)."""

    _inherit = "res.config.settings"

    edu_recommended = fields.Boolean(
        string="Use what is recommended", help="Fills the numbers in; then save."
    )
    edu_lock_minutes = fields.Integer(
        string="Lock the screen after (minutes)",
        help="Staff who do nothing for so long enter their password again. 0: never.",
    )
    edu_session_hours = fields.Integer(
        string="Log in again after (hours)",
        help="However busy they are, staff log in again after so long. 0: never.",
    )
    edu_without_mail = fields.Integer(
        string="Staff whom no code reaches", compute="_compute_edu_without_mail"
    )

    _edu_times = models.Constraint(
        "CHECK(edu_lock_minutes >= 0 AND edu_session_hours >= 0)",
        "Times are not below zero.",
    )

    @api.depends("company_id")
    def _compute_edu_without_mail(self):
        group = self.env.ref("edu_school.group_staff")
        staff = self.env["res.users"].search(
            [("all_group_ids", "in", group.ids), ("email", "=", False)]
        )
        # The secret is no field that could be searched for its absence.
        self.env.cr.execute(
            "SELECT count(*) FROM res_users WHERE id = ANY(%s) AND totp_secret IS NULL",
            [staff.ids],
        )
        self.edu_without_mail = self.env.cr.fetchone()[0]

    @api.onchange("edu_recommended")
    def _onchange_edu_recommended(self):
        if self.edu_recommended:
            self.update(RECOMMENDED)

    @api.constrains("minlength")
    def _check_edu_minlength(self):
        for settings in self:
            # A first password is typed by hand, once.
            if settings.minlength > 64:
                raise ValidationError(
                    self.env._("Nobody types passwords of more than 64 characters.")
                )

    @api.model
    def get_values(self):
        group = self.env.ref("edu_school.group_staff")
        return {
            **super().get_values(),
            # Closed in every installation, whatever the parameter says.
            "auth_signup_uninvited": "b2b",
            "edu_lock_minutes": group.lock_timeout_inactivity,
            "edu_session_hours": group.lock_timeout // 60,
        }

    def set_values(self):
        result = super().set_values()
        group = self.env.ref("edu_school.group_staff")
        values = {
            "lock_timeout_inactivity": self.edu_lock_minutes,
            "lock_timeout": self.edu_session_hours * 60,
        }
        if any(group[name] != value for name, value in values.items()):
            group.write(values)
        return result
