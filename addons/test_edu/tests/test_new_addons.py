# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.modules.module import get_module_path, load_script
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestNewAddons(TransactionCase):
    """What has got an addon of its own was part of the gradebook until 19.0.3."""

    def setUp(self):
        super().setUp()
        folder = f"{get_module_path('edu_gradebook')}/migrations/19.0.4.0.0"
        self.script = load_script(f"{folder}/pre-addons.py", "pre_addons")

    def _named(self, module):
        """Return the records of an addon by name, but for what Odoo notes anew."""
        self.cr.execute(
            "SELECT name, model, res_id FROM ir_model_data"
            " WHERE module = %s AND model <> 'ir.model.inherit'",
            [module],
        )
        return {name: (model, res_id) for name, model, res_id in self.cr.fetchall()}

    def _moved(self, addon, named):
        """Return which names of an addon the gradebook had before."""
        tables = "|".join(name.replace(".", "_") for name in self.script.MODELS[addon])
        part = re.compile(rf"(model|field|selection_|constraint)_({tables})(__?.*)?$")
        return {name for name in named if part.match(name)} | set(
            self.script.RECORDS[addon]
        )

    def test_records_and_models_keep_their_ids(self):
        """An update makes nothing anew: bookmarks, filters and rights stay right."""
        of_gradebook = self._named(self.script.OLD)
        for addon in self.script.MODELS:
            with self.subTest(addon=addon):
                named = self._named(addon)
                moved = self._moved(addon, named)
                self.assertLessEqual(moved, set(named))
                self.cr.execute(
                    "UPDATE ir_model_data SET module = %s"
                    " WHERE module = %s AND name = ANY(%s)",
                    [self.script.OLD, addon, list(moved)],
                )
                self.script.move(self.cr, addon)
                self.assertEqual(self._named(addon), named)
                self.assertEqual(self._named(self.script.OLD), of_gradebook)

    def test_who_reads_by_order_keeps_his_order(self):
        """BT-8.5: orders, and what a form or a right was named, stay what they were."""
        folder = f"{get_module_path('edu_school')}/migrations/19.0.4.0.0"
        script = load_script(f"{folder}/pre-access.py", "pre_access")
        of_gradebook, named = self._named(script.OLD), self._named(script.NEW)
        part = re.compile(
            r"(model|field|constraint)_edu_(access_order|duty_access_mixin)"
        )
        moved = {name for name in named if part.match(name)} | set(script.RECORDS)
        self.assertLessEqual(moved, set(named))
        # what the gradebook has of an order now was not a name of its own
        again = {name for name in of_gradebook if part.match(name)}
        self.cr.execute(
            "DELETE FROM ir_model_data WHERE module = %s AND name = ANY(%s)",
            [script.OLD, list(again)],
        )
        self.cr.execute(
            "UPDATE ir_model_data SET module = %s WHERE module = %s AND name = ANY(%s)",
            [script.OLD, script.NEW, list(moved)],
        )
        script.move(self.cr)
        self.assertEqual(self._named(script.NEW), named)
        self.assertEqual(self._named(script.OLD).keys(), of_gradebook.keys() - again)

    def test_what_was_told_is_not_told_again(self):
        """The head hears of an unusual use once, also across an update."""
        parameters = self.env["ir.config_parameter"]
        known = "edu_monitoring.unusual_use_told"
        parameters.search([("key", "=", known)]).unlink()
        parameters.set_param("edu_gradebook.unusual_use_told", "2026-11-30")
        self.env.flush_all()
        self.script.move(self.cr, "edu_monitoring")
        self.env.invalidate_all()
        self.env.registry.clear_cache("stable")
        self.assertEqual(parameters.get_param(known), "2026-11-30")

    def test_an_update_installs_them(self):
        """A gradebook without books has after the update what it had before."""
        for addon in self.script.MODELS:
            module = self.env["ir.module.module"].search([("name", "=", addon)])
            module.state = "uninstalled"
            self.env.flush_all()
            self.script.install(self.cr, addon)
            module.invalidate_recordset(["state"])
            self.assertEqual(module.state, "to install")
