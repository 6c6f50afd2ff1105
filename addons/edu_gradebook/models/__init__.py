# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import edu_duty_access_mixin
from . import edu_regulation
from . import edu_gradebook
from . import edu_gradebook_line
from . import edu_exemption
from . import edu_quality_line
from . import edu_conduct
from . import edu_after_lock_mixin
from . import edu_retest
from . import edu_summer_training
from . import edu_result
from . import edu_result_subject
from . import edu_decision
from . import edu_absence
from . import edu_enrolment
from . import edu_class
from . import edu_phrase
from . import edu_weekly_remark
from . import edu_entry_plan
from . import edu_gradebook_monitoring
from . import edu_progress
from . import edu_entry_rating
from . import edu_mark_distribution
from . import edu_gradebook_workbook
from . import edu_result_why
from . import edu_class_overview
