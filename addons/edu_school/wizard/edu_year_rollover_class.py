# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from hocba.sheets.names import number_key


class EduYearRolloverClass(models.TransientModel):
    _name = "edu.year.rollover.class"
    _description = "Class of the next school year"
    _inherit = ["edu.protected.mixin"]
    _order = "grade_id, sort_key, name, id"

    _protected_fields = (
        "rollover_id",
        "source_id",
        "continues",
        "grade_id",
        "existing_id",
    )

    rollover_id = fields.Many2one(
        "edu.year.rollover", required=True, index=True, ondelete="cascade"
    )
    source_id = fields.Many2one("edu.class", string="This year", readonly=True)
    continues = fields.Boolean(readonly=True)
    grade_id = fields.Many2one("edu.grade", required=True, readonly=True)
    name = fields.Char(
        string="Next year",
        required=True,
        help="Two rows of one name become one class.",
    )
    sort_key = fields.Char(compute="_compute_sort_key", store=True)
    existing_id = fields.Many2one("edu.class", string="Existing class", readonly=True)
    selected = fields.Boolean(string="Create", default=True)
    status = fields.Char(compute="_compute_status")
    learner_count = fields.Integer(string="Learners", compute="_compute_learner_count")

    @api.depends("name")
    def _compute_sort_key(self):
        for row in self:
            row.sort_key = number_key(row.name or "")

    @api.depends("existing_id", "continues", "source_id", "selected")
    def _compute_status(self):
        for row in self:
            if row.existing_id:
                row.status = self.env._("Exists already")
            elif not row.selected:
                row.status = self.env._("Will not be created")
            elif row.continues:
                row.status = self.env._("Goes on from %s", row.source_id.name)
            else:
                row.status = self.env._("For newcomers")

    @api.depends(
        "rollover_id.learner_ids.target_id", "rollover_id.learner_ids.selected"
    )
    def _compute_learner_count(self):
        for row in self:
            learners = row.rollover_id.learner_ids
            row.learner_count = len(
                learners.filtered(
                    lambda li, row=row: li.selected and li.target_id == row
                )
            )

    @api.depends("name", "grade_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.name
