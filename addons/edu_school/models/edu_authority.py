# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from hocba.letters import SHORT


class EduAuthority(models.Model):
    _name = "edu.authority"
    _description = "Education authority"
    _inherit = ["edu.journal.mixin", "edu.book.text.mixin"]
    _parent_store = True
    _order = "kind, name"

    _journal_fields = ("name", "code", "kind", "parent_id", "email")

    _book_texts = {"name": SHORT}

    name = fields.Char(required=True)
    code = fields.Char(index=True)
    kind = fields.Selection(
        [
            ("ministry", "Ministry of Education and Training"),
            ("department", "Department of Education and Training"),
            ("commune", "Commune People's Committee"),
            ("division", "Division of Education and Training (until 30/6/2025)"),
        ],
        required=True,
        default="commune",
        help="Two-level local government since 1 July 2025: primary and lower"
        " secondary schools are under the commune, upper secondary under the"
        " department.",
    )
    parent_id = fields.Many2one("edu.authority", string="Under", ondelete="restrict")
    parent_path = fields.Char(index=True)
    email = fields.Char(
        help="Anchors of the journals of its schools are sent there, so that they are"
        " kept outside of the schools' systems."
    )
    child_ids = fields.One2many("edu.authority", "parent_id")

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "This authority code is already used."
    )

    def write(self, vals):
        self._check_may_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_used(self):
        self._check_may_change()

    def _check_may_change(self):
        """What stands above schools that work is the operator's: their windows and
        inspectors follow from it."""
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        # Other schools count, which the user may not see.
        schools = self.env["edu.school"].sudo()
        domain = [("authority_id", "child_of", self.ids), ("in_setup", "=", False)]
        if schools.search_count(domain, limit=1):
            raise AccessError(
                self.env._(
                    "Schools work under this authority: the operator changes it."
                )
            )

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("An authority cannot be above itself."))

    @api.model
    def _inspected(self) -> Domain:
        """Return the domain of the schools that the user inspects: those of his
        authority and of all below it."""
        own = self.env.user.edu_authority_id
        return Domain("authority_id", "child_of", own.ids) if own else Domain.FALSE
