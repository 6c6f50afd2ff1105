# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "School Records: Workbooks",
    "summary": "Gradebooks out to Excel and back, and marks of any sheet",
    "version": "19.0.1.0.0",
    "category": "Education",
    "license": "AGPL-3",
    "author": "Hoc Ba So contributors",
    "website": "https://github.com/hoc-ba-so/hoc-ba-so",
    "depends": ["edu_gradebook"],
    "external_dependencies": {"python": ["hocba", "openpyxl"]},
    "data": [
        "security/ir.model.access.csv",
        "security/edu_workbook_security.xml",
        "wizard/edu_mark_sheet_import_views.xml",
        "wizard/edu_foreign_sheet_views.xml",
        "views/edu_gradebook_views.xml",
        "views/edu_class_views.xml",
    ],
    "assets": {"web.assets_tests": ["edu_workbook/static/tests/tours/**/*"]},
}
