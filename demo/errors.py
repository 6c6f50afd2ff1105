# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What stops the job."""


class JobError(Exception):
    """A step that cannot go on; its text says what and where, in Vietnamese."""
