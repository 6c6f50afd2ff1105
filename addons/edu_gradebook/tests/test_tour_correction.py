# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import date
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.edu_school.tests.common import code_now, enrol

from .common import GradebookCase
from .test_tour_grid import SheetCase


class ActsCase(SheetCase, GradebookCase):
    """People who press buttons, and a head who proves himself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        enrol(cls.head)
        # Asked for while the browser runs, it would cross the server's questions.
        cls.head_name = cls.head.name

    def button(self, page, text, inside="body"):
        """Press the button that says so."""
        selector = json.dumps(f"{inside} :is(button, a)")
        found = f"""[...document.querySelectorAll({selector})]
            .find((button) => button.textContent.trim() === {json.dumps(text)}
                && button.offsetParent)"""
        page.wait(found)
        page.value(f"{found}.click()")

    def fill_in(self, page, name, text):
        selector = f".modal [name='{name}'] input"
        page.wait_for(selector)
        page.click(selector)
        page.type(text)

    def choose(self, page, item):
        """Take what a list below a field offers."""
        items = "'.dropdown-item, .o_select_menu_item'"
        found = f"""[...document.querySelectorAll({items})]
            .find((item) => item.innerText.includes({json.dumps(item)}))"""
        page.wait(found)
        page.value(f"{found}.click()")

    def prove(self, page):
        """Enter what the authenticator app shows."""
        page.wait_for("#o_edu_factor_input")
        page.click("#o_edu_factor_input")
        page.type(code_now())
        page.press("Enter")


@tagged("post_install", "-at_install")
class TestTourCorrection(ActsCase):
    """A correction in the browser, from the locked sheet to the new value."""

    def confirm(self, page):
        """Type the code, which is asked for in the middle of the act: first wrong."""
        page.wait("document.activeElement.id === 'o_edu_factor_input'")
        self.assertIn("Xác nhận quyết định", page.text(".modal:has(.o_edu_factor)"))
        page.picture("factor")
        page.type("000000")
        page.press("Enter")
        page.wait_for(".o_edu_factor .alert-danger")
        page.picture("factor_wrong")
        page.type(code_now())
        self.button(page, "Xác nhận", ".modal:has(.o_edu_factor)")

    def test_from_the_request_to_the_new_value(self):
        """BT-11.2, KP-17.3: teacher, administrator, homeroom teacher and head, who
        confirms by the code of his authenticator app."""
        self.fill()
        self.rate()
        self.lock()
        self.env.flush_all()
        line = self.line("VAN")
        learner = line.student_id.name
        clock = patch(
            "odoo.addons.edu_gradebook.models.edu_correction.today",
            lambda: date(2026, 6, 1),
        )
        clock.start()
        self.addCleanup(clock.stop)
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            tooltip = page.value(
                f"""document.querySelector("{self.cell(1, "ck")}").dataset.tooltip"""
            )
            self.assertIn(self.head_name, tooltip)
            # The cell says who locked it; the selected ones are asked for together.
            page.drag(self.cell(1, "gk"), self.cell(1, "ck"))
            page.wait_for(".o_edu_lock_bar")
            self.assertIn(self.head_name, page.text(".o_edu_lock_bar"))
            self.assertIn("2 ô", page.text(".o_edu_lock_bar"))
            self.assertFalse(page.count(".o_edu_propose"), "locked for good")
            page.click(self.cell(1, "ck"))
            page.picture("locked-cell")
            page.click(".o_edu_ask")
            page.wait_for(".modal [name='line_ids'] .o_data_row")
            self.assertIn(learner, page.text(".modal [name='line_ids']"))
            self.fill_in(page, "reason", "Cộng sót điểm")
            page.click(".modal .o_data_row td[name='new_value']")
            self.fill_in(page, "new_value", "9")
            page.picture("request")
            self.button(page, "Gửi đề nghị", ".modal")
            page.wait_for(".o_form_view [name='cell_ids'] .o_data_row")
            page.picture("requested")
            # Back in the gradebook he sees what it waits for.
            page.open("/odoo/my-gradebooks")
            self.open_sheet(page)
            page.wait_for(".o_edu_requests")
            self.assertIn("chờ người chứng kiến", page.text(".o_edu_requests"))
            page.picture("waits")
        correction = self.env["edu.correction"].search([])
        self.assertEqual(
            correction.cell_ids.mapped(lambda c: (c.column_name, c.new_value)),
            [("ck", "9")],
        )
        for user in (self.administrator, self.homeroom):
            with self.page(user.login, "/odoo/corrections-waiting") as page:
                page.wait_for(".o_data_row td[name='number']")
                page.click(".o_data_row td[name='number']")
                self.button(page, "Xác nhận chứng kiến")
                page.wait_for(".modal .btn-primary")
                page.value("document.querySelector('.modal .btn-primary').click()")
                page.wait("!document.querySelector('.modal')")
        self.env.invalidate_all()
        self.assertEqual(correction.state, "witnessed")
        phone = {"size": "412x915", "touch": True}
        path = "/odoo/corrections-waiting"
        with self.page(self.head.login, path, **phone) as page:
            page.wait_for(".o_kanban_record, .o_data_row td[name='number']")
            page.picture("waiting")
            page.click(".o_kanban_record, .o_data_row td[name='number']")
            self.button(page, "Quyết định")
            page.wait_for(".modal [name='note']")
            page.picture("decision")
            self.button(page, "Đồng ý", ".modal")
            self.confirm(page)
            page.wait(
                "document.querySelector('.o_statusbar_status')?.innerText"
                ".includes('Đã sửa')"
            )
            page.picture("applied")
        self.env.invalidate_all()
        self.assertEqual((correction.state, line.ck), ("applied", "9"))
        entry = self.env["edu.journal"].search(
            [("model", "=", "edu.gradebook.line"), ("res_id", "=", line.id)], limit=1
        )
        self.assertEqual(entry.proof, "totp")
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            self.assertEqual(self.shown(page, 1, "ck"), "9")
            # Asked before the server is: both would use the one cursor of the test.
            number = correction.number
            self.button(page, "Lịch sử")
            page.wait(
                f"document.querySelector('.o_list_view')?.innerText"
                f".includes({json.dumps(number)})"
            )
            page.picture("history")


@tagged("post_install", "-at_install")
class TestTourFinalLock(ActsCase):
    """The final lock of a term in the browser."""

    def test_the_board_proposes_and_the_head_locks(self):
        """BP-14, BT-4.9c: the dialog names what is missing; then board, head, and the
        cells are locked in the teacher's sheet."""
        board = self._staff("ban.qt", "Vũ Thị Quản Trị", "board")
        path = f"/odoo/action-edu_school.edu_class_action/{self.class_.id}"
        self.env.flush_all()
        with self.page(board.login, path) as page:
            self.button(page, "Khóa học kì")
            page.wait_for(".modal [name='missing']")
            self.assertIn(self.names[0], page.text(".modal [name='missing']"))
            page.picture("lock-missing")
        self.fill()
        self.rate()
        self.env.flush_all()
        with self.page(board.login, path) as page:
            self.button(page, "Khóa học kì")
            self.button(page, "Đề nghị hiệu trưởng khóa", ".modal")
            page.wait("!document.querySelector('.modal')")
        self.env.invalidate_all()
        order = self.env["edu.lock.order"].search([("kind", "=", "final")])
        self.assertEqual((order.state, order.proposed_by_id), ("draft", board))
        with self.page(self.head.login, "/odoo/lock-orders-waiting") as page:
            page.wait_for(".o_data_row td[name='kind']")
            page.picture("lock-waiting")
            page.click(".o_data_row td[name='kind']")
            page.wait_for(".o_form_view")
            page.picture("lock-order")
            self.button(page, "Ra lệnh")
            self.prove(page)
            page.wait(
                "document.querySelector('.o_arrow_button_current')?.innerText"
                ".includes('Đã thực hiện')"
            )
        self.env.invalidate_all()
        self.assertEqual(order.state, "executed")
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait_for(".o_edu_locked")
            page.click(self.cell(1, "tx1"))
            page.wait_for(".o_edu_lock_bar")
            self.assertIn(self.head_name, page.text(".o_edu_lock_bar"))
