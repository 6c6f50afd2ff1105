# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_entry_rating
from . import test_mark_distribution
from . import test_missing_marks
from . import test_overview
from . import test_progress
from . import test_reminder
from . import test_tour_overview
from . import test_tour_statistics
from . import test_weekly_remark
from . import test_weekly_sheet
