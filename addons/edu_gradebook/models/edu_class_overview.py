# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.edu_school.dates import today

from ..tools.overview import PERIODS, class_overview

READING = ("head", "deputy")


# Beside the marks of a class, what is read of them as a whole: a file of its own.
class EduClass(models.Model):
    """Bảng tổng hợp lớp: the class over all subjects, for who answers for it."""

    _inherit = "edu.class"  # pylint: disable=consider-merging-classes-inherited

    def overview(self, period="year"):
        """Return learners and subjects of the class as one table.

        Duty: homeroom teacher of the class, head, deputy. It is read in one batch of
        questions, however many learners there are.

        :param period: ``hk1``, ``hk2`` or ``year``
        """
        self.ensure_one()
        if period not in PERIODS:
            raise UserError(self.env._("There is no such period: %s", period))
        access = self.env["edu.access"]
        if not access._has("homeroom", class_=self):
            # The duty decides, not what its holder may read besides.
            access._check(READING, school=self.sudo().school_id)
        # The duty over the class was just checked; what it covers is read at once.
        table = class_overview(self.sudo(), period)
        results = (
            self.sudo()
            .env["edu.result"]
            .browse(row["result_id"] for row in table["rows"])
        )
        self.env["edu.journal"]._record_use(
            "read", results.student_id, f"overview {period}"
        )
        return table

    @api.model
    def overview_classes(self):
        """Return the classes of this school year whose overview the user may see."""
        gradebooks = self.env["edu.gradebook"]
        own = gradebooks._own_access(["homeroom"]).class_id
        schools = gradebooks._own_access(READING).school_id
        # His duties say which classes; their names are no secret.
        classes = self.sudo().search(
            [
                ("gradebook_ids", "!=", False),
                ("year_id.date_start", "<=", today()),
                "|",
                ("id", "in", own.ids),
                ("school_id", "in", schools.ids),
            ]
        )
        newest = {}
        for class_ in classes:
            year = newest.get(class_.school_id, class_.year_id)
            newest[class_.school_id] = max(
                year, class_.year_id, key=lambda y: y.date_start
            )
        return [
            {"id": class_.id, "name": class_.name}
            for class_ in classes
            if class_.year_id == newest[class_.school_id]
        ]

    def action_overview(self):
        """Open the overview; the overview itself checks the duty."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "edu_gradebook.class_overview",
            "name": self.env._("Class overview"),
            "params": {"class_id": self.id},
        }

    def action_view_progress(self):
        """Open the progress of entry in the class."""
        action = self._gradebook_action("edu_gradebook.edu_progress_action")
        action["context"] = {"search_default_by_subject": 1}
        return action

    def action_view_weekly_remarks(self):
        """Open the weekly remarks on the class, of all subjects."""
        return self._gradebook_action("edu_gradebook.edu_weekly_remark_action")
