# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class EduReviewLine(models.TransientModel):
    """What a data reviewer finds in a class, for one look (Khánh Phú Đ18.1, Đ18.2).

    It names learner and place, never a mark: who reviews data reads no results.
    """

    _name = "edu.review.line"
    _description = "Finding of a data review"
    _inherit = ["edu.own.wizard.mixin"]
    _order = "id"

    class_name = fields.Char(string="Class", readonly=True)
    part = fields.Char(readonly=True)
    problem = fields.Char(string="Finding", readonly=True)

    @api.model
    def _open(self, classes):
        # Each user reads what was found for him alone.
        found = self.sudo().create(
            [
                {"class_name": class_.name, "part": part, "problem": problem}
                for class_ in classes.sorted()
                for part, problem in class_._review()
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Data review · %s", ", ".join(classes.mapped("name"))),
            "res_model": self._name,
            "views": [(False, "list")],
            "domain": [("id", "in", found.ids)],
            "help": self.env._("Nothing is missing and nothing differs."),
        }
