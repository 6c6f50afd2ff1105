# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.edu_journal.language import language

from hocba.problems import HocbaError

from ..tools.parameters import changed, rows


class EduRegulation(models.Model):
    """The parameters as a head reads and amends them, a row each."""

    _inherit = "edu.regulation"

    parameter_rows = fields.Json(
        string="Parameter table",
        compute="_compute_parameter_rows",
        inverse="_inverse_parameter_rows",
    )

    @api.depends("parameters", "module", "amends_id.parameters")
    def _compute_parameter_rows(self):
        names = self._subject_names()
        for regulation in self:
            before = regulation.amends_id.parameters
            try:
                found = rows(regulation.module, regulation.parameters, before, names)
            except HocbaError:
                # Somebody is typing JSON; saving it says what is wrong.
                found = False
            regulation.parameter_rows = found

    def _inverse_parameter_rows(self):
        names = self._subject_names()
        for regulation in self.filtered("parameter_rows"):
            try:
                text = changed(
                    regulation.module,
                    regulation.parameters,
                    regulation.parameter_rows,
                    names,
                )
            except HocbaError as error:
                raise ValidationError(error.text(language(self.env)))
            except (AttributeError, KeyError, TypeError):
                raise ValidationError(self.env._("This is no table of parameters."))
            if text != regulation.parameters:
                regulation.parameters = text

    @api.model
    def _subject_names(self):
        # The names of subjects are no secret.
        return {s.code: s.name for s in self.env["edu.subject"].sudo().search([])}
