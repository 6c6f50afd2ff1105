# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .. import use


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        self._note_print(report_ref, res_ids)
        return super()._render_qweb_pdf(report_ref, res_ids, data)

    def _render_qweb_html(self, report_ref, docids, data=None):
        self._note_print(report_ref, docids)
        return super()._render_qweb_html(report_ref, docids, data)

    def _render_qweb_text(self, report_ref, docids, data=None):
        self._note_print(report_ref, docids)
        return super()._render_qweb_text(report_ref, docids, data)

    def _note_print(self, report_ref, ids):
        if not self.env.su:
            # Which record type a report prints is no secret.
            report = self._get_report(report_ref).sudo()
            ids = [ids] if isinstance(ids, int) else ids or []
            use.note(self.env, "print", report.model, ids, report.name)
