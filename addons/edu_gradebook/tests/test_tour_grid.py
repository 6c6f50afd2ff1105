# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .browser import CONTROL, SHIFT, BrowserCase
from .common import GradebookCase

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Đặng", "Bùi", "Hoàng", "Huỳnh")
GIVEN = ("Ánh", "Bình", "Cường", "Đức", "Ưởng")
CLASS = [f"{surname} Thị {given}" for given in GIVEN for surname in SURNAMES]

IN_ROW = "document.activeElement.closest('tr')?.rowIndex === %s"
LOST = "document.querySelector('.o_edu_state_lost')"


class SheetCase(BrowserCase):
    """A sheet in the browser: how to open it, and what stands in it."""

    def open_sheet(self, page, code="VAN"):
        """Open the teacher's gradebook of a subject in the first term."""
        name = self.subjects[code].name
        page.wait_for(".o_list_view tr.o_data_row td[name='subject_id']")
        row = page.value(
            f"""[...document.querySelectorAll('tr.o_data_row')].findIndex((row) =>
                row.innerText.includes({name!r}) &&
                row.innerText.includes({self.hk1.name!r}))"""
        )
        page.click(f"tr.o_data_row:nth-child({row + 1}) td[name='subject_id']")
        page.wait_for(".o_edu_gradebook [data-column]")

    def saved(self, page, seconds=15):
        """Wait until everything typed so far is in the gradebook."""
        # the page shows what a key did with its next frame
        page.value("new Promise((done) => setTimeout(done, 50))")
        page.wait("document.querySelector('.o_edu_state_saved')", seconds)

    def cell(self, row, column):
        return f".o_edu_gradebook tr:nth-child({row}) [data-column='{column}']"

    def shown(self, page, row, column):
        return page.value(
            f"""(() => {{
                const el = document.querySelector("{self.cell(row, column)}");
                return el.value ?? el.innerText;
            }})()"""
        )

    def lines(self, code="VAN"):
        with self.between_requests():
            self.env.invalidate_all()
            lines = self.book(code).line_ids.sorted("sequence")
            lines.fetch()
        return lines


class ClassCase(SheetCase, GradebookCase):
    """A class of 45 in front of a teacher."""

    @classmethod
    def build(cls, names=CLASS):
        return super().build(names)


