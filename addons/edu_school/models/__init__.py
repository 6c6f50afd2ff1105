# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import edu_duty_guard
from . import edu_authority
from . import edu_school
from . import edu_school_alias
from . import edu_school_year
from . import edu_term
from . import edu_grade
from . import edu_class
from . import edu_subject
from . import edu_curriculum_line
from . import edu_student
from . import edu_guardian
from . import edu_admission
from . import edu_enrolment
from . import edu_enrolment_movement
from . import edu_absence
from . import edu_policy
from . import edu_duty
from . import edu_access
from . import hr_employee
from . import hr_employee_public
from . import resource_resource
from . import res_users
