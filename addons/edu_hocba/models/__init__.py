# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import edu_hocba
from . import edu_hocba_counter
from . import edu_book_acts
from . import edu_book_signers
from . import edu_book_issue
from . import edu_book_files
from . import edu_book_mixin
from . import edu_hocba_year_content
from . import edu_hocba_year_files
from . import edu_hocba_year
from . import edu_class_book_content
from . import edu_class_book
from . import edu_document
from . import edu_duty_handover
from . import edu_certificate
from . import edu_class
from . import edu_class_review
from . import edu_correction
from . import edu_school
from . import edu_school_state
from . import edu_student
from . import ir_module_module