@tagged("post_install", "-at_install")
class TestGridKeyboard(ClassCase):
    def test_a_sheet_is_filled_by_keyboard_only(self):
        """BT-6.1a: 45 learners × 8 columns, marks, result and remark; after the opening
        there is no mouse: digits, Enter down, arrows to the next column."""
        typed = {"tx1": "8", "tx2": "85", "tx3": "8,5", "tx4": "8.5", "gk": "10"}
        typed |= {"ck": "05", "remark": "Có tiến bộ"}
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait("document.activeElement.dataset.column === 'tx1'")
            for column, text in typed.items():
                for _ in CLASS:
                    page.type(text)
                    page.press("Enter")
                page.press("ArrowUp", CONTROL)
                page.press("ArrowRight", times=2 if column == "ck" else 1)
            self.saved(page, 60)
            self.assertEqual(page.count("tr.o_data_row [data-column]"), 45 * 8)
            self.assertFalse(page.count(".o_edu_problem"))
            self.assertEqual(self.shown(page, 45, "average"), "6,1")
            page.picture("grid-filled")
        stored = dict(typed, tx2="8.5", tx3="8.5", ck="0.5", average="6.1")
        for line in self.lines():
            self.assertEqual({name: line[name] for name in stored}, stored)

    def test_keys_do_what_teachers_expect(self):
        """BT-6.1a: typing replaces, F2 edits, arrows leave a text at its edge, Escape
        takes back, Delete clears, Tab goes right, Ctrl+Z and Ctrl+Y undo and redo."""
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait("document.activeElement.dataset.column === 'tx1'")
            page.type("8")
            page.press("Tab")
            page.type("7")
            page.press("ArrowRight")
            page.type("6,5")
            page.press("ArrowLeft")  # moves the caret, the text is not left
            page.press("Backspace")
            page.type(".")
            page.press("Enter")
            self.assertEqual(
                [self.shown(page, 1, c) for c in ("tx1", "tx2", "tx3")],
                ["8", "7", "6,5"],
            )
            page.press("ArrowUp")
            page.type("9")  # typing replaces
            page.press("Escape")
            self.assertEqual(self.shown(page, 1, "tx3"), "6,5")
            page.press("F2")
            page.press("Backspace")
            page.type("9")
            page.press("Enter")
            self.assertEqual(self.shown(page, 1, "tx3"), "6,9")
            self.saved(page)
            page.press("Home")
            page.press("ArrowUp")
            page.press("ArrowRight", SHIFT, times=2)
            self.assertEqual(page.count(".o_edu_selected"), 3)
            page.press("Delete")
            self.saved(page)
            self.assertEqual(
                [self.lines()[0][c] for c in ("tx1", "tx2", "tx3")], [False] * 3
            )
            page.press("z", CONTROL)
            page.wait(
                f"document.querySelector(\"{self.cell(1, 'tx3')}\").value==='6,9'"
            )
            page.press("z", CONTROL)
            page.press("y", CONTROL)
            page.press("z", CONTROL)
            self.saved(page)
        self.assertEqual(
            [self.lines()[0][c] for c in ("tx1", "tx2", "tx3")], ["8", "7", "6.5"]
        )

    def test_remark_subjects_by_one_key(self):
        """BT-6.1a: in a remark subject d, c, v enter Đ, CĐ and Vắng."""
        self._duty(self.teacher, "subject_teacher", self.class_, self.subjects["GDTC"])
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page, "GDTC")
            page.wait("document.activeElement.dataset.column === 'tx1'")
            for key in ("d", "c", "v", "Đ"):
                page.type(key)
                page.press("Enter")
            self.saved(page)
        self.assertEqual(self.lines("GDTC")[:4].mapped("tx1"), ["D", "CD", "V", "D"])


@tagged("post_install", "-at_install")
class TestGridClipboard(ClassCase):
    def test_a_block_is_pasted_from_excel(self):
        """BT-6.1a: 45 × 4 cells with decimal commas at once; a copy gives them back."""
        rows = [[f"{(n + c) % 10},5" for c in range(4)] for n in range(45)]
        block = "\r\n".join("\t".join(row) for row in rows) + "\r\n"
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait("document.activeElement.dataset.column === 'tx1'")
            page.paste(block)
            self.saved(page)
            self.assertEqual(page.count(".o_edu_selected"), 180)
            page.picture("grid-pasted")
            page.press("c", CONTROL)
            self.assertEqual(page.clipboard().split("\n"), block.split("\r\n")[:-1])
        stored = [
            [line[c].replace(".", ",") for c in ("tx1", "tx2", "tx3", "tx4")]
            for line in self.lines()
        ]
        self.assertEqual(stored, rows)

    def test_what_does_not_fit_is_said_and_nothing_is_lost(self):
        """BT-6.1a: rows below the sheet, a formula, a wrong mark and the column that is
        computed are refused with their reasons, the rest is saved; one undo takes the
        whole paste back."""
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait("document.activeElement.dataset.column === 'tx1'")
            page.click(self.cell(44, "gk"))
            page.paste("=A1+B1\t7\t6,7\n8\t17,5\t\n9,25\t3\t4")
            page.wait_for(".o_edu_paste")
            asked = page.text(".o_edu_paste_odd")
            self.assertIn("3 hàng cho 2 học sinh", asked)
            self.assertIn("(2): =A1+B1; 17,5", asked)
            self.assertEqual(self.lines()[43:45].mapped("ck"), [False, False])
            page.click(".o_edu_paste_go")
            page.wait("document.querySelectorAll('.o_edu_problem').length === 4")
            page.picture("grid-paste-refused")
            problems = page.text(".o_edu_problems")
            self.assertIn("(3): 9,25; 3; 4", problems)
            self.assertIn("Kết quả học kì: 6,7", problems)
            self.assertIn("=A1+B1", problems)
            self.assertIn("từ 0 đến 10", problems)
            line44, line45 = self.lines()[43:45]
            self.assertEqual([line44.gk, line44.ck], [False, "7"])
            self.assertEqual([line45.gk, line45.ck], ["8", False])
            # the problem leads to its cell
            page.click(".o_edu_problem .o_edu_find")
            self.assertEqual(page.value("document.activeElement.value"), "=A1+B1")
            page.press("z", CONTROL)
            page.wait("document.querySelectorAll('.o_edu_problem').length === 2")
            page.wait("!document.querySelector('.o_edu_waiting, .o_edu_saving')")
        line44, line45 = self.lines()[43:45]
        self.assertEqual([line44.ck, line45.gk], [False, False])


