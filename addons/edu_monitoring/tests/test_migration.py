# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.modules.module import get_module_path, load_script
from odoo.tests import TransactionCase, tagged

OLD, NEW = "edu_gradebook", "edu_monitoring"


@tagged("post_install", "-at_install")
class TestMigration(TransactionCase):
    """What watches was part of the gradebook until 19.0.3."""

    def setUp(self):
        super().setUp()
        folder = f"{get_module_path(OLD)}/migrations/19.0.4.0.0"
        self.script = load_script(f"{folder}/pre-monitoring.py", "pre_monitoring")

    def _named(self, module):
        """Return the records of an addon by name, but for what Odoo notes anew."""
        self.cr.execute(
            "SELECT name, model, res_id FROM ir_model_data"
            " WHERE module = %s AND model <> 'ir.model.inherit'",
            [module],
        )
        return {name: (model, res_id) for name, model, res_id in self.cr.fetchall()}

    def _before(self, names):
        """Name these records as the version before did."""
        self.cr.execute(
            "UPDATE ir_model_data SET module = %s WHERE module = %s AND name = ANY(%s)",
            [OLD, NEW, list(names)],
        )

    def test_records_and_models_keep_their_ids(self):
        """An update makes nothing anew: bookmarks, filters and rights stay right."""
        named, of_gradebook = self._named(NEW), self._named(OLD)
        tables = "|".join(model.replace(".", "_") for model in self.script.MODELS)
        part = re.compile(rf"(model|field|selection_|constraint)_({tables})(__?.*)?$")
        moved = {name for name in named if part.match(name)} | set(self.script.RECORDS)
        self.assertLessEqual(moved, set(named))
        self._before(moved)
        self.script.move(self.cr)
        self.assertEqual(self._named(NEW), named)
        self.assertEqual(self._named(OLD), of_gradebook)

    def test_what_was_told_is_not_told_again(self):
        """The head hears of an unusual use once, also across an update."""
        parameters = self.env["ir.config_parameter"]
        parameters.search([("key", "=", f"{NEW}.unusual_use_told")]).unlink()
        parameters.set_param(f"{OLD}.unusual_use_told", "2026-11-30")
        self.env.flush_all()
        self.script.move(self.cr)
        self.env.invalidate_all()
        self.env.registry.clear_cache("stable")
        told = parameters.get_param(f"{NEW}.unusual_use_told")
        self.assertEqual(told, "2026-11-30")

    def test_an_update_installs_it(self):
        """A gradebook without books watches after the update as before it."""
        module = self.env["ir.module.module"].search([("name", "=", NEW)])
        module.state = "uninstalled"
        self.env.flush_all()
        self.script.install(self.cr)
        module.invalidate_recordset(["state"])
        self.assertEqual(module.state, "to install")
