# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.modules.module import get_module_path, load_script
from odoo.tests import tagged

from hocba.sheets.names import sort_key

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

    def test_dates_and_seals_of_before_are_kept_right(self):
        """KP-25.4: 10-06 meant 6 October and stays it, written 06/10; 365 mm is 36,5;
        the journal says what it was. Twice is like once."""
        policy = self.env["edu.policy"]._for(self.school)
        fine = self.env["edu.policy"]._for(self._new_school("THCS Khác", "79760799"))
        self.env.flush_all()
        for name in ("dates", "seal"):
            self.cr.execute(
                f"ALTER TABLE edu_policy DROP CONSTRAINT edu_policy_{name}_sane"
            )
        self.cr.execute(
            "UPDATE edu_policy SET finalise_date = '10-06', final_date = '8-30',"
            " seal_mm = 365 WHERE id = %s",
            [policy.id],
        )
        self.env.invalidate_all()
        script = self._script("pre", "19.0.3.0.0")
        before = fine.read(["finalise_date", "final_date", "seal_mm"])
        for _run in range(2):
            script.mend_policies(self.env)
            self.env.invalidate_all()
        self.assertEqual(
            (policy.finalise_date, policy.final_date, policy.seal_mm),
            ("06/10", "30/08", 36.5),
        )
        self.assertEqual(policy._deadline(2025, "finalise_date"), date(2026, 10, 6))
        self.assertEqual(fine.read(["finalise_date", "final_date", "seal_mm"]), before)
        entries = self.env["edu.journal"].search(
            [("model", "=", "edu.policy"), ("res_id", "=", policy.id)],
            order="id desc",
            limit=3,
        )
        self.assertEqual(
            {entry.field: (entry.old, entry.new) for entry in entries},
            {
                "finalise_date": ("10-06", "06/10"),
                "final_date": ("8-30", "30/08"),
                "seal_mm": ("365.0", "36.5"),
            },
        )

    def test_what_cannot_be_kept_becomes_the_national_default(self):
        script = self._script("pre", "19.0.3.0.0")
        self.assertEqual(script.day_month("05-31"), "31/05")
        self.assertEqual(script.day_month("31/05"), "31/05")
        self.assertIsNone(script.day_month("02-29"))
        for size, kept in ((36.0, 36.0), (365.0, 36.5), (5.0, None), (None, None)):
            self.assertEqual(script.seal(size), kept)

    def test_names_of_the_highlands_get_their_place(self):
        """BT-5.1a: a list sorted by an earlier release shows Y Blĭ before Y Blu, in
        the class too."""
        self.an.name = "Y Blĭ"
        self.env.flush_all()
        for table, where in (("edu_student", "id"), ("edu_enrolment", "student_id")):
            self.cr.execute(
                f"UPDATE {table} SET sort_key = 'zzz' WHERE {where} = %s", [self.an.id]
            )
        self.env.invalidate_all()
        self._script("end", "19.0.3.0.0").sort_anew(self.env)
        self.env.invalidate_all()
        self.assertEqual(self.an.sort_key, sort_key("Y Blĭ"))
        self.assertEqual(
            set(self.an.enrolment_ids.mapped("sort_key")), {self.an.sort_key}
        )
        self.assertLess(self.an.sort_key, sort_key("Y Blu"))

    def _script(self, stage, version="19.0.2.0.0"):
        folder = f"{get_module_path('edu_school')}/migrations/{version}"
        return load_script(f"{folder}/{stage}-migration.py", f"{stage}_migration")
