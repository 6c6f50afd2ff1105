# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_signing_session
from . import test_access_order
from . import test_unusual_use
from . import test_uses
from . import test_signing_evidence
from . import test_signing_refusals
from . import test_signing_revisions
from . import test_signing_dialog
from . import test_journey
from . import test_access_matrix
from . import test_attacks
from . import test_code
from . import test_deciding
from . import test_attacks_across
from . import test_buttons
from . import test_sweep
from . import test_jobs
from . import test_new_addons
from . import test_numbers
from . import test_province_page
