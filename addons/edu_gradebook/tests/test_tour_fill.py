# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .browser import CONTROL, SHIFT
from .common import GradebookCase
from .test_tour_grid import SheetCase

WEAK = "getComputedStyle(document.querySelector({!r})).textDecorationLine"


@tagged("post_install", "-at_install")
class TestSheetFill(SheetCase, GradebookCase):
    def test_many_cells_with_one_value(self):
        """BT-6.1a: Ctrl+Enter fills what is selected, Ctrl+D fills down; one Ctrl+Z
        takes it back, Escape what is only typed; what a colleague wrote meanwhile is
        asked about, cell by cell, and nothing closed is touched."""
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait("document.activeElement.dataset.column === 'tx1'")
            self.assertIn("Học kì I", page.text(".o_last_breadcrumb_item"))
            page.press("ArrowDown", SHIFT, times=2)
            page.type("4")
            self.assertEqual(page.count(".o_edu_selected"), 3)
            page.press("Escape")
            self.assertEqual(self.shown(page, 1, "tx1"), "")
            with self.between_requests():
                self.save(self.co_teacher, (self.lines()[1], "tx1", "", "7"))
                self.env.flush_all()
            page.press("ArrowDown", SHIFT, times=2)
            page.type("45")
            page.press("Enter", CONTROL)
            page.wait_for(".o_edu_problem[data-status='conflict']")
            self.assertEqual(page.count(".o_edu_problem"), 1)
            page.picture("grid-filled-with-one")
            page.click(".o_edu_theirs")
            self.saved(page)
            self.assertEqual(self.lines()[:4].mapped("tx1"), ["4.5", "7", "4.5", False])
            # A mark below 5 is not told by its colour alone.
            page.wait(f"{WEAK.format(self.cell(3, 'tx1'))} === 'underline'")
            self.assertEqual(page.value(WEAK.format(self.cell(2, "tx1"))), "none")
            self.assertEqual(self.shown(page, 1, "average"), "thiếu 5")
            # From the first of the selected rows down, over two columns and back.
            page.click(self.cell(1, "tx1"))
            page.press("ArrowRight")
            page.type("9")
            page.press("Enter")
            page.press("ArrowUp")
            page.press("ArrowLeft")
            page.press("ArrowRight", SHIFT)
            page.press("ArrowDown", SHIFT, times=4)
            page.press("d", CONTROL)
            self.saved(page)
            page.wait(f"document.querySelector({self.cell(5, 'tx2')!r}).value === '9'")
            self.assertEqual(self.lines().mapped("tx1"), ["4.5"] * 5)
            self.assertEqual(self.lines().mapped("tx2"), ["9"] * 5)
            page.press("z", CONTROL)
            page.wait(f"document.querySelector({self.cell(5, 'tx2')!r}).value === ''")
            self.saved(page)
            self.assertEqual(
                self.lines().mapped("tx1"), ["4.5", "7", "4.5", False, False]
            )
            # One cell takes what stands above it.
            page.click(self.cell(5, "tx2"))
            page.press("ArrowUp", times=3)
            page.press("d", CONTROL)
            self.saved(page)
        self.assertEqual(self.lines().mapped("tx2"), ["9", "9", *[False] * 3])

    def test_a_column_by_one_touch_on_a_phone(self):
        """BT-4.7: on a phone a whole column is selected and filled by two touches."""
        self._duty(self.teacher, "subject_teacher", self.class_, self.subjects["GDTC"])
        with self.page(
            self.teacher.login, "/odoo/my-gradebooks", "390x844", touch=True
        ) as page:
            self.open_sheet(page, "GDTC")
            page.tap(self.cell(2, "tx1"))
            page.wait_for(".o_edu_column")
            page.tap(".o_edu_column")
            page.wait("document.querySelectorAll('.o_edu_selected').length === 5")
            page.tap(".o_edu_keys .o_edu_key:nth-of-type(1)")
            self.saved(page)
            page.picture("grid-phone-column")
        self.assertEqual(self.lines("GDTC").mapped("tx1"), ["D"] * 5)

    def test_from_a_count_to_the_learners(self):
        """KP-35.3: who lacks which mark, counted by column; a press leads to the
        sheet with these learners alone, and one more shows the whole class."""
        first = self.lines()[0]
        name = first.student_id.name
        self.save(self.teacher, (first, "gk", "", "8"))
        with self.page(self.homeroom.login, "/odoo/missing-marks") as page:
            page.wait_for(".o_edu_row")
            page.click(".o_edu_scope:nth-child(2)")
            page.wait("document.querySelectorAll('.o_edu_row').length === 12")
            page.picture("missing-marks")
            count = ".o_edu_some[data-column='gk'] button"
            self.assertEqual(page.text(count), "4")
            page.click(count)
            page.wait("document.querySelectorAll('tr.o_data_row').length === 4")
            self.assertIn("thiếu ĐĐGgk", page.text(".o_last_breadcrumb_item"))
            self.assertNotIn(name, page.text(".o_list_table"))
            page.click(".o_facet_remove")
            page.wait("document.querySelectorAll('tr.o_data_row').length === 5")
