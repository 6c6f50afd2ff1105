# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools.lacking.book_needs import book_needs
from ..tools.lacking.missing import missing_for_lock, of_terms
from ..tools.locks.lock_order import PROPOSING_FINAL


class EduClass(models.Model):
    """Who may have a term of the class locked, and what it still lacks."""

    _inherit = "edu.class"  # pylint: disable=consider-merging-classes-inherited

    can_lock_term = fields.Boolean(compute="_compute_can_lock_term")

    @api.depends_context("uid")
    @api.depends("gradebook_ids.state", "school_id")
    def _compute_can_lock_term(self):
        access = self.env["edu.access"]
        own = {
            school: access._has(PROPOSING_FINAL, school=school)
            for school in self.school_id
        }
        for class_ in self:
            class_.can_lock_term = class_.marks_state == "open" and own.get(
                class_.school_id
            )

    def _missing_for_lock(self, terms) -> list[str]:
        """Say what a lock of these terms would still refuse (sudo)."""
        self.ensure_one()
        books, lines, conducts, qualities, _results = self._records_to_lock()
        books, conducts, qualities = of_terms(terms, books, conducts, qualities)
        return missing_for_lock(self, books, lines, conducts, qualities, terms)

    def _book_needs(self, terms) -> list[str]:
        """Say what the books will lack although these terms can be locked (sudo)."""
        self.ensure_one()
        _books, lines, conducts, _qualities, _results = self._records_to_lock()
        return book_needs(self, lines, conducts, terms)
