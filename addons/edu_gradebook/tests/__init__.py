# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_access
from . import test_class_change
from . import test_curriculum
from . import test_entry
from . import test_entry_plan
from . import test_entry_rating
from . import test_lock_race
from . import test_mark_distribution
from . import test_mark_sheet_import
from . import test_overview
from . import test_migration
from . import test_phrase
from . import test_primary
from . import test_progress
from . import test_queries
from . import test_regulation
from . import test_reminder
from . import test_results
from . import test_rollover
from . import test_save_cells
from . import test_tour
from . import test_tour_grid
from . import test_walls
from . import test_weekly_remark
from . import test_workbook
from . import test_workbook_primary
