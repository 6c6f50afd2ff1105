// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { _t } from "@web/core/l10n/translation";
import { displayCell } from "../cells/cell_text";
import { Component, onPatched, useState } from "@odoo/owl";

const { DateTime } = luxon;

const STOPPED = ["invalid", "conflict", "locked", "refused"];

/** Whether everything is saved, and what is not, with the reason and a way out. */
export class SheetStatus extends Component {
    static template = "edu_gradebook.SheetStatus";
    static props = { sheet: Object, sheets: Array };

    setup() {
        this.sheet = this.props.sheet;
        this.queue = this.sheet.queue;
        this.entries = useState(this.queue.entries);
        this.state = useState(this.queue.state);
        this.notes = useState(this.sheet.notes);
        // A list of problems that grows must not push the cell out of sight.
        onPatched(() => this.sheet.active?.scrollIntoView({ block: "nearest" }));
    }

    get saving() {
        return this._count("waiting", "saving");
    }

    get unsaved() {
        return this._count("unsaved");
    }

    /** Cells that wait for the teacher, not for the connection. */
    get problems() {
        return Object.entries(this.entries)
            .filter(([, entry]) => this._isHere(entry) && STOPPED.includes(entry.status))
            .map(([key, entry]) => ({ key, ...entry }));
    }

    /** The queue is that of the page: cells of a sheet left before may still be in it. */
    get elsewhere() {
        const count = Object.values(this.entries).filter(
            (entry) => !this._isHere(entry)
        ).length;
        return count && _t("%(count)s cells of other sheets not saved", { count });
    }

    get text() {
        const { unsaved, saving } = this;
        if (unsaved) {
            return _t("%(count)s cells not saved, %(why)s", {
                count: unsaved,
                why: this.state.failure,
            });
        }
        if (this.state.checking) {
            return _t("Checking what is pasted…");
        }
        if (saving) {
            return _t("Saving…");
        }
        if (this.problems.length) {
            return _t("%(count)s cells not saved: see below", {
                count: this.problems.length,
            });
        }
        if (this.state.savedAt) {
            const time = DateTime.fromMillis(this.state.savedAt).toFormat("HH:mm");
            return _t("All changes saved at %(time)s", { time });
        }
        return _t("Changes are saved as you type");
    }

    get tone() {
        if (this.unsaved) {
            return "o_edu_state_lost text-danger";
        }
        if (this.saving || this.state.checking) {
            return "o_edu_state_saving text-muted";
        }
        if (this.problems.length) {
            return "o_edu_state_problems text-danger";
        }
        return this.state.savedAt ? "o_edu_state_saved text-success" : "text-muted";
    }

    get icon() {
        if (this.unsaved) {
            return "fa-plug";
        }
        return this.saving || this.state.checking ? "fa-refresh" : this.problems.length ? "fa-warning" : "fa-check";
    }

    keepMine(entry) {
        return _t("Keep mine (%s)", entry.text || _t("empty"));
    }

    takeTheirs(entry) {
        const theirs = displayCell(entry.theirs, this._kind(entry));
        return _t("Take theirs (%s)", theirs || _t("empty"));
    }

    dismiss(index) {
        this.notes.splice(index, 1);
    }

    _kind({ lineId, column }) {
        const cell = { lineId, column };
        return this.sheet.record(lineId) ? this.sheet.kind(cell) : "text";
    }

    _count(...statuses) {
        return Object.values(this.entries).filter(
            (entry) => this._isHere(entry) && statuses.includes(entry.status)
        ).length;
    }

    _isHere({ sheet }) {
        return this.props.sheets.includes(sheet);
    }
}
