# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io

import openpyxl

FIRST = 8


def edited(content, change):
    """Return the file as a spreadsheet program saves it after ``change``."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


class WorkbookFixture:
    """Download as a person, change the file as a person, bring it back."""

    def download(self, user, record):
        return record.with_user(user).with_context(lang="vi_VN")._workbook()[1]

    def upload(self, user, content, class_=None, kind="marks"):
        wizard = self.env["edu.mark.sheet.import"].with_user(user)
        return wizard.with_context(lang="vi_VN").create(
            {
                "class_id": (class_ or self.class_).id,
                "kind": kind,
                "data": base64.b64encode(content),
                "filename": "7A1.xlsx",
            }
        )

    def check(self, user, content, **more):
        wizard = self.upload(user, content, **more)
        wizard.action_check()
        return wizard

    def listed(self, wizard):
        return [
            (line.sheet, line.cell, line.learner, line.old, line.new, line.status)
            for line in wizard.line_ids
        ]
