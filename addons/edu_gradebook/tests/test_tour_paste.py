# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .browser import CONTROL, SHIFT
from .common import GradebookCase
from .test_tour_grid import GIVEN, SURNAMES, SheetCase

FORTY = [f"{surname} Thị {given}" for given in GIVEN for surname in SURNAMES][:40]
OTHERS = [(given, surname) for given in GIVEN for surname in SURNAMES][:40]
GO = ".o_edu_paste_go"
CANCEL = ".o_edu_paste_cancel"
READY = "document.activeElement.dataset.column === 'tx1'"


class PasteCase(SheetCase, GradebookCase):
    """A class of 40 and a teacher who pastes from another program."""

    @classmethod
    def build(cls, names=FORTY):
        return super().build(names)

    def pasted(self, page, rows, row=1, column="gk"):
        """Paste rows of cells at a cell; return what the dialog says."""
        page.click(self.cell(row, column))
        page.paste("\r\n".join("\t".join(cells) for cells in rows) + "\r\n")
        page.wait_for(".o_edu_paste")
        return page.text(".o_edu_paste_odd")

    def answer(self, page, button):
        page.wait(f"!document.querySelector('{button}').disabled")
        page.click(button)
        page.wait("!document.querySelector('.o_edu_paste')")

    def leave_out(self, page, kind):
        page.click(f"[data-leave='{kind}']")
        page.wait("!document.querySelector('.o_edu_paste input:disabled')")

    def may_paste(self, page):
        return not page.value(f"document.querySelector('{GO}').disabled")

    def marks(self, column="gk"):
        return self.lines().mapped(column)

    def stored(self, *values, column="gk"):
        """Compare the first marks of a column; all others are empty."""
        values = [value or False for value in values]
        self.assertEqual(self.marks(column), values + [False] * (40 - len(values)))


