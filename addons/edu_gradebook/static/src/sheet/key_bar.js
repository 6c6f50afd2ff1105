// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { cellKeys } from "../cells/cell_text";
import { Component, useState } from "@odoo/owl";

/** On a phone: the few words a cell can hold, and the way through the column. */
export class KeyBar extends Component {
    static template = "edu_gradebook.KeyBar";
    static props = { sheet: Object };

    setup() {
        this.sheet = this.props.sheet;
        this.focus = useState(this.sheet.focus);
    }

    get keys() {
        return cellKeys(this.focus.kind);
    }

    get learner() {
        return this.sheet.record(this.focus.lineId)?.data.student_id.display_name;
    }

    press(text) {
        const el = this.sheet.active;
        if (this.sheet.selection.isRange) {
            this.sheet.fillWith(() => text);
        } else if (el?.matches("input")) {
            this.sheet.enter(el, text);
            this.step(1);
        }
    }

    column() {
        this.sheet.selectColumn();
    }

    clear() {
        this.sheet.clear();
    }

    step(down) {
        const { selection, active } = this.sheet;
        const place = active && selection.placeOf(active);
        this.sheet.go(place && selection.nextInColumn(place, down));
    }
}
