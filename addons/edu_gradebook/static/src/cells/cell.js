// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { displayCell } from "./cell_text";
import { cellKey } from "../queue/cell_queue";
import { Component, useEffect, useRef, useState } from "@odoo/owl";

/**
 * One cell of a sheet, always ready to be typed into. It only shows; what is done to it
 * is the sheet's.
 */
export class Cell extends Component {
    static template = "edu_gradebook.Cell";
    static props = { ...standardFieldProps, label: { type: String, optional: true } };

    setup() {
        this.sheet = this.env.eduSheet;
        this.ref = useRef("cell");
        // Read through useState, so that a change of the one cell renders it anew.
        this.entries = useState(this.sheet.queue.entries);
        useEffect(
            (el, shown) => {
                if (el.matches("input")) {
                    // What is being typed is never written over.
                    if (document.activeElement !== el || !this.sheet.isEditing) {
                        el.value = shown;
                    }
                    if (document.activeElement === el && !this.sheet.isEditing) {
                        el.select();
                    }
                }
            },
            () => [this.ref.el, this.shown]
        );
    }

    get cell() {
        return { lineId: this.props.record.resId, column: this.props.name };
    }

    get data() {
        return this.props.record.data;
    }

    get entry() {
        return this.entries[cellKey(this.cell.lineId, this.cell.column)];
    }

    get kind() {
        return this.sheet.profile.kind(this.props.name, this.data);
    }

    get editable() {
        return this.sheet.profile.editable(this.data).includes(this.props.name);
    }

    get shown() {
        const stored = displayCell(this.data[this.props.name], this.kind);
        return this.editable && this.entry ? this.entry.text : stored;
    }

    get behalf() {
        return this.data.behalf?.[this.props.name];
    }

    /** A mark of a learner who changed class in mid-term. */
    get cameAlong() {
        return Boolean(this.data.source && this.data[this.props.name]);
    }

    get inputMode() {
        if (["score", "test"].includes(this.kind)) {
            return "decimal";
        }
        // Two or three letters: the bar of keys offers them, no keyboard covers the sheet.
        return this.env.isSmall && this.kind !== "text" ? "none" : "text";
    }

    get classes() {
        return [
            `o_edu_kind_${this.kind}`,
            this.entry ? `o_edu_${this.entry.status}` : "",
            this.behalf ? "o_edu_behalf" : "",
            this.cameAlong ? "o_edu_source" : "",
        ].join(" ");
    }

    get tooltip() {
        if (this.entry?.message) {
            return this.entry.message;
        }
        const lock = !this.editable && this.data.lock_texts?.[this.props.name];
        if (lock) {
            return lock;
        }
        if (this.behalf) {
            return _t("Entered by %(by)s on behalf of %(for)s", {
                by: this.behalf.by,
                for: this.behalf.for,
            });
        }
        if (this.cameAlong) {
            return _t("Came along from %s", this.data.source);
        }
        return this.kind === "text" ? this.shown : "";
    }
}

/** What is computed from the cells of a row: shown and copied, never typed. */
export class Average extends Cell {
    static template = "edu_gradebook.Average";

    get shown() {
        return this.data.exempt ? displayCell("M") : super.shown;
    }
}

const extractProps = ({ string }) => ({ label: string });
const field = (component) => ({ component, supportedTypes: ["char"], extractProps });

registry.category("fields").add("edu_cell", field(Cell));
registry.category("fields").add("edu_average", field(Average));