@tagged("post_install", "-at_install")
class TestPasteShape(PasteCase):
    """Rows that are no learner's must not move marks to other learners."""

    def test_a_heading_moves_no_mark(self):
        """BT-6.1a: a heading and 39 marks are as long as a class of 40: the person is
        asked, nothing is stored before, and the heading is left out."""
        marks = [str(n % 9 + 1) for n in range(39)]
        block = [["ĐĐGgk"], *([mark] for mark in marks)]
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait(READY)
            asked = self.pasted(page, block)
            self.assertIn("39 hàng cho 40 học sinh", asked)
            self.assertIn("tiêu đề «ĐĐGgk»", page.text(".o_edu_paste_choices"))
            self.stored()
            first = page.text(".o_edu_paste tbody tr")
            self.assertIn(FORTY[0], first)
            self.assertIn("1", first)
            page.picture("paste-heading")
            self.answer(page, CANCEL)
            self.assertEqual(self.shown(page, 1, "gk"), "")
            self.stored()
            self.pasted(page, block)
            self.answer(page, GO)
            self.saved(page)
            self.assertEqual(page.count(".o_edu_selected"), 39)
            self.assertFalse(page.count(".o_edu_problem"))
        self.stored(*marks)

    def test_a_subtotal_moves_no_mark(self):
        """BT-6.1a: a blank row and a row of words among 40 marks are proposed to be
        left out, since then every learner has one; so is a text that no learner's
        mark is, while a learner's «vp» stays with him."""
        halves = [["8"]] * 20, [["6,5"]] * 20
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait(READY)
            self.pasted(page, [*halves[0], [""], ["Tổ 2"], *halves[1]])
            choices = page.text(".o_edu_paste_choices")
            self.assertIn("hàng trống (hàng 21)", choices)
            self.assertIn("«Tổ 2» (hàng 22)", choices)
            self.stored()
            page.picture("paste-subtotal")
            self.answer(page, GO)
            self.saved(page)
            self.stored(*["8"] * 20, *["6.5"] * 20)
            # the second learner was absent
            self.pasted(page, [["7"], ["vp"], *[["7"]] * 38], column="tx1")
            self.assertEqual(page.count(".o_edu_paste tbody tr"), 40)
            self.assertIn("(1): vp", page.text(".o_edu_paste_odd"))
            self.answer(page, CANCEL)
            # a mark is missing in the middle: is the blank row a learner's?
            self.pasted(page, [["7"], [""], *[["7"]] * 38], column="tx1")
            self.assertEqual(page.count(".o_edu_paste tbody tr"), 40)
            self.answer(page, GO)
            self.saved(page)
        self.assertEqual(self.marks("tx1"), ["7", False, *["7"] * 38])

    def test_a_block_of_another_length_is_asked_about(self):
        """BT-6.1a: too few and too many rows; what the sheet itself gave, one row, and
        as many cells as were selected are entered at once."""
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait(READY)
            self.assertIn("38 hàng cho 40 học sinh", self.pasted(page, [["7"]] * 38))
            self.answer(page, CANCEL)
            asked = self.pasted(page, [["7"]] * 41)
            self.assertIn("41 hàng cho 40 học sinh", asked)
            self.assertIn("Nằm ngoài sổ điểm, không nhập (1): 7", asked)
            self.answer(page, CANCEL)
            self.stored()
            page.click(self.cell(1, "tx1"))
            page.paste("8\t9\r\n")
            self.saved(page)
            page.press("ArrowDown", SHIFT)
            page.paste("8\t7\r\n8\t6\r\n8\t5\r\n")
            page.wait_for(".o_edu_paste")
            self.assertIn("3 hàng cho 2 học sinh", page.text(".o_edu_paste_odd"))
            self.answer(page, CANCEL)
            page.drag(self.cell(1, "gk"), self.cell(3, "gk"))
            page.paste("8\r\n6\r\n5\r\n")
            self.saved(page)
            page.press("c", CONTROL)
            page.click(self.cell(2, "ck"))
            page.press("v", CONTROL)
            self.saved(page)
            self.assertFalse(page.count(".o_edu_paste"))
        self.stored("8", "6", "5")
        self.assertEqual(self.marks("ck")[:5], [False, "8", "6", "5", False])

    def test_an_error_holds_the_whole_block(self):
        """BT-6.1a: one wrong mark among 40, and a mark for an exempted learner: nothing
        is stored around it; pasted nevertheless, it stays in its cell with a reason."""
        block = [["7"]] * 39 + [["11,5"]]
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait(READY)
            self.assertIn("(1): 11,5", self.pasted(page, block))
            self.assertIn("từ 0 đến 10", page.text(".o_edu_paste tbody"))
            self.stored()
            self.answer(page, CANCEL)
            self.stored()
            self.pasted(page, block)
            self.answer(page, GO)
            page.wait_for(".o_edu_problem[data-status='invalid']")
            page.press("z", CONTROL)
            page.wait("!document.querySelector('.o_edu_problem')")
            page.wait("!document.querySelector('.o_edu_waiting, .o_edu_saving')")
            # blanks would empty what stands there
            page.click(self.cell(3, "gk"))
            page.type("9")
            page.press("Enter")
            self.saved(page)
            asked = self.pasted(page, [["7"], ["7"], [""], *[["7"]] * 37])
            self.assertIn("1 ô đang có điểm sẽ bị xóa trống", asked)
            self.answer(page, CANCEL)
        self.stored("", "", "9")

    def test_without_a_connection(self):
        """BT-6.1a: a clean block waits for the connection as typed marks do."""
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait(READY)
            page.connect(False)
            page.click(self.cell(1, "gk"))
            page.paste("\n".join(["7"] * 40))
            page.wait("document.querySelectorAll('.o_edu_unsaved').length === 40")
            self.assertFalse(page.count(".o_edu_paste"))
            page.connect(True)
            self.saved(page, 40)
        self.stored(*["7"] * 40)


