# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import auth_passkey_key_create
from . import base_partner_merge
from . import edu_account_creation
from . import edu_account_creation_line
from . import edu_class_list_import
from . import edu_class_list_import_change
from . import edu_class_list_import_problem
from . import edu_family_accounts
from . import edu_family_accounts_line
from . import edu_new_learner
from . import edu_policy_profile
from . import edu_policy_profile_line
from . import edu_sheet_import
from . import edu_sheet_import_line
from . import edu_suspension_confirm
from . import edu_year_rollover
from . import edu_year_rollover_class
from . import edu_year_rollover_duty
from . import edu_year_rollover_learner
