# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .browser import BrowserCase
from .common import NAMES, GradebookCase


class NeedsCase(GradebookCase):
    """A class whose marks are complete, and little else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls("build")
        case.fill()
        case.rate()

    def dialog(self, user, classes=None, **context):
        classes = classes or self.class_
        wizard = self.env["edu.lock.final"].with_user(user)
        return Form(
            wizard.with_context(
                active_model="edu.class",
                active_ids=classes.ids,
                lang="vi_VN",
                **context,
            )
        ).save()

    def complete(self):
        """All that the books say, in both terms."""
        told = {"birth_place": "Thành phố Hồ Chí Minh", "ethnicity": "Kinh"}
        self.enrolments.student_id.write(told)
        conducts = self.env["edu.conduct"].search([("class_id", "=", self.class_.id)])
        conducts.with_user(self.homeroom).write({"remark": "Ngoan, lễ phép."})
        for book in self.class_.gradebook_ids:
            cells = [(line, "remark", "", "Có tiến bộ.") for line in book.line_ids]
            self.save(self.master, *cells)


@tagged("post_install", "-at_install")
class TestBookNeeds(NeedsCase):
    def test_a_lock_shows_what_the_books_will_lack(self):
        """BT-4.9c, KP-18.4: empty remarks, birthplaces and the homeroom teacher's
        remark by name, before the lock; only who has seen them locks."""
        line = self.line("VAN", 1)
        self.save(self.teacher, (line, "remark", "", "Đọc tốt."))
        self.enrolments[2].student_id.birth_place = "Huế"
        shown = self.dialog(self.head)
        self.assertFalse(shown.missing)
        names = [name for name in NAMES if name != NAMES[1]]
        self.assertIn(f"Ngữ văn, Học kì I: {'; '.join(names)}", shown.needs)
        self.assertIn("Toán, Học kì I: cả 5 học sinh", shown.needs)
        self.assertIn("giáo viên chủ nhiệm, Học kì I: cả 5 học sinh", shown.needs)
        born = [name for name in NAMES if name != NAMES[2]]
        self.assertIn(f"Nơi sinh: {'; '.join(born)}", shown.needs)
        self.assertNotIn("Học kì II", shown.needs)
        with self.assertRaisesRegex(UserError, "Nơi sinh"):
            shown.action_lock()
        self.assertEqual(set(self.class_.gradebook_ids.mapped("state")), {"open"})
        shown.seen = True
        shown.action_lock()
        of_term = self.class_.gradebook_ids.filtered(lambda b: b.term_id == self.hk1)
        self.assertEqual(set(of_term.mapped("state")), {"locked"})

    def test_a_complete_class_is_locked_at_once(self):
        """BT-4.9c: the whole year by the same dialog; nothing is asked."""
        self.complete()
        shown = self.dialog(self.head, edu_whole_year=True)
        self.assertEqual((shown.missing, shown.needs), ("", ""))
        self.assertFalse(shown.term_id)
        shown.action_lock()
        self.assertEqual(self.class_.marks_state, "locked")

    def test_what_was_kept_before_is_found(self):
        """KP-18.3: letters that no page has, typed before they were refused."""
        self.complete()
        self.line("VAN")._write_protected({"remark": "Ngoan 👍"})
        self.env.cr.execute(
            "UPDATE edu_student SET birth_place = %s WHERE id = %s",
            ["Hà\u200bNội", self.enrolments[1].student_id.id],
        )
        self.env.invalidate_all()
        needs = self.dialog(self.head, edu_whole_year=True).needs
        self.assertIn(f"{NAMES[0]}, Ngữ văn: học bạ không in được", needs)
        self.assertIn("«👍» (U+1F44D)", needs)
        self.assertIn(f"{NAMES[1]}: Nơi sinh «Hà[U+200B]Nội»", needs)

    def test_a_proposal_tells_the_head(self):
        """BP-14: what the board proposes, the head reads with what is lacking."""
        orders = self.env["edu.lock.order"].with_user(self.head)
        order = orders.browse(orders.propose_final(self.hk1.id, self.class_.id))
        self.assertIn(NAMES[0], order.with_context(lang="vi_VN").book_needs + NAMES[0])
        self.assertIn("cả 5 học sinh", order.with_context(lang="vi_VN").book_needs)
        self.assertFalse(order.with_user(self.registrar).book_needs)

    def test_a_year_without_terms(self):
        """BT-4.1: opening gradebooks and locking say what is missing, and who helps."""
        year = self.env["edu.school.year"].create(
            {
                "school_id": self.school.id,
                "name": "2026-2027",
                "date_start": "2026-09-05",
                "date_end": "2027-05-31",
            }
        )
        class_ = self.class_.copy({"year_id": year.id, "name": "7A9"})
        for act in (
            lambda: (
                class_.with_user(self.registrar)
                .with_context(lang="vi_VN")
                .action_open_gradebooks()
            ),
            lambda: self.dialog(self.head, class_),
        ):
            with self.assertRaisesRegex(UserError, "2026-2027 chưa có học kì.*Giáo vụ"):
                act()


@tagged("post_install", "-at_install")
class TestNeedsOnScreen(BrowserCase, NeedsCase):
    def look(self, size, touch, name):
        path = f"/odoo/m-edu.class/{self.class_.id}"
        with self.page(self.head.login, path, size, touch=touch) as page:
            page.wait_for(".o_form_view")
            page.value(
                f"""odoo.__WOWL_DEBUG__.root.env.services.action.doAction(
                    "edu_gradebook.edu_lock_final_action",
                    {{ additionalContext: {{
                        active_model: "edu.class", active_ids: [{self.class_.id}],
                        active_id: {self.class_.id} }} }}) && null"""
            )
            page.wait_for(".modal .o_edu_book_needs")
            shown = "document.querySelector('.o_edu_book_needs').innerText"
            page.wait(f"{shown}.includes('Nơi sinh')")
            self.assertIn("Học bạ sẽ thiếu", page.text(".o_edu_book_needs"))
            page.picture(name)
            width = page.value("document.documentElement.scrollWidth")
            self.assertLessEqual(width, int(size.split("x")[0]))
            lock = ".modal button[name='action_lock']:not(.d-none)"
            self.assertFalse(page.count(lock))
            page.value("document.querySelector(\".modal [name='seen'] input\").click()")
            page.wait_for(lock)

    def test_the_list_on_a_desktop(self):
        """BT-4.9c: the list stands above the button, which waits for it."""
        self.look("1366x768", False, "lock-needs")

    def test_the_list_on_a_phone(self):
        """BT-4.9c: the same at 390 pixels."""
        self.look("390x844", True, "lock-needs-phone")
