# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import edu_mark_sheet_import
from . import edu_mark_sheet_import_line
from . import edu_mark_sheet_import_problem
from . import edu_foreign_sheet
