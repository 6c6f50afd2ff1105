# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules.module import get_module_path, load_script
from odoo.tests import tagged

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestMigration(SchoolCase):
    def test_a_session_recorded_in_two_classes_counts_once(self):
        """DL1-7.2: an update keeps the absence of the class the learner was in, and
        says in the journal which one it dropped."""
        old = self.an.enrolment_ids
        self.env["edu.enrolment.movement"].create(
            {
                "enrolment_id": old.id,
                "kind": "class_out",
                "date": "2026-01-20",
                "to_class_id": self.class_b.id,
            }
        )
        new = self.an.enrolment_ids - old
        absences = self.env["edu.absence"].create(
            [
                {"enrolment_id": old.id, "date": "2026-01-12"},
                {"enrolment_id": new.id, "date": "2026-02-12"},
                {"enrolment_id": new.id, "date": "2026-02-13"},
            ]
        )
        self.env.flush_all()
        # as the index of the first version allowed
        self.cr.execute("DROP INDEX edu_absence_session_uniq")
        self.cr.execute(
            "UPDATE edu_absence SET date = '2026-02-12' WHERE id = %s", [absences[0].id]
        )
        self.env.invalidate_all()
        self._script("pre").drop_twice_recorded(self.env)
        self.assertEqual(absences.exists(), absences[1:])
        entry = self.env["edu.journal"].search(
            [("model", "=", "edu.absence"), ("res_id", "=", absences[0].id)], limit=1
        )
        self.assertEqual([entry.old, entry.new], ["2026-02-12 morning", ""])

    def test_running_duties_have_the_groups_of_today(self):
        """BT-8.1: after the update a teacher finds the menus of a teacher."""
        teacher, group = self.users["teacher"], self.env.ref("edu_school.group_teacher")
        teacher.write({"group_ids": [(3, group.id)]})
        self._script("post").give_groups(self.env)
        self.env.invalidate_all()
        self.assertIn(group, teacher.group_ids)

    def _script(self, stage):
        folder = f"{get_module_path('edu_school')}/migrations/19.0.2.0.0"
        return load_script(f"{folder}/{stage}-migration.py", f"{stage}_migration")
