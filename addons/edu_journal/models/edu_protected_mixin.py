# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools.misc import clean_context

from ..names import model_name

CONTEXT_KEY = "edu_protected"
# An object of this process: no remote call can send it.
SENTINEL = object()


class EduProtectedMixin(models.AbstractModel):
    """Fields that only server code may write, whatever the caller's rights."""

    _name = "edu.protected.mixin"
    _description = "Record with protected fields"

    _protected_fields: tuple[str, ...] = ()

    def _write_protected(self, vals) -> bool:
        """Write protected fields. The caller has checked duty and state."""
        return self.with_context(**{CONTEXT_KEY: SENTINEL}).write(vals)

    @api.model
    def _create_protected(self, vals_list):
        """Create with protected fields. The caller has checked duty and state."""
        created = self.with_context(**{CONTEXT_KEY: SENTINEL}).create(vals_list)
        return created.with_env(self.env)

    def _unlink_protected(self) -> bool:
        """Delete what the system alone deletes. The caller has checked all of it."""
        return self.with_context(**{CONTEXT_KEY: SENTINEL}).unlink()

    def _check_unlink_protected(self):
        """Refuse a deletion that does not come from :meth:`_unlink_protected`."""
        if self.env.context.get(CONTEXT_KEY) is not SENTINEL:
            raise AccessError(
                self.env._(
                    "%(record)s: only the system deletes it.", record=model_name(self)
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get(CONTEXT_KEY) is SENTINEL:
            # Server code says all of it: the caller's context adds nothing.
            context = clean_context(self.env.context)
            return super(
                EduProtectedMixin, self.with_env(self.env(context=context))
            ).create(vals_list)
        for vals in vals_list:
            self._check_protected(
                name
                for name in self._protected_fields
                if name in vals and not self._is_default(name, vals[name])
            )
        # A default sent in the context would write as well as a value.
        forbidden = {f"default_{name}" for name in self._protected_fields}
        if forbidden & set(self.env.context):
            context = {k: v for k, v in self.env.context.items() if k not in forbidden}
            self = self.with_env(self.env(context=context))
        return super().create(vals_list)

    def write(self, vals):
        if self.env.context.get(CONTEXT_KEY) is not SENTINEL:
            self._check_protected(set(self._protected_fields) & set(vals))
        return super().write(vals)

    def _is_default(self, name, value) -> bool:
        default = self._fields[name].default
        return (value or False) == ((default(self) if default else False) or False)

    def _check_protected(self, names):
        labels = [self._fields[n]._description_string(self.env) for n in sorted(names)]
        if labels:
            raise AccessError(
                self.env._(
                    "%(record)s: the system alone writes %(fields)s.",
                    record=model_name(self),
                    fields=", ".join(labels),
                )
            )
