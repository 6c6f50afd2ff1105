# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_certificate_names
from . import test_class_book
from . import test_class_book_form
from . import test_correction
from . import test_form
from . import test_grade_dates
from . import test_guard
from . import test_duty_handover
from . import test_homes
from . import test_inspector
from . import test_acts

from . import test_issue
from . import test_leaver
from . import test_migration
from . import test_newcomers
from . import test_needs
from . import test_portal
from . import test_school
from . import test_primary
