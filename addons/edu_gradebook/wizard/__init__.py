# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import edu_correction_decision
from . import edu_correction_objection
from . import edu_correction_request
from . import edu_correction_request_line
from . import edu_decision_wizard
from . import edu_former_result_decision
from . import edu_foreign_sheet
from . import edu_history_line
from . import edu_lock_final
from . import edu_lock_opening
from . import edu_lock_withdraw
from . import edu_mark_sheet_import
from . import edu_mark_sheet_import_line
from . import edu_mark_sheet_import_problem
from . import edu_regulation_switch
from . import edu_regulation_trial
from . import edu_regulation_trial_line
from . import edu_review_line
