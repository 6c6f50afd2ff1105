# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_import_verdict
from . import test_mark_sheet_import
from . import test_workbook
from . import test_workbook_primary
from . import test_foreign_sheet