@tagged("post_install", "-at_install")
class TestGridConnection(ClassCase):
    def test_a_lost_connection_loses_nothing(self):
        """BT-6.1a: what is typed without a connection is marked as not saved and is
        saved when the connection is back, without any doing."""
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait("document.activeElement.dataset.column === 'tx1'")
            page.type("8")
            page.press("Enter")
            self.saved(page)
            page.connect(False)
            for _ in range(5):
                page.type("75")
                page.press("Enter")
            page.wait(LOST)
            page.wait("document.querySelectorAll('.o_edu_unsaved').length === 5")
            page.picture("grid-offline")
            self.assertIn("5 ô chưa lưu", page.text(".o_edu_state"))
            self.assertFalse(any(self.lines()[1:6].mapped("tx1")))
            page.connect(True)
            self.saved(page, 40)
        self.assertEqual(self.lines()[:7].mapped("tx1"), ["8", *["7.5"] * 5, False])

    def test_a_lost_answer_is_no_conflict_with_oneself(self):
        """BT-6.1a: the server saved, its answer was lost, the teacher typed on: both
        marks are saved in their order, and nobody is asked anything."""
        first = self.lines()[0]
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait("document.activeElement.dataset.column === 'tx1'")
            page.deaf = True
            page.type("8")
            page.press("Enter")
            page.wait(LOST)
            page.press("ArrowUp")
            page.type("9")
            page.press("Enter")
            page.deaf = False
            page.press("s", CONTROL)
            self.saved(page, 40)
            self.assertFalse(page.count(".o_edu_problem"))
        self.env.invalidate_all()
        self.assertEqual(first.tx1, "9")
        history = self.entries(first).sorted("id")
        self.assertEqual(
            [(entry.old, entry.new) for entry in history], [("", "8"), ("8", "9")]
        )

    def test_a_closed_page_loses_nothing(self):
        """BT-6.1a: unsaved cells, even a half typed one, survive the page: leaving it
        warns, and on reopening they come back and are saved or shown as conflicts."""
        first, second, third = self.lines()[:3]
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait("document.activeElement.dataset.column === 'tx1'")
            page.connect(False)
            for text in ("8", "9"):
                page.type(text)
                page.press("Enter")
            page.wait(LOST)
            page.type("7,5")  # still in the cell
            page.open("about:blank")
            self.assertEqual(page.dialogs, ["beforeunload"])
            # Meanwhile the colleague enters another mark.
            with self.between_requests():
                self.save(self.co_teacher, (second, "tx1", "", "6"))
                self.env.flush_all()
            page.connect(True)
            page.open("/odoo/my-gradebooks")
            self.open_sheet(page)
            page.wait_for(".o_edu_problem[data-status='conflict']")
            page.picture("grid-restored")
            self.assertEqual(self.lines()[:3].mapped("tx1"), ["8", "6", "7.5"])
            self.assertIn("Hồ Thị Dạy", page.text(".o_edu_problem"))
            page.click(".o_edu_mine")
            self.saved(page)
        self.assertEqual(self.lines()[:3].mapped("tx1"), ["8", "9", "7.5"])


