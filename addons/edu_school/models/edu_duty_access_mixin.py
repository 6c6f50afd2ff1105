# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import functools

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.edu_journal.names import model_name


class EduDutyAccessMixin(models.AbstractModel):
    """Who reads a record of results is decided by duty, in Python.

    A group or an edited record rule opens nothing here: search, read and write see
    only what one of the user's duties of today covers, reading also what the head's
    order opens to an administrator. Record rules are the second fence.
    """

    _name = "edu.duty.access.mixin"
    _description = "Record read by duty"
    _inherit = ["edu.use.mixin", "edu.derived.mixin"]

    _rights_by_school: tuple[str, ...] = ("head", "deputy")
    _rights_by_class: tuple[str, ...] = ("homeroom",)
    _rights_by_subject: tuple[str, ...] = ()
    #: What inspectors of the authority read of the schools under it.
    _inspected = Domain.FALSE
    #: Whether the head's order to let results be read opens it (BT-8.5).
    _read_by_order = False

    @api.model
    def _own_access(self, rights, hold=False):
        """Return the user's access rows of today with one of ``rights``.

        With ``hold`` they stay until this transaction ends.
        """
        return self.env["edu.access"]._own(rights, hold)

    @api.model
    def _duty_domain(self) -> Domain:
        """Return what the user's duties of today let him read."""
        rows = self._own_access(
            self._rights_by_school + self._rights_by_class + self._rights_by_subject
        )
        schools = rows.filtered(lambda r: r.right in self._rights_by_school).school_id
        classes = rows.filtered(lambda r: r.right in self._rights_by_class).class_id
        pairs: dict[int, set[int]] = {}
        for row in rows:
            if row.right in self._rights_by_subject:
                pairs.setdefault(row.class_id.id, set()).add(row.subject_id.id)
        domain = Domain("school_id", "in", schools.ids)
        if classes:
            domain |= Domain("class_id", "in", classes.ids)
        for class_id, subject_ids in pairs.items():
            domain |= Domain("class_id", "=", class_id) & Domain(
                "subject_id", "in", sorted(subject_ids)
            )
        return domain | self._inspected_domain()

    @api.model
    def _inspected_domain(self) -> Domain:
        if self._inspected.is_false():
            return Domain.FALSE
        schools = self.env["edu.authority"]._inspected()
        return self._inspected & Domain("school_id", "any!", schools)

    @api.model
    def _readable_domain(self) -> Domain:
        """Return what the user may read by duty, or by an order of the head."""
        if not self._read_by_order:
            return self._duty_domain()
        return self._duty_domain() | self.env["edu.access.order"]._domain_for(self)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or self.env.su or not any(self._ids):
            return result
        reading = operation == "read"
        domain = self._readable_domain() if reading else self._duty_domain()
        # The duty decides on stored columns that the user may not read himself.
        allowed = self.sudo().filtered_domain(domain)
        forbidden = self - self.browse(allowed.ids)
        if forbidden:
            return forbidden, functools.partial(self._duty_error, forbidden)
        return None

    def _duty_error(self, records):
        return AccessError(
            self.env._(
                "%(record)s: none of your duties of today covers this record.",
                record=model_name(records),
            )
        )

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._readable_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
