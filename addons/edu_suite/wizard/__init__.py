# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import edu_setup
from . import edu_setup_lead
from . import edu_setup_me
from . import edu_setup_step
