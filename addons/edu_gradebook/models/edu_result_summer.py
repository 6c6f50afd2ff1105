# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .edu_conduct import LEVELS

CELLS = ("summer_level", "summer_task")


class EduResult(models.Model):
    """Who trains in summer, as a row of the sheet in which it is rated."""

    _name = "edu.result"
    _inherit = "edu.result"

    summer_level = fields.Selection(
        LEVELS,
        string="Level after the summer",
        compute="_compute_summer",
        help="TT22/2021, Điều 13.",
    )
    summer_task = fields.Text(string="Task for the summer", compute="_compute_summer")
    columns = fields.Char(compute="_compute_summer_cells")
    editable_columns = fields.Char(
        compute="_compute_summer_cells",
        help="The cells that the user may write now, with commas between them.",
    )
    lock_texts = fields.Json(
        compute="_compute_summer_cells",
        help="By column: which act or order keeps the cell locked.",
    )

    @api.depends("enrolment_id")
    def _compute_summer(self):
        # Whoever reads the result of the year reads what improved it.
        rows = self.sudo()._summer_rows()
        for result in self:
            for name in CELLS:
                result[name] = rows[result.id][name] or False

    @api.depends_context("uid")
    @api.depends("enrolment_id")
    def _compute_summer_cells(self):
        # Why a cell is closed is told to whoever reads the row.
        locks = self.env["edu.summer.training"]._cell_locks(
            self.sudo()._summer_rows().values()
        )
        for result in self:
            found = locks[result.id]
            result.columns = "summer_level"
            result.editable_columns = ",".join(c for c in CELLS if c not in found)
            result.lock_texts = {name: lock.message for name, lock in found.items()}

    def _summer_rows(self) -> dict[int, dict]:
        """Return what the sheet knows of each of these results (sudo)."""
        trainings = {
            training.enrolment_id: training
            for training in self.env["edu.summer.training"].search(
                [("enrolment_id", "in", self.enrolment_id.ids)]
            )
        }
        none = self.env["edu.summer.training"]
        return {
            result.id: {
                "id": result.id,
                "enrolment_id": result.enrolment_id.id,
                "class_id": result.class_id.id,
                "class_name": result.class_id.name,
                "training_year": result.training_year,
                "training_id": training.id,
                "summer_level": training.level or "",
                "summer_task": training.task or "",
            }
            for result in self
            for training in [trainings.get(result.enrolment_id, none)]
        }
