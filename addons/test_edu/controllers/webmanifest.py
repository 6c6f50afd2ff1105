# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.web.controllers import webmanifest


class WebManifest(webmanifest.WebManifest):
    def _get_service_worker_content(self):
        """A service worker that fetches nothing.

        Odoo's own loads the home page once more behind the first one. In a test all
        requests share one cursor, and one that comes in the midst of another fails now
        and then; a page that is left while it loads fails with it.
        """
        return "// nothing to keep for a time without network"