@tagged("post_install", "-at_install")
class TestPasteDigits(PasteCase):
    def test_two_digits_are_asked_about(self):
        """KP-2.16, TT22/2021 Điều 5.3: 35, 28, 40, 11, 9 are of another scale or typed
        without a comma: only who pastes them knows. Typed, 35 stays 3,5."""
        blocks = {
            "gk": (["35", "28", "40", "11", "9"], ["3.5", "2.8", "4", "1.1", "9"]),
            "ck": (["60", "70", "80", "90", "100"], None),
            "tx2": (["85", "7", "05", "10", "9,5"], ["8.5", "7", "0.5", "10", "9.5"]),
        }
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait(READY)
            for column, (typed, _stored) in blocks.items():
                rows = [[text] for text in typed] * 8
                self.assertIn("hai chữ số", self.pasted(page, rows, column=column))
                self.assertFalse(self.may_paste(page))
                self.answer(page, CANCEL)
                self.stored(column=column)
            page.picture("paste-before-digits")
            for column in ("gk", "tx2"):
                typed, stored = blocks[column]
                self.pasted(page, [[text] for text in typed] * 8, column=column)
                page.picture(f"paste-digits-{column}")
                page.click(".o_edu_paste_tenths")
                self.answer(page, GO)
                self.saved(page)
                self.stored(*stored * 8, column=column)
            page.click(self.cell(1, "tx3"))
            page.type("35")
            page.press("Enter")
            page.paste("35")  # one cell, seen by whoever pastes into it
            page.press("Enter")
            self.saved(page)
            page.drag(self.cell(3, "tx3"), self.cell(5, "tx3"))
            page.paste("35")  # one value for many cells
            page.wait_for(".o_edu_paste")
            self.assertFalse(self.may_paste(page))
            self.answer(page, CANCEL)
        self.stored("3.5", "3.5", column="tx3")


@tagged("post_install", "-at_install")
class TestPasteNames(PasteCase):
    def test_names_beside_marks_must_agree(self):
        """BT-6.1a, KP-2.16: a block with names goes in only if each row is the
        learner's; spelt exactly, but for case and the place of a tone mark."""
        marks = [str(n % 9 + 1) for n in range(40)]
        named = [[name.upper(), mark] for name, mark in zip(FORTY, marks, strict=True)]
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait(READY)
            # one learner is missing in the block, another stands at its end
            shifted = [*named[:10], *named[11:], ["Trần Văn Khác", "9"]]
            asked = self.pasted(page, shifted)
            self.assertIn("ghi người khác", asked)
            self.assertIn(
                f"«{named[11][0]}» là của {FORTY[11]}, không phải {FORTY[10]}",
                page.text(".o_edu_paste tbody"),
            )
            self.assertFalse(self.may_paste(page))
            page.picture("paste-names-shifted")
            self.answer(page, CANCEL)
            # Anh is not Ánh, who has the first row
            other = [[FORTY[0].replace("Ánh", "Anh"), "9"], *named[1:]]
            self.pasted(page, other)
            self.assertFalse(self.may_paste(page))
            self.answer(page, CANCEL)
            # names of a class that nobody of this one is in
            asked = self.pasted(page, [[f"{n} Văn {g}", "7"] for g, n in OTHERS])
            self.assertIn("ghi người khác", asked)
            self.assertFalse(self.may_paste(page))
            self.answer(page, CANCEL)
            self.stored()
            head = ["STT", "Họ và tên", "ĐĐGgk"]
            rows = [[str(n), *row] for n, row in enumerate(named, 1)]
            total = ["", "Trung bình", "5,0"]
            self.assertIn("khớp", self.pasted(page, [head, *rows, total]))
            self.assertIn("Trung bình", page.text(".o_edu_paste_choices"))
            page.picture("paste-names")
            self.answer(page, GO)
            self.saved(page)
        self.stored(*marks)

    def test_codes_and_two_columns_of_names(self):
        """BT-6.1a: family and given name in two columns, and the personal id."""
        marks = [str(n % 9 + 1) for n in range(40)]
        ids = self.enrolments.student_id.mapped("personal_id")
        split = [name.rsplit(" ", 1) for name in FORTY]
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait(READY)
            rows = [[*name, mark] for name, mark in zip(split, marks, strict=True)]
            self.assertIn("khớp", self.pasted(page, rows))
            self.answer(page, GO)
            self.saved(page)
            rows = [[code, mark] for code, mark in zip(ids, marks, strict=True)]
            self.pasted(page, [rows[1], rows[0], *rows[2:]], column="ck")
            self.assertFalse(self.may_paste(page))
            self.answer(page, CANCEL)
            self.assertIn("khớp", self.pasted(page, rows, column="ck"))
            self.answer(page, GO)
            self.saved(page)
        self.stored(*marks)
        self.stored(*marks, column="ck")


