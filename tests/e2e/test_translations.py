# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every string of every addon stands in its vi.po."""

import polib
import pytest
from house import ROOT
from translations import export

ADDONS = sorted(p.parent.name for p in ROOT.glob("addons/edu_*/__manifest__.py"))


@pytest.mark.parametrize("addon", ADDONS)
def test_no_string_is_missing_from_the_translation(addon, story, tmp_path):
    pot = tmp_path / f"{addon}.pot"
    export(addon, story.database, pot)
    said = {entry.msgid for entry in polib.pofile(str(pot)) if entry.msgid.strip()}
    path = ROOT / "addons" / addon / "i18n" / "vi.po"
    known = {entry.msgid for entry in polib.pofile(str(path)) if not entry.obsolete}
    assert sorted(said - known) == []
