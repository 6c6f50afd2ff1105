# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError

from ..names import model_name


class EduDerivedMixin(models.AbstractModel):
    """Stored columns that follow from other records are written by nobody.

    Odoo's ``readonly`` is decoration: a remote call may store what it likes in a
    related column, such as the class of a conduct record or the account of a duty.
    """

    _name = "edu.derived.mixin"
    _description = "Record with derived columns"

    def write(self, vals):
        if not self.env.su:
            self._check_derived(vals)
        return super().write(vals)

    def _check_derived(self, names):
        fields = [self._fields[name] for name in sorted(names) if name in self._fields]
        labels = [
            field._description_string(self.env)
            for field in fields
            if field.store and field.compute and field.readonly
        ]
        if labels:
            raise AccessError(
                self.env._(
                    "%(record)s: %(fields)s follow from other records and are not"
                    " written.",
                    record=model_name(self),
                    fields=", ".join(labels),
                )
            )
