# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.edu_journal import use


# Beside what an entry says of its author: a file of its own.
class EduJournal(models.Model):
    """The journal holds every mark: the group of its readers alone opens nothing, the
    head reads what is of his school."""

    _inherit = "edu.journal"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _read_domain(self) -> Domain:
        rows = self.env["edu.access"]._own(["head"])
        return Domain("school_code", "in", rows.school_id.mapped("code"))

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or self.env.su or not any(self._ids):
            return result
        # The duty decides on the place of an entry, which is no secret.
        allowed = self.sudo().filtered_domain(self._read_domain())
        forbidden = self - self.browse(allowed.ids)
        if forbidden:
            return forbidden, self._closed
        return None

    def _read_format(self, fnames, load="_classic_read"):
        # What stands here is what stood in the records: reading it is a use as well.
        if not self.env.su:
            use.note(self.env, "read", self._name, self.ids)
        return super()._read_format(fnames, load)

    def _closed(self):
        return AccessError(
            self.env._("The journal of a school is opened to its head alone.")
        )

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._read_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
