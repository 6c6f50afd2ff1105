# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import edu_school
from . import edu_school_year
from . import hr_employee
from . import ir_ui_menu
