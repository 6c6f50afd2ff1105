// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, useRef, useState } from "@odoo/owl";
import { cellKey } from "./mark_store";
import { displayMark } from "./mark_text";

/**
 * One cell of a gradebook, always ready to be typed into. Leaving it saves it.
 */
export class MarkCell extends Component {
    static template = "edu_gradebook.MarkCell";
    static props = { ...standardFieldProps, label: { type: String, optional: true } };

    setup() {
        this.input = useRef("input");
        this.marks = this.env.eduMarks;
        // Read through useState, so that a change of the one cell renders it anew.
        this.cells = useState(this.marks?.cells || {});
    }

    get stored() {
        return this.format(this.props.record.data[this.props.name]);
    }

    get pending() {
        return this.cells[cellKey(this.props.record, this.props.name)];
    }

    get shown() {
        return this.pending ? this.pending.text : this.stored;
    }

    get editable() {
        return Boolean(this.marks && this.props.record.data.editable);
    }

    get inputMode() {
        return this.props.record.data.kind === "score" ? "decimal" : "text";
    }

    format(value) {
        return displayMark(value);
    }

    onFocus(ev) {
        ev.target.select();
    }

    commit() {
        const { record, name, label } = this.props;
        const text = this.input.el.value.trim();
        const again = this.pending && text === this.pending.text;
        if (text === this.stored) {
            this.marks.forget(record, name);
        } else if (!again || !["saving", "invalid"].includes(this.pending.status)) {
            this.marks.save(record, name, text, label);
        }
    }

    onChange() {
        this.commit();
    }

    onKeydown(ev) {
        ev.stopPropagation();
        if (ev.key === "Escape") {
            this.marks.forget(this.props.record, this.props.name);
            this.input.el.value = this.stored;
            this.input.el.select();
        } else if (ev.key === "Enter" || ev.key === "ArrowDown") {
            ev.preventDefault();
            this.leaveTo("nextElementSibling", ev.key === "Enter");
        } else if (ev.key === "ArrowUp") {
            ev.preventDefault();
            this.leaveTo("previousElementSibling", false);
        }
    }

    /** Save what was typed and go to the same column of the row below or above. */
    leaveTo(sibling, again) {
        const input = this.input.el;
        const row = input.closest("tr");
        const column = input.dataset.column;
        if (again && this.pending?.message) {
            this.commit();
        }
        let target = row[sibling];
        while (target) {
            const next = target.querySelector(`[data-column="${column}"]`);
            if (next) {
                next.focus();
                return;
            }
            target = target[sibling];
        }
        input.blur();
    }
}

/** Marks of a term or a year: shown, never typed. */
export class Average extends Component {
    static template = "edu_gradebook.Average";
    static props = { ...standardFieldProps };

    get shown() {
        const { record, name } = this.props;
        return displayMark(record.data.exempt ? "M" : record.data[name]);
    }
}

/** The subject teacher's remark: saved like a mark, shown as it is. */
export class RemarkCell extends MarkCell {
    get inputMode() {
        return "text";
    }

    format(value) {
        return value || "";
    }
}

const extractProps = ({ string }) => ({ label: string });

registry.category("fields").add("edu_mark_cell", {
    component: MarkCell,
    supportedTypes: ["char"],
    extractProps,
});
registry.category("fields").add("edu_remark_cell", {
    component: RemarkCell,
    supportedTypes: ["char"],
    extractProps,
});
registry.category("fields").add("edu_average", {
    component: Average,
    supportedTypes: ["char"],
});
