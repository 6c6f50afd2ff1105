// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { patch } from "@web/core/utils/patch";
import { Field } from "@web/views/fields/field";

/** A date is read with its year, 12/09/2025, unless a view asks for Odoo's short form. */
patch(Field, {
    parseFieldNode() {
        const info = super.parseFieldNode(...arguments);
        if (["date", "datetime"].includes(info.type)) {
            info.options = { numeric: true, ...info.options };
        }
        return info;
    },
});
