# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError

#: what runs as code, what decides who may write that, and the settings of the server
OF_SETTINGS = frozenset(
    (
        "base.automation",
        "base.import.module",
        "base.language.import",
        "base.module.uninstall",
        "base.module.update",
        "base.module.upgrade",
        "digest.tip",
        "fetchmail.server",
        "fs.storage",
        "ir.actions.act_url",
        "ir.actions.act_window",
        "ir.actions.actions",
        "ir.actions.client",
        "ir.actions.report",
        "ir.actions.server",
        "ir.actions.todo",
        "ir.asset",
        "ir.config_parameter",
        "ir.cron",
        "ir.mail_server",
        "ir.model",
        "ir.model.constraint",
        "ir.model.data",
        "ir.model.fields",
        "ir.model.fields.selection",
        "ir.model.inherit",
        "ir.model.relation",
        "ir.module.module",
        "ir.ui.view",
        "mail.mail",
        "res.config.settings",
    )
)
#: whose very reading is a way in: the key of links, and links that set a password
SECRET = ("ir.config_parameter", "mail.mail")


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    @api.model
    def check(self, model, mode="read", raise_exception=True):
        """Code is written by Settings alone, whatever access somebody gives himself.

        Whoever keeps access rights may edit these very rows, and Odoo lets him define
        fields, whose computation is code that runs as the superuser.
        """
        allowed = super().check(model, mode, raise_exception)
        if not allowed or self.env.su or model not in OF_SETTINGS:
            return allowed
        if (mode == "read" and model not in SECRET) or self.env.user._is_system():
            return allowed
        if raise_exception:
            raise self._make_access_error(model, mode)
        return False

    def _make_access_error(self, model, mode):
        if mode != "read" and model in OF_SETTINGS:
            return AccessError(
                self.env._(
                    "%(model)s: only who has Settings changes it, as it can hold code.",
                    model=self.env["ir.model"]._get(model).name or model,
                )
            )
        return super()._make_access_error(model, mode)
