// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";
import { FloatField, floatField } from "@web/views/fields/float/float_field";
import { InvalidNumberError } from "@web/views/fields/parsers";

/** Point or comma, nothing else: to Odoo 36.5 is 365 where the comma is decimal. */
export function parseDecimal(text) {
    const typed = text.trim();
    if (!/^\d+([.,]\d+)?$/.test(typed)) {
        throw new InvalidNumberError(`"${text}" is not a number`);
    }
    return Number(typed.replace(",", "."));
}

/** A small number with decimals, as people type it: 36,5 or 36.5. */
export class DecimalField extends FloatField {
    parse(value) {
        return parseDecimal(value);
    }
}

registry.category("fields").add("edu_decimal", { ...floatField, component: DecimalField });
