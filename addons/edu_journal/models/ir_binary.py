# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .. import use


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _get_stream_from(self, record, field_name="raw", *args, **kwargs):
        stream = super()._get_stream_from(record, field_name, *args, **kwargs)
        owner = record
        if record._name == "ir.attachment":
            # The file was let out already; to whom it belongs is asked for the record.
            held = record.sudo()
            if held.res_model in self.env and held.res_id:
                owner = self.env[held.res_model].browse(held.res_id)
        if isinstance(owner, self.env.registry["edu.use.mixin"]):
            use.note(self.env, "download", owner._name, owner.ids, field_name)
        return stream
