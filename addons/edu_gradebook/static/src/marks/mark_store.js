// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { ConnectionLostError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";
import { reactive } from "@odoo/owl";

/** Where a cell is remembered, across reloads of its row. */
export function cellKey(record, column) {
    return `${record.resId}/${column}`;
}

/**
 * What was typed and is not in the gradebook (yet), cell by cell.
 *
 * It outlives a reload of the list: a refused mark stays visible with its reason
 * until the teacher mends it or takes it back.
 */
export class MarkStore {
    constructor(orm) {
        this.orm = orm;
        this.cells = reactive({});
    }

    forget(record, column) {
        delete this.cells[cellKey(record, column)];
    }

    /** Save one cell; the answer decides whether the typed text goes or stays. */
    async save(record, column, text, label) {
        const key = cellKey(record, column);
        const where = { learner: record.data.student_id?.display_name, label };
        this.cells[key] = { text, status: "saving", message: "", ...where };
        let answer;
        try {
            [answer] = await this.orm.call("edu.gradebook", "save_cells", [
                [{ line_id: record.resId, column, old: record.data[column], new: text }],
            ]);
        } catch (error) {
            const lost = error instanceof ConnectionLostError;
            const message = lost
                ? _t("not saved, the connection is lost: press Enter to try again")
                : error.data?.message || _t("not saved");
            this.cells[key] = { text, status: "unsaved", message, ...where };
            if (!lost) {
                throw error;
            }
            return;
        }
        record._applyValues({ [column]: answer.value, average: answer.average });
        record._setEvalContext();
        if (this.cells[key]?.text !== text) {
            // The teacher typed on while the answer was under way.
            return;
        }
        if (answer.status === "saved") {
            delete this.cells[key];
        } else {
            const { status, message } = answer;
            this.cells[key] = { text, status, message, ...where };
        }
    }
}