@tagged("post_install", "-at_install")
class TestPastePhone(PasteCase):
    def test_the_question_fits_a_phone(self):
        """BT-6.1a: at 390 pixels the dialog shows learner and value side by side."""
        with self.page(
            self.teacher.login, "/odoo/my-gradebooks", "390x844", touch=True
        ) as page:
            page.wait_for(".o_kanban_record, tr.o_data_row")
            self.open_sheet(page)
            page.tap(self.cell(1, "gk"))
            page.paste("\n".join(["ĐĐGgk", *["7"] * 39, "35", ""]))
            page.wait_for(".o_edu_paste")
            page.picture("paste-phone")
            width = page.value("document.documentElement.scrollWidth")
            self.assertLessEqual(width, 390)
            body = page.value(
                "(({scrollWidth, clientWidth}) => scrollWidth - clientWidth)"
                "(document.querySelector('.o_edu_paste .modal-body'))"
            )
            self.assertLessEqual(body, 0)
            page.tap(".o_edu_paste_tenths")
            page.wait(f"!document.querySelector('{GO}').disabled")
            page.tap(GO)
            page.wait("!document.querySelector('.o_edu_paste')")
            self.saved(page)
        self.stored(*["7"] * 39, "3.5")


@tagged("post_install", "-at_install")
class TestClicks(PasteCase):
    """A mark that is clicked is ready to be typed over, however often."""

    def test_a_second_click_replaces(self):
        """BT-6.1a: click, click, 8, Enter makes 7 an 8, never 7,8; so do a double
        click and the keys of an input method; Escape restores, F2 edits."""
        with self.page(self.teacher.login, "/odoo/my-gradebooks") as page:
            self.open_sheet(page)
            page.wait(READY)
            first = self.cell(1, "tx1")
            page.type("7")
            page.press("Enter")
            page.click(first)
            page.click(first)
            page.type("8")
            page.press("Escape")
            self.assertEqual(self.shown(page, 1, "tx1"), "7")
            page.type("8")
            page.press("Enter")
            self.assertEqual(self.shown(page, 1, "tx1"), "8")
            page.double_click(first)
            page.type("9")
            page.press("Enter")
            self.assertEqual(self.shown(page, 1, "tx1"), "9")
            page.click(first)
            page.click(first)
            page.value("new Promise((done) => setTimeout(done, 50))")
            page.compose("6", "6")
            page.press("Enter")
            self.assertEqual(self.shown(page, 1, "tx1"), "6")
            page.click(first)
            page.click(first)
            page.press("F2")
            page.type(",5")
            page.click(first)  # into what is being edited
            page.press("Enter")
            self.assertEqual(self.shown(page, 1, "tx1"), "6,5")
            # a remark is a text: the second click goes into it
            page.click(self.cell(1, "remark"))
            page.type("Tốt")
            page.press("Enter")
            page.click(self.cell(1, "remark"))
            page.click(self.cell(1, "remark"))
            page.press("End")
            page.type("!")
            page.press("Enter")
            self.saved(page)
        line = self.lines()[0]
        self.assertEqual((line.tx1, line.remark), ("6.5", "Tốt!"))

    def test_a_second_tap_replaces(self):
        """BT-6.1a: the same with a finger."""
        with self.page(
            self.teacher.login, "/odoo/my-gradebooks", "390x844", touch=True
        ) as page:
            page.wait_for(".o_kanban_record, tr.o_data_row")
            self.open_sheet(page)
            first = self.cell(1, "tx1")
            page.tap(first)
            page.type("7")
            page.press("Enter")
            for tapped in (1, 2):
                page.tap(first)
                page.wait("document.activeElement.dataset.column === 'tx1'")
                page.value("new Promise((done) => setTimeout(done, 400))")
                self.assertEqual(tapped and self.shown(page, 1, "tx1"), "7")
            page.type("8")
            page.press("Enter")
            self.saved(page)
        self.assertEqual(self.lines()[0].tx1, "8")
