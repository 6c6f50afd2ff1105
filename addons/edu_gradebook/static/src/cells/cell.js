// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { displayCell, isWeak } from "./cell_text";
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
            this.isWeak ? "o_edu_weak" : "",
            this.closed,
        ].join(" ");
    }

    /** What is stored is below what passes; what is being typed is not judged. */
    get isWeak() {
        return !this.entry && isWeak(this.data[this.props.name], this.kind);
    }

    get lock() {
        return (!this.editable && this.data.lock_texts?.[this.props.name]) || "";
    }

    /** A lock is drawn in its cell, but where the whole sheet says it. */
    get closed() {
        if (this.editable) {
            return "";
        }
        return this.lock && this.data.state !== "locked" ? "o_edu_shut" : "o_edu_closed";
    }

    get tooltip() {
        if (this.entry?.message) {
            return this.entry.message;
        }
        if (this.lock) {
            return this.lock;
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

    /** The marks that the result waits for, by what teachers call them. */
    get awaited() {
        const { data, sheet } = this;
        if (data.average || data.exempt || data.former || data.left) {
            return [];
        }
        const due = (data.due_columns || "").split(",");
        return due
            .filter((column) => column && (!data[column] || data[column] === "V"))
            .map((column) =>
                data[column]
                    ? _t("%s (absent)", sheet.label(column))
                    : sheet.label(column)
            );
    }

    get short() {
        const { length } = this.awaited;
        return length ? _t("%(count)s missing", { count: length }) : "";
    }

    get tooltip() {
        const { awaited } = this;
        return awaited.length
            ? _t("No result yet, missing: %(marks)s", { marks: awaited.join(", ") })
            : "";
    }
}

const extractProps = ({ string }) => ({ label: string });
const supportedTypes = ["char", "selection", "text"];
const field = (component) => ({ component, supportedTypes, extractProps });

registry.category("fields").add("edu_cell", field(Cell));
registry.category("fields").add("edu_average", field(Average));
