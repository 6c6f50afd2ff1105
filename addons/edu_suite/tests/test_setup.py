# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, freeze_time, new_test_user, tagged

from odoo.addons.edu_school.tests.test_sheet_import import LEARNERS, workbook

MODULES = (
    "edu_journal",
    "edu_school",
    "edu_gradebook",
    "edu_monitoring",
    "edu_workbook",
    "edu_signing",
    "edu_hocba",
    "edu_transfer",
)


class SetupCase(TransactionCase):
    """A company of its own without any school, and whoever shall set one up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Trường mới"})
        cls.installer = new_test_user(
            cls.env,
            "nguoi.cai.dat",
            groups="edu_school.group_administrator",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            lang="vi_VN",
        )

    def _as(self, records, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(user or self.installer).with_context(lang="vi_VN")

    def _setup(self, user=None):
        """The assistant as somebody finds it who comes back to it."""
        model = self._as(self.env["edu.setup"], user)
        return model.browse(model.action_open()["res_id"])

    def _step(self, code, user=None):
        steps = self._setup(user).step_ids
        return steps.filtered(lambda step: step.code == code)

    def _states(self, user=None):
        return {step.code: step.state for step in self._setup(user).step_ids}

    def _wizard(self, action, **values):
        wizard = self._as(self.env[action["res_model"]]).browse(action["res_id"])
        wizard.write(values)
        return wizard

    def _save(self, action, **values):
        """Save the form that an action opens, with what it proposes."""
        model = self._as(self.env[action["res_model"]])
        proposed = model.with_context(**action["context"]).default_get(
            list(model._fields)
        )
        return model.create({**proposed, **values})

    def _new_school(self):
        action = self._step("school").action_go()
        return self._save(action, name="THCS Lê Lợi", code="79760799", has_lower=True)

    def _new_staff(self, school, *names):
        return self.env["hr.employee"].create(
            [
                {
                    "name": name,
                    "edu_school_id": school.id,
                    "company_id": self.company.id,
                }
                for name in names
            ]
        )


@tagged("post_install", "-at_install")
class TestApplication(TransactionCase):
    def test_one_application(self):
        """Apps shows one module of the suite, in Vietnamese; it brings all others."""
        modules = self.env["ir.module.module"].search([("name", "like", "edu_%")])
        modules.sudo().update_list()
        ours = modules.filtered(lambda module: module.application)
        self.assertEqual(ours.mapped("name"), ["edu_suite"])
        self.assertEqual(ours.shortdesc, "Học bạ số")
        needed = ours.upstream_dependencies(exclude_states=("uninstallable",))
        self.assertLessEqual(set(MODULES), set(needed.mapped("name")))

    def test_its_menu_is_there_for_who_installed_it(self):
        """The group of his duty, and the assistant as the first screen."""
        admin = self.env.ref("base.user_admin")
        self.assertTrue(admin.has_group("edu_school.group_administrator"))
        self.env["edu.gradebook"].search([]).unlink()
        menus = self.env["ir.ui.menu"].with_user(admin).load_web_menus(False)
        root = self.env.ref("edu_school.menu_root").id
        self.assertEqual(menus["root"]["children"][0], root)
        self.assertEqual(
            menus[root]["actionID"], self.env.ref("edu_suite.edu_setup_action").id
        )


@tagged("post_install", "-at_install")
class TestSetup(SetupCase):
    @freeze_time("2026-12-01 08:00:00")
    def test_from_nothing_to_open_gradebooks(self):
        """Each step is proposed in its turn; whoever comes back finds what is done by
        what there is, and nothing is lost."""
        states = self._states()
        self.assertEqual(states.pop("school"), "now")
        self.assertEqual(set(states.values()), {"waiting"})
        school = self._new_school()
        self.assertEqual(school.company_id, self.company)
        self.assertEqual(self._states()["school"], "done")

        year = self._save(self._step("year").action_go())
        self.assertEqual(year.name, "2026-2027")
        self.assertEqual(year.term_ids.mapped("code"), ["HK1", "HK2"])
        self.assertEqual(year.term_ids[0].date_end, date(2027, 1, 17))
        self.assertEqual(self._states()["staff"], "now")

        rows = [["STT", "Họ và tên", "Ngày sinh"]]
        rows += [[1, "Lê Thị Hòa", "04/05/1980"], [2, "Trần Văn Nam", "05/06/1985"]]
        rows += [[3, "Mai Văn Sáu", "06/07/1990"]]
        self._import("staff", *rows)
        hoa, nam, sau = (
            self.env["hr.employee"].search(
                [("name", "=", name), ("edu_school_id", "=", school.id)]
            )
            for name in ("Lê Thị Hòa", "Trần Văn Nam", "Mai Văn Sáu")
        )
        self.assertEqual(self._states()["me"], "now")
        self._wizard(self._step("me").action_go(), employee_id=nam.id).action_apply()
        self.assertEqual(nam.user_id, self.installer)
        self.assertEqual(self.installer.name, "Trần Văn Nam")
        self.assertEqual(nam.edu_duty_ids.kind, "administrator")

        self.assertEqual(self._states()["accounts"], "now")
        self._wizard(self._step("accounts").action_go()).action_create()
        self.assertTrue(hoa.user_id)
        self.assertEqual(self._states()["lead"], "now")
        self._wizard(
            self._step("lead").action_go(),
            head_id=hoa.id,
            registrar_ids=[(6, 0, sau.ids)],
        ).action_apply()
        self.assertFalse(school.in_setup)
        self.assertFalse(
            self.env["edu.suspension"]._open_of(hoa.user_id),
            "whom the set-up appointed needs nobody to vouch for him",
        )

        self.assertEqual(self._states()["classes"], "now")
        learner = [1, "Đỗ Văn Giang", "04/05/2014", "Nam", "079214000101", "6A1"]
        self._import("classes", LEARNERS, learner)
        self.assertEqual(self._states()["duties"], "now")
        header = ["STT", "Họ tên", "Môn", "Lớp", "Chủ nhiệm"]
        self._import("duties", header, [1, "Lê Thị Hòa", "Toán", "6A1", "6A1"])
        missing = self._step("duties").missing
        self.assertIn("Ngữ văn", missing)
        self.assertNotIn("Toán", missing)
        self._step("books").action_go()
        self.assertEqual(self._states()["books"], "done")
        book = self.env["edu.gradebook"].search(
            [
                ("class_id.school_id", "=", school.id),
                ("subject_id.code", "=", "TOAN"),
                ("term_id.code", "=", "HK1"),
            ]
        )
        self.assertEqual(book.line_ids.enrolment_id.student_id.name, "Đỗ Văn Giang")

    def _import(self, code, *rows):
        content = base64.b64encode(workbook(*rows))
        wizard = self._wizard(
            self._step(code).action_go(), data=content, filename="tep.xlsx"
        )
        wizard.action_import()
        self.assertEqual(wizard.state, "done")

    def test_what_others_did_meanwhile_counts(self):
        """A school that has staff and a year already does not begin anew."""
        school = self._new_school()
        self._new_staff(school, "Lê Thị Hòa")
        self.env["edu.school.year"].create(
            self.env["edu.school.year"]._proposal(school)
        )
        states = self._states()
        self.assertEqual((states["year"], states["staff"]), ("done", "done"))
        self.assertEqual(states["me"], "now")

    def test_the_next_year_is_proposed_after_the_last(self):
        school = self._new_school()
        years = self.env["edu.school.year"]
        first = years.create(years._proposal(school))
        following = years._proposal(school)
        self.assertEqual(following["name"][:4], first.name[5:])

    def test_the_usual_days_are_parameters(self):
        school, years = self._new_school(), self.env["edu.school.year"]
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("edu_suite.term1_end", "10/01")
        parameters.set_param("edu_suite.year_start", "mồng năm")
        with freeze_time("2027-03-01 08:00:00"):
            proposal = years._proposal(school)
        self.assertEqual(proposal["name"], "2026-2027")
        self.assertEqual(proposal["date_start"], date(2026, 9, 5))
        self.assertEqual(proposal["term_ids"][0][2]["date_end"], date(2027, 1, 10))

    def test_staff_files_without_a_school_are_named_and_taken_over(self):
        school = self._new_school()
        loose = self.env["hr.employee"].create(
            {"name": "Võ Văn Hai", "company_id": self.company.id}
        )
        step = self._step("staff")
        self.assertIn("Võ Văn Hai", step.missing)
        self.assertEqual(
            self._as(self.env["hr.employee"]).search(step.action_adopt()["domain"]),
            loose,
        )
        self._as(loose).action_edu_adopt()
        self.assertEqual(loose.edu_school_id, school)
        self.assertFalse(self._step("staff").missing)

    def test_who_is_who(self):
        """One account is one person, and nobody takes another's."""
        school = self._new_school()
        hoa, nam = self._new_staff(school, "Lê Thị Hòa", "Trần Văn Nam")
        hoa.user_id = new_test_user(self.env, "hoa", groups="base.group_user")
        elsewhere = self.env["hr.employee"].create({"name": "Mai Văn Sáu"})
        for employee in (hoa, elsewhere):
            wizard = self._wizard(self._step("me").action_go())
            wizard.sudo().employee_id = employee
            with self.assertRaises(UserError), self.cr.savepoint():
                wizard.action_apply()
        own = self.env["hr.employee"].create(
            {
                "name": "Bùi Văn Tư",
                "user_id": self.installer.id,
                "company_id": self.company.id,
            }
        )
        wizard = self._wizard(self._step("me").action_go(), employee_id=nam.id)
        with self.assertRaisesRegex(UserError, "Bùi Văn Tư"), self.cr.savepoint():
            wizard.action_apply()
        self._as(own).action_edu_adopt()
        wizard = self._wizard(self._step("me").action_go())
        self.assertEqual(wizard.employee_id, own, "his own staff file is proposed")
        wizard.action_apply()
        self.assertEqual(own.edu_duty_ids.kind, "administrator")

    def test_the_file_of_the_first_account_is_nobody(self):
        """Odoo makes a staff file of its administrator: it stays, without account."""
        first = self.env.ref("hr.employee_admin")
        first.write({"company_id": self.company.id, "user_id": self.installer.id})
        school = self._new_school()
        nam = self._new_staff(school, "Trần Văn Nam")
        self.assertFalse(self._step("staff").missing)
        self._wizard(self._step("me").action_go(), employee_id=nam.id).action_apply()
        self.assertEqual(nam.user_id, self.installer)
        self.assertTrue(first.exists().active)
        first.name = "Võ Văn Hai"
        self.assertIn("Võ Văn Hai", self._step("staff").missing)

    def test_one_open_class_holds_up_nobody(self):
        """What is missing is named; the gradebooks of the others are opened."""
        school = self._new_school()
        self.env["edu.school.year"].create(
            self.env["edu.school.year"]._proposal(school)
        )
        hoa, nam = self._new_staff(school, "Lê Thị Hòa", "Trần Văn Nam")
        self._wizard(self._step("me").action_go(), employee_id=nam.id).action_apply()
        self._wizard(self._step("lead").action_go(), head_id=hoa.id).action_apply()
        self.env["edu.class"].create(
            {
                "name": "6A1",
                "year_id": school.year_ids.id,
                "grade_id": self.env.ref("edu_school.grade_6").id,
            }
        )
        self.assertIn("6A1", self._step("classes").missing)
        self._step("books").action_go()
        self.assertEqual(self._states()["books"], "done")

    def test_a_step_before_its_time_is_refused(self):
        with self.assertRaisesRegex(UserError, "Trường và cấp học"):
            self._step("staff").action_go()

    def test_a_working_school_appoints_by_its_head_alone(self):
        school = self._new_school()
        hoa, nam = self._new_staff(school, "Lê Thị Hòa", "Trần Văn Nam")
        me = self._wizard(self._step("me").action_go(), employee_id=nam.id)
        me.action_apply()
        lead = self._wizard(self._step("lead").action_go(), head_id=hoa.id)
        lead.action_apply()
        for wizard in (me, lead):
            with self.assertRaises(AccessError), self.cr.savepoint():
                wizard.action_apply()
