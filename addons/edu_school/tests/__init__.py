# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import common
from . import test_absence
from . import test_account_creation
from . import test_account_loan
from . import test_account_safety
from . import test_anchor_mail
from . import test_book_text
from . import test_class_list_import
from . import test_class_list_letters
from . import test_curriculum
from . import test_duty
from . import test_duty_dates
from . import test_duty_handover
from . import test_enrolment
from . import test_factor
from . import test_record_rules
from . import test_rollover
from . import test_rpc
from . import test_migration
from . import test_new_password
from . import test_school
from . import test_student
from . import test_tour
from . import test_walls
from . import test_suspension
from . import test_support
