// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Component, onMounted, onWillUpdateProps, useState } from "@odoo/owl";

/**
 * Why the selected cells are locked, what the teacher can ask for, and what he has
 * asked for already.
 */
export class LockBar extends Component {
    static template = "edu_gradebook.LockBar";
    static props = { sheet: Object, context: Object, locked: Boolean };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.locks = useState(this.props.sheet.locks);
        this.state = useState({ requests: [] });
        // The sheet does not wait for it.
        onMounted(() => this.load());
        onWillUpdateProps(({ locked }) => locked !== this.props.locked && this.load());
    }

    async load() {
        const gradebookId = this.props.context.edu_gradebook_id;
        if (gradebookId) {
            const args = [[gradebookId]];
            this.state.requests = await this.orm.call(
                "edu.gradebook",
                "open_requests",
                args
            );
        }
    }

    get selected() {
        const count = this.locks.cells.length;
        return count > 1 ? _t("%(count)s locked cells", { count }) : "";
    }

    get canPropose() {
        return !this.props.locked && this._may("mayPropose");
    }

    get canAsk() {
        return this._may("mayAsk");
    }

    _may(what) {
        const { sheet, context } = this.props;
        const record = sheet.record(this.locks.cells[0].lineId);
        return Boolean(record && sheet.profile[what](record.data, context));
    }

    propose() {
        this._ask("edu_gradebook.edu_lock_opening_action");
    }

    correct() {
        this._ask("edu_gradebook.edu_correction_request_action");
    }

    _ask(action) {
        const { sheet, context } = this.props;
        this.action.doAction(action, {
            additionalContext: {
                default_gradebook_id: context.edu_gradebook_id || false,
                default_book: sheet.profile.book,
                dialog_size: "large",
                edu_cells: this.locks.cells.map((cell) => [cell.lineId, cell.column]),
            },
            onClose: () => this.load(),
        });
    }

    show({ model, id }) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}
