# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.tests import tagged

from .common import GradebookCase, PrimaryCase
from .test_tour_grid import IN_ROW, SheetCase

ROWS = "document.querySelectorAll('tr.o_data_row').length"


@tagged("post_install", "-at_install")
class TestSheetPrimary(SheetCase, PrimaryCase):
    def open_period(self, page, number, line):
        """Open a period by its tab and wait for its rows and no others.

        ``line`` is its first: the server is not to be asked while the page asks it.
        """
        tab = f".o_edu_tabs li:nth-child({number}) button"
        # the period that opens by itself shows each learner once
        page.wait(
            f"document.querySelector('.o_edu_tabs .active') && {ROWS} === {self.size}"
        )
        page.click(tab)
        page.wait_for(f"{tab}.active")
        page.wait_for(f"{self.cell(1, 'yeu_nuoc')}[data-line='{line.id}']")
        page.wait(f"{ROWS} === {self.size}")

    def test_qualities_by_keys_and_periods_by_tabs(self):
        """BT-4.7, KP-17.1: t, d and c rate the criteria of one period as T, Đ and C;
        another tab is another period."""
        line = self.quality(0, "CN")
        with self.page(self.homeroom.login, "/odoo/qualities") as page:
            self.open_period(page, 4, line)
            page.click(self.cell(1, "yeu_nuoc"))
            for key in "tdcx":
                page.type(key)
                page.press("Tab")
            page.wait_for(".o_edu_problem")
            page.picture("quality")
            page.click(".o_edu_take_back")
            self.saved(page)
        self.env.invalidate_all()
        self.assertEqual(
            [line.yeu_nuoc, line.nhan_ai, line.cham_chi, line.trung_thuc],
            ["T", "D", "C", False],
        )
        self.assertFalse(self.quality(0, "GK1").yeu_nuoc)

    def test_qualities_on_a_phone(self):
        """BT-4.7, KP-17.1: on a phone a level is one touch, and the next learner of
        the column is there."""
        line = self.quality(0, "GK1")
        with self.page(
            self.homeroom.login, "/odoo/qualities", "390x844", touch=True
        ) as page:
            self.open_period(page, 1, line)
            page.tap(self.cell(1, "yeu_nuoc"))
            page.wait("document.activeElement.inputMode === 'none'")
            for key in (1, 2, 3):
                page.tap(f".o_edu_key:nth-of-type({key})")
                page.wait(IN_ROW % (key + 1))
            self.saved(page)
            page.picture("quality-phone")
        self.env.invalidate_all()
        self.assertEqual(
            [self.quality(learner, "GK1").yeu_nuoc for learner in range(3)],
            ["T", "D", "C"],
        )

    def test_levels_and_tests_of_a_subject(self):
        """BT-4.7: a primary sheet has levels by t, h, c and whole test marks; a half
        mark is refused with its reason."""
        with self.page(self.homeroom.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page, "TOAN")
            page.wait("document.activeElement.dataset.column === 'gkl'")
            page.picture("primary")
            for text in ("t", "9", "h", "8,5"):
                page.type(text)
                page.press("Tab")
            page.wait_for(".o_edu_problem")
            page.click(".o_edu_take_back")
            self.saved(page)
        line = self.lines("TOAN")[0]
        self.assertEqual([line.gkl, line.gk, line.ckl, line.ck], ["T", "9", "H", False])

    @property
    def size(self):
        return len(self.enrolments)


@tagged("post_install", "-at_install")
class TestSheetLeaving(SheetCase, GradebookCase):
    def test_what_stands_in_the_cell_is_saved_on_the_way_out(self):
        """BT-6.1a: going on to another screen saves the cell under the cursor; F5 opens
        the same sheet again."""
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait("document.activeElement.dataset.column === 'tx1'")
            page.type("75")
            page.click(".o_breadcrumb a")
            page.wait_for("tr.o_data_row td[name='subject_id']")
            self.open_sheet(page)
            page.wait(
                f"document.querySelector(\"{self.cell(1, 'tx1')}\").value === '7,5'"
            )
            page.open(page.value("location.pathname"))
            page.wait(
                f"document.querySelector(\"{self.cell(1, 'tx1')}\").value === '7,5'"
            )
            self.assertEqual(page.dialogs, [])
            self.assertEqual(page.count("tr.o_data_row"), len(self.enrolments))
        self.assertEqual(self.lines()[0].tx1, "7.5")

    def test_a_problem_left_behind_is_not_forgotten(self):
        """BT-6.1a: a refused mark of one sheet is counted on the next one, and is there
        with its reason when the teacher comes back to its own."""
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait("document.activeElement.dataset.column === 'tx1'")
            page.type("110")
            page.press("Enter")
            page.wait_for(".o_edu_problem")
            page.click(".o_breadcrumb a")
            page.wait_for("tr.o_data_row td[name='subject_id']")
            page.click("tr.o_data_row:nth-child(2) td[name='subject_id']")
            page.wait_for(".o_edu_elsewhere")
            self.assertIn("1 ô ở sổ khác chưa lưu", page.text(".o_edu_elsewhere"))
            self.assertFalse(page.count(".o_edu_problem"))
            page.click(".o_breadcrumb a")
            self.open_sheet(page)
            page.wait_for(".o_edu_problem")
            self.assertIn("Nguyễn Thị Ánh", page.text(".o_edu_problem"))

    def test_blocks_as_excel_writes_them(self):
        """BT-6.1a: quoted cells with tabs and line breaks, and what ends with one."""
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)

            def parse(text):
                return page.value(
                    "odoo.loader.modules.get('@edu_gradebook/sheet/clipboard')"
                    f".parseBlock({json.dumps(text)})"
                )

            self.assertEqual(parse("8,5"), [["8,5"]])
            self.assertEqual(parse("8\t\r\n\t9\r\n"), [["8", ""], ["", "9"]])
            self.assertEqual(parse("8\r9\r"), [["8"], ["9"]])
            self.assertEqual(
                parse('"một\nhai"\t"ba ""bốn"""\nn "x"\t"'),
                [["một\nhai", 'ba "bốn"'], ['n "x"', '"']],
            )


