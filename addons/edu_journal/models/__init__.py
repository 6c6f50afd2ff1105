# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import edu_journal
from . import edu_journal_mixin
from . import edu_protected_mixin
from . import edu_derived_mixin
