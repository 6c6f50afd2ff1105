# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "School Records: Digital Signing",
    "summary": "Certificates, frozen documents and signatures made by key devices",
    "version": "19.0.4.0.0",
    "category": "Education",
    "license": "AGPL-3",
    "author": "Hoc Ba So contributors",
    "website": "https://github.com/hoc-ba-so/hoc-ba-so",
    "depends": ["edu_journal", "base_setup", "web"],
    "external_dependencies": {
        "python": ["hocba", "cryptography", "openupgradelib", "Pillow"]
    },
    "data": [
        "security/edu_signing_groups.xml",
        "security/edu_signing_security.xml",
        "security/ir.model.access.csv",
        "wizard/edu_certificate_decision_views.xml",
        "views/edu_certificate_views.xml",
        "views/edu_trust_anchor_views.xml",
        "views/edu_document_views.xml",
        "views/edu_signature_slot_views.xml",
        "views/edu_signing_session_views.xml",
        "views/res_config_settings_views.xml",
        "views/edu_signing_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "edu_signing/static/src/**/*",
        ],
    },
}
