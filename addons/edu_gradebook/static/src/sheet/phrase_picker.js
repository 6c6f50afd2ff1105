// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { useService } from "@web/core/utils/hooks";
import { fold } from "../cells/cell_text";
import { Component, onWillDestroy, useEffect, useState } from "@odoo/owl";

const SHOWN = 8;

/**
 * Phrases of the school for the remark under the cursor. What is typed narrows them
 * down; Alt+↓ picks one, as in a list of a spreadsheet.
 */
export class PhrasePicker extends Component {
    static template = "edu_gradebook.PhrasePicker";
    static props = { sheet: Object };

    setup() {
        this.sheet = this.props.sheet;
        this.orm = useService("orm");
        this.focus = useState(this.sheet.focus);
        this.state = useState({ phrases: [], index: -1 });
        this.known = {};
        this.sheet.picker = this;
        onWillDestroy(() => (this.sheet.picker = null));
        useEffect(
            (kind, lineId, column) => {
                this.state.phrases = [];
                this.state.index = -1;
                if (kind === "text" && this.sheet.isEditable({ lineId, column })) {
                    this.load(lineId, column);
                }
            },
            () => [this.focus.kind, this.focus.lineId, this.focus.column]
        );
    }

    async load(lineId, column) {
        const { data } = this.sheet.record(lineId);
        const args = this.sheet.profile.phrases(column, data);
        const key = args.join();
        try {
            this.known[key] ??= await this.orm.silent.call("edu.phrase", "suggest", args);
        } catch {
            // Phrases are a convenience: without them the remark is typed.
            return;
        }
        if (this.focus.lineId === lineId && this.focus.column === column) {
            this.state.phrases = this.known[key];
        }
    }

    get phrases() {
        const words = fold(this.focus.query).split(/\s+/);
        return this.state.phrases
            .filter(({ text }) => words.every((word) => fold(text).includes(word)))
            .slice(0, SHOWN);
    }

    /** Do what a key means for the list; return whether it meant something. */
    key(ev) {
        const count = this.phrases.length;
        if (!count) {
            return false;
        }
        if (this.state.index < 0) {
            const opens = ev.altKey && ev.key === "ArrowDown";
            this.state.index = opens ? 0 : -1;
            return opens;
        }
        const moves = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
        if (moves[ev.key]) {
            this.state.index = (this.state.index + moves[ev.key] + count) % count;
        } else if (ev.key === "Enter") {
            this.pick(this.phrases[this.state.index]);
        } else if (ev.key === "Escape") {
            this.state.index = -1;
        } else {
            this.state.index = -1;
            return false;
        }
        return true;
    }

    /** A phrase takes the place of the words that found it, or follows what is there. */
    pick({ text }) {
        const el = this.sheet.active;
        const before = this.focus.query ? "" : el.value.trim();
        el.value = before ? `${before} ${text}` : text;
        this.state.index = -1;
        this.sheet.mode = "edited";
        this.sheet.typed(el);
        el.setSelectionRange(el.value.length, el.value.length);
    }
}
