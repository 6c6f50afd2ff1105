// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { _t } from "@web/core/l10n/translation";
import { Dialog } from "@web/core/dialog/dialog";
import { Component, useState } from "@odoo/owl";

/** What is odd about a pasted block, learner by learner, before anything is stored. */
export class PasteDialog extends Component {
    static template = "edu_gradebook.PasteDialog";
    static components = { Dialog };
    static props = { block: Object, check: Function, paste: Function, close: Function };

    setup() {
        this.block = this.props.block;
        this.state = useState({ busy: false, turn: 0 });
    }

    get labels() {
        const { block } = this;
        const { sheet, targets, top, left } = block;
        return block.values.map((_index, right) => {
            const el = targets[top][left + right];
            return el ? sheet.label(sheet.cell(el).column) : "";
        });
    }

    leaveText({ kind, rows }) {
        const numbers = rows.map(({ index }) => index + 1).join(", ");
        const [text] = rows.flatMap(({ texts }) => texts.filter((one) => one.trim()));
        const words = { numbers, text: (text || "").trim().slice(0, 40) };
        if (kind === "head") {
            return _t("Leave out the heading “%(text)s” (row %(numbers)s)", words);
        }
        if (kind === "blank") {
            return _t("Leave out the blank rows (%(numbers)s)", words);
        }
        return _t("Leave out rows of no learner: “%(text)s” (row %(numbers)s)", words);
    }

    async leave(kind, isOut) {
        this.block.leave(kind, isOut);
        await this.check();
    }

    async tenths(isTenths) {
        this.block.tenths = isTenths;
        await this.check();
    }

    async check() {
        this.state.busy = true;
        await this.props.check();
        this.state.busy = false;
        this.state.turn++;
    }

    tone({ state }) {
        return ["", "same"].includes(state) ? "" : `o_edu_paste_${state}`;
    }

    shown({ text, raw, state }) {
        if (state === "cleared") {
            return _t("empty");
        }
        return raw && text !== raw ? `${raw} → ${text}` : text;
    }

    paste() {
        this.props.paste();
        this.props.close();
    }
}
