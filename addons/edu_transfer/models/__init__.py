# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import fs_storage
from . import edu_archive
from . import edu_archive_check
from . import edu_class
