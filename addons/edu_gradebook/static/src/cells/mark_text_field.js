// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";
import { displayMark, expandTyped } from "./cell_text";

/** A mark in an ordinary list: 8,5 to read, any usual form to type. */
export class MarkText extends CharField {
    get formattedValue() {
        return displayMark(this.props.record.data[this.props.name]);
    }

    parse(value) {
        const typed = super.parse(value);
        return typed && expandTyped(typed, this.props.record.data.cell_kind);
    }
}

registry.category("fields").add("edu_mark_text", { ...charField, component: MarkText });
