# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import ValidationError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _check_serving_attachments(self):
        """A file with an address of its own can be a script of every page."""
        result = super()._check_serving_attachments()
        if self.env.su or self.env.user._is_system():
            return result
        if any(file.type == "binary" and file.url for file in self):
            raise ValidationError(
                self.env._("Only who has Settings gives a file an address of its own.")
            )
        return result
