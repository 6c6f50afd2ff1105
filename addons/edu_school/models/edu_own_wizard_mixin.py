# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import functools

from odoo import api, models
from odoo.fields import Domain


class EduOwnWizardMixin(models.AbstractModel):
    """What a person fills in on the way to an act is his alone.

    Odoo opens transient records to everybody with access to the model: a colleague
    could change what the head is about to confirm. An edited rule opens nothing here.
    """

    _name = "edu.own.wizard.mixin"
    _description = "Wizard of its creator"

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or self.env.su or not any(self._ids):
            return result
        # Whose it is, is asked before anything of it may be read.
        foreign = self.sudo().filtered(
            lambda wizard: wizard.create_uid.id != self.env.uid
        )
        if foreign:
            foreign = self.browse(foreign.ids)
            rules = self.env["ir.rule"]
            return foreign, functools.partial(
                rules._make_access_error, operation, foreign
            )
        return None

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & Domain("create_uid", "=", self.env.uid)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
