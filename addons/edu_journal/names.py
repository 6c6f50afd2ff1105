# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a refusal calls the record it speaks of."""


def model_name(records) -> str:
    """Return the name of the records' model in the user's language.

    ``_description`` is the English of the source; the registry holds translations,
    and reads its names for everybody.
    """
    return records.env["ir.model"]._get(records._name).name
