# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.edu_school.tests.common import SchoolCase


@tagged("post_install", "-at_install")
class TestSetupDoor(SchoolCase):
    """Who may see how far the set-up is, and who may take which step, by RPC too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.school.company_id = cls.company

    def _step(self, login, code):
        model = self._as(login, self.env["edu.setup"])
        setup = model.browse(model.action_open()["res_id"])
        return setup.step_ids.filtered(lambda step: step.code == code)

    def test_who_may_open_it(self):
        for login in ("head", "registrar", "administrator"):
            with self.subTest(login=login):
                self.assertEqual(self._step(login, "school").state, "done")
        for login in ("teacher", "homeroom", "clerk"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login, self.env["edu.setup"]).action_open()

    def test_the_screen_of_a_step_asks_for_its_duty(self):
        for code, allowed in (
            ("profile", {"head", "administrator"}),
            ("staff", {"administrator"}),
            ("accounts", {"administrator"}),
            ("classes", {"administrator", "registrar"}),
            ("duties", {"administrator", "registrar", "head"}),
            ("books", {"administrator", "registrar"}),
        ):
            for login in ("head", "registrar", "administrator"):
                with self.subTest(code=code, login=login):
                    step = self._step(login, code)
                    if login in allowed:
                        self.assertTrue(step.action_go())
                    else:
                        with self.assertRaises(AccessError), self.cr.savepoint():
                            step.action_go()

    def test_steps_are_those_of_who_opened_them(self):
        step = self._step("administrator", "staff")
        with self.assertRaises(AccessError):
            self._as("head", step).action_go()
        with self.assertRaises(AccessError):
            step.write({"code": "school"})
        with self.assertRaises(AccessError):
            step.setup_id.create({})

    def test_the_group_alone_shows_nothing_of_a_working_school(self):
        nobody = new_test_user(
            self.env, "nhom", groups="edu_school.group_administrator"
        )
        setup = self.env["edu.setup"].with_user(nobody)
        setup = setup.browse(setup.action_open()["res_id"])
        self.assertFalse(setup.school_id)
        found = " ".join(step.found or "" for step in setup.step_ids)
        self.assertNotIn(self.school.name, found)

    def test_staff_files_are_taken_over_by_duty(self):
        loose = self.env["hr.employee"].create({"name": "Võ Văn Hai"})
        officer = new_test_user(self.env, "nhan.su", groups="hr.group_hr_user")
        with self.assertRaises(AccessError):
            loose.with_user(officer).action_edu_adopt()
        self._as("administrator", loose).action_edu_adopt()
        self.assertEqual(loose.edu_school_id, self.school)
