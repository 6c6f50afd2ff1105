# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import ValidationError

from odoo.addons.edu_journal.names import model_name

LINKING = ("registrar", "homeroom")


class EduDutyGuard(models.AbstractModel):
    """Records that only holders of certain duties may write.

    Access rights and record rules are the second fence; this is the first, as
    whoever edits groups or rules must gain nothing by it.
    """

    _name = "edu.duty.guard"
    _description = "Record written by duty"
    _inherit = ["edu.derived.mixin"]

    _guard_rights: tuple[str, ...] = ("registrar", "administrator")
    #: Where a record belongs: set once, as moving it would move all that hangs on it.
    _guard_fixed: tuple[str, ...] = ()

    def _guard_scopes(self) -> list[dict]:
        """Where the duty must lie (keywords of ``edu.access._has``); one is enough.

        A scope may name its own ``rights`` instead of ``_guard_rights``.
        """
        self.ensure_one()
        return [{"school": self.school_id}]

    def _guard(self) -> None:
        if self.env.su:
            return
        access, seen = self.env["edu.access"], set()
        # The scope decides, not what the caller may read of it.
        for record in self.sudo():
            scopes = record._guard_scopes()
            key = repr(scopes)
            if key in seen:
                continue
            seen.add(key)
            if not any(record._guard_passes(scope) for scope in scopes):
                scope = {"rights": self._guard_rights, **(scopes[0] if scopes else {})}
                access._refuse(**scope)

    def _guard_link(self) -> None:
        """Refuse whoever keeps the accounts to link one to a learner: on the portal
        its holder reads results (Bến Tre Đ8.5). Duty: registrar, homeroom teacher.
        """
        if self.env.su:
            return
        # The scope decides, not what the caller may read of it.
        for record in self.sudo().filtered("partner_id"):
            scopes = [{**s, "rights": LINKING} for s in record._guard_scopes()]
            if not any(record._guard_passes(scope) for scope in scopes):
                self.env["edu.access"]._refuse(**scopes[0])

    def _guard_passes(self, scope: dict) -> bool:
        school = scope["class_"].school_id if "class_" in scope else scope.get("school")
        if school and school.in_setup:
            group = "edu_school.group_administrator"
            return self.env.user.has_group(group)
        scope = {"rights": self._guard_rights, **scope}
        return self.env["edu.access"]._has(**scope, hold=True)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._guard()
        return records

    def write(self, vals):
        self._guard()
        self._guard_place(vals)
        result = super().write(vals)
        # A row must not be moved to where the caller holds no duty.
        self._guard()
        return result

    def _guard_place(self, vals) -> None:
        if self.env.su:
            return
        for name in self._guard_fixed:
            if name in vals and any(
                self._fields[name].convert_to_write(record[name], record) != vals[name]
                for record in self
            ):
                raise ValidationError(
                    self.env._(
                        "%(record)s: “%(field)s” is never changed. Create another one.",
                        record=model_name(self),
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_duty(self):
        self._guard()
