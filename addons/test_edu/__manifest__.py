# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "School Records: Test Support",
    "summary": "What only tests need: a signed model, an asset fix for Debian's Odoo",
    "version": "19.0.1.0.0",
    "category": "Education",
    "license": "AGPL-3",
    "author": "Hoc Ba So contributors",
    "website": "https://github.com/hoc-ba-so/hoc-ba-so",
    "depends": ["web", "mail", "edu_workbook", "edu_transfer"],
    "data": ["security/ir.model.access.csv"],
    "assets": {
        "web.assets_backend": [
            # Debian strips this file from mail; the bundle then logs an error
            # to the console, which every browser test takes for a failure.
            (
                "remove",
                "mail/static/lib/selfie_segmentation/selfie_segmentation.js",
            ),
        ],
        "web_tour.automatic": ["test_edu/static/tests/patience.js"],
        "web.assets_tests": ["test_edu/static/tests/tours/**/*"],
    },
}