@tagged("post_install", "-at_install")
class TestGridConflict(ClassCase):
    def test_two_teachers_in_one_sheet(self):
        """BT-6.1a: whoever saves second is told who wrote what and when; he keeps his
        own mark or takes the other's, nothing is overwritten unseen."""
        first, second = self.lines()[:2]
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait("document.activeElement.dataset.column === 'tx1'")
            with self.between_requests():
                self.save(
                    self.co_teacher, (first, "tx1", "", "7.5"), (second, "tx1", "", "6")
                )
                self.env.flush_all()
            for text in ("8", "9"):
                page.type(text)
                page.press("Enter")
            page.wait("document.querySelectorAll('.o_edu_conflict').length === 2")
            page.picture("grid-conflict")
            told = page.text(".o_edu_problem")
            self.assertIn("Hồ Thị Dạy đã ghi «7,5» lúc", told)
            self.assertEqual(self.lines()[:2].mapped("tx1"), ["7.5", "6"])
            page.click(".o_edu_problem:nth-child(2) .o_edu_theirs")
            page.click(".o_edu_problem:nth-child(1) .o_edu_mine")
            self.saved(page)
            self.assertEqual(
                [self.shown(page, row, "tx1") for row in (1, 2)], ["8", "6"]
            )
        self.assertEqual(self.lines()[:2].mapped("tx1"), ["8", "6"])


@tagged("post_install", "-at_install")
class TestGridLock(SheetCase, GradebookCase):
    def test_the_head_locks_while_the_teacher_types(self):
        """BT-6.1a: a mark that comes after the lock is refused with who locked it, and
        stays on the screen; a locked sheet can be read and copied, not typed into."""
        self.fill()
        self.rate()
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait("document.activeElement.dataset.column === 'tx1'")
            with self.between_requests():
                self.lock()
                self.env.flush_all()
            page.type("3")
            page.press("Enter")
            page.wait_for(".o_edu_problem[data-status='locked']")
            self.assertIn("Đỗ Thị Hiệu Trưởng", page.text(".o_edu_problem"))
            self.assertEqual(self.lines()[0].tx1, "8")
            page.click(".o_edu_take_back")
            page.wait("!document.querySelector('.o_edu_problem')")
            self.assertEqual(self.shown(page, 1, "tx1"), "8")
            page.open("/odoo/my-gradebooks")
            self.open_sheet(page)
            page.wait_for(".o_edu_locked")
            self.assertFalse(page.count(".o_edu_gradebook input.o_edu_cell"))
            page.drag(self.cell(1, "tx1"), self.cell(2, "tx2"))
            page.press("c", CONTROL)
            page.ask("Browser.grantPermissions", permissions=["clipboardReadWrite"])
            self.assertEqual(page.clipboard(), "8\t8\n8\t8")
            page.picture("grid-locked")


@tagged("post_install", "-at_install")
class TestGridPhone(ClassCase):
    def test_marks_on_a_phone(self):
        """BT-6.1a: at 390 pixels the learner stays in sight, a cell asks for the keypad
        of digits, and a bar of keys has the words that no keypad has."""
        with self.page(
            self.teacher.login, "/odoo/my-gradebooks", "390x844", touch=True
        ) as page:
            page.wait_for(".o_kanban_record, tr.o_data_row")
            self.open_sheet(page)
            page.tap(self.cell(1, "tx1"))
            page.wait("document.activeElement.inputMode === 'decimal'")
            page.type("85")
            page.tap(".o_edu_keys button:last-child")
            page.wait(IN_ROW % 2)
            page.tap(".o_edu_key")
            self.saved(page)
            page.picture("grid-phone")
            page.tap(self.cell(1, "ck"))
            width = page.value("document.documentElement.scrollWidth")
            self.assertLessEqual(width, 390)
            name = page.value(
                "document.querySelector(\"td[name='student_id']\")"
                ".getBoundingClientRect().left"
            )
            self.assertEqual(name, 0)
            page.picture("grid-phone-right")
            page.tap(self.cell(2, "ck"))
            page.type("110")
            page.press("Enter")
            page.wait_for(".o_edu_problem")
            page.picture("grid-phone-problem")
            page.tap(".o_edu_take_back")
            page.wait("!document.querySelector('.o_edu_problem')")
        self.assertEqual(self.lines()[:2].mapped("tx1"), ["8.5", "V"])
