# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import edu_use
from . import edu_unusual_use
from . import edu_progress
from . import edu_school_state
from . import edu_entry_rating
from . import edu_mark_distribution
from . import edu_year_total
from . import edu_weekly_remark
from . import edu_weekly_sheet
from . import edu_gradebook
from . import edu_class