@tagged("post_install", "-at_install")
class TestSheetClosedCells(SheetCase, GradebookCase):
    def test_some_learners_have_no_cells(self):
        """BT-6.1a: who is exempt or has left is shown, cannot be typed into, and is
        passed over by Enter; what is pasted there is refused by name."""
        self.enrolments[1]._write_protected({"state": "left", "date_to": "2025-10-01"})
        self.env["edu.exemption"].with_user(self.registrar).create(
            {
                "enrolment_id": self.enrolments[2].id,
                "subject_id": self.subjects["VAN"].id,
                "decision": "12/QĐ",
                "date": "2025-09-20",
            }
        )
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait("document.activeElement.dataset.column === 'tx1'")
            page.type("8")
            page.press("Enter")
            self.assertTrue(
                page.value("document.activeElement.closest('tr').rowIndex === 4")
            )
            page.press("ArrowUp", times=3)
            page.paste("8\n7\n6\n5")
            page.wait_for(".o_edu_paste")
            self.assertIn("(2): 7; 6", page.text(".o_edu_paste_odd"))
            self.assertEqual(self.lines()[3].tx1, False)
            page.click(".o_edu_paste_go")
            page.wait_for(".o_edu_note")
            page.picture("grid-closed")
            note = page.text(".o_edu_note")
            self.assertIn("Trần Văn Bình · ĐĐGtx 1: 7", note)
            self.assertIn("Lê Hoàng Cường · ĐĐGtx 1: 6", note)
            self.saved(page)
        self.assertEqual(self.lines().mapped("tx1"), ["8", False, False, "5", False])


@tagged("post_install", "-at_install")
class TestSheetBehalf(SheetCase, GradebookCase):
    def test_who_enters_for_another_sees_it(self):
        """BP-11.1, KP-17.2: whoever is appointed to enter marks sees for whom he does,
        and each of his cells says it."""
        self._duty(self.registrar, "entry", self.class_, self.subjects["VAN"])
        with self.page(self.registrar.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait_for(".o_edu_behalf_banner")
            self.assertIn("Bùi Văn Dạy", page.text(".o_edu_behalf_banner"))
            page.wait("document.activeElement.dataset.column === 'tx1'")
            page.type("8")
            page.press("Enter")
            self.saved(page)
            page.wait_for(f"{self.cell(1, 'tx1')}.o_edu_behalf")
            page.picture("grid-behalf")
            tip = page.value(
                f'document.querySelector("{self.cell(1, "tx1")}").dataset.tooltip'
            )
            self.assertIn("Mai Thị Vụ nhập thay", tip)


@tagged("post_install", "-at_install")
class TestSheetPhrases(SheetCase, GradebookCase):
    def test_a_remark_is_picked_from_the_bank(self):
        """BT-6.1a: for a remark the school's phrases are offered, narrowed down by what
        is typed, picked by keyboard or by mouse; two make one remark."""
        self.env["edu.phrase"].create(
            [
                {
                    "kind": "remark",
                    "text": text,
                    "school_id": self.school.id,
                    "user_id": False,
                    "subject_id": self.subjects["VAN"].id,
                }
                for text in ("Viết câu mạch lạc.", "Cần luyện chữ thêm.")
            ]
        )
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.click(self.cell(1, "remark"))
            page.wait_for(".o_edu_phrase")
            page.type("mach")
            page.wait("document.querySelectorAll('.o_edu_phrase').length === 1")
            page.press("ArrowDown", 1)  # Alt
            page.press("Enter")
            page.wait("document.querySelectorAll('.o_edu_phrase').length > 1")
            page.picture("grid-phrases")
            page.click(".o_edu_phrase:nth-of-type(2)")
            page.press("Enter")
            self.saved(page)
        self.assertEqual(
            self.lines()[0].remark, "Viết câu mạch lạc. Cần luyện chữ thêm."
        )
