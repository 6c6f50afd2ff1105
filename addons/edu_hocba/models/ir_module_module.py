# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def button_uninstall(self):
        self._check_no_issued_books()
        return super().button_uninstall()

    def module_uninstall(self):
        self._check_no_issued_books()
        return super().module_uninstall()

    def _check_no_issued_books(self):
        """Refuse to drop the tables of issued books: they are kept permanently.

        Uninstalling any addon below takes this one with it.
        """
        doomed = self | self.downstream_dependencies()
        if "edu_hocba" not in doomed.mapped("name"):
            return
        # Whoever uninstalls need not be able to read the books that forbid it.
        books = self.env["edu.hocba.year"].sudo()
        count = books.search_count([("state", "in", ("issued", "final", "withdrawn"))])
        if count:
            raise UserError(
                self.env._(
                    "%(count)s issued học bạ are kept in this database permanently"
                    " (Decree 88/2026/NĐ-CP, Article 8): this addon cannot be"
                    " uninstalled.",
                    count=count,
                )
            )
