// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { ListController } from "@web/views/list/list_controller";
import { FillBar } from "../sheet/fill_bar";
import { KeyBar } from "../sheet/key_bar";
import { LockBar } from "../sheet/lock_bar";
import { PasteDialog } from "../sheet/paste_dialog";
import { PhrasePicker } from "../sheet/phrase_picker";
import { Sheet } from "../sheet/sheet";
import { SheetStatus } from "../sheet/sheet_status";
import { SheetTabs } from "./sheet_tabs";
import { onWillDestroy, useEffect, useExternalListener, useSubEnv } from "@odoo/owl";

/** Holds the sheet of the rows on screen and brings them what the server answers. */
export class SheetController extends ListController {
    static template = "edu_gradebook.SheetController";
    static components = {
        ...ListController.components,
        FillBar,
        KeyBar,
        LockBar,
        PhrasePicker,
        SheetStatus,
        SheetTabs,
    };
    static props = { ...ListController.props, profile: Object };

    setup() {
        super.setup();
        this.notification = useService("notification");
        this.queue = useService("edu_cell_queue")(this.props.profile.model);
        this.sheet = new Sheet({
            queue: this.queue,
            profile: this.props.profile,
            root: () => this.rootRef.el.querySelector(".o_list_table"),
            records: () => this.records,
            label: (column) => this.label(column),
            ask: (block, check) => this.askAboutBlock(block, check),
        });
        useSubEnv({ eduSheet: this.sheet });

        const listener = (answer) => this.applyAnswer(answer);
        this.queue.listeners.add(listener);
        onWillDestroy(() => this.queue.listeners.delete(listener));

        // What stands in the cell under the cursor counts as typed when the page goes.
        useExternalListener(window, "beforeunload", () => this.sheet.commit(), {
            capture: true,
        });
        useExternalListener(document, "visibilitychange", () => {
            if (document.visibilityState === "hidden") {
                this.sheet.commit();
                this.queue.retry();
            }
        });
        useEffect(
            () => this.restore(),
            () => [this.sheets.join()]
        );
    }

    get records() {
        return this.model.root.records || [];
    }

    label(column) {
        const own = this.records.length
            ? this.props.profile.label(column, this.records[0].data)
            : undefined;
        return own || this.props.fields[column]?.string || column;
    }

    get sheets() {
        const { sheet } = this.props.profile;
        return [...new Set(this.records.map((record) => sheet(record.data)))];
    }

    get locked() {
        return this.records.some((record) => record.data.state === "locked");
    }

    get behalfOf() {
        return this.props.context.edu_behalf_of;
    }

    askAboutBlock(block, check) {
        return new Promise((resolve) => {
            let isPasted = false;
            const paste = () => (isPasted = true);
            const onClose = () => resolve(isPasted);
            this.dialogService.add(PasteDialog, { block, check, paste }, { onClose });
        });
    }

    restore() {
        const describe = (lineId, column) => this.sheet.describe({ lineId, column });
        let count = 0;
        for (const sheet of this.sheets) {
            count += this.queue.restore(sheet, describe);
        }
        if (count) {
            this.notification.add(
                _t("%(count)s cells typed earlier were kept on this device.", { count }),
                { type: "info" }
            );
        }
    }

    applyAnswer({ line_id: lineId, column, value, average, behalf }) {
        const record = this.sheet.record(lineId);
        if (!record || !(column in record.data)) {
            return;
        }
        const values = { [column]: value || false };
        if ("average" in record.data && average !== undefined) {
            values.average = average || false;
        }
        if ("behalf" in record.data && behalf !== undefined) {
            values.behalf = { ...record.data.behalf, [column]: behalf };
        }
        record._applyValues(values);
        record._setEvalContext();
    }

    async beforeExecuteActionButton() {
        // A file that is downloaded holds what was typed before.
        this.sheet.commit();
        await this.queue.settle();
        return super.beforeExecuteActionButton(...arguments);
    }

    async beforeLeave() {
        this.sheet.commit();
        await this.queue.settle();
        if (!this.queue.isEmpty) {
            const count = Object.keys(this.queue.entries).length;
            this.notification.add(
                _t(
                    "%(count)s cells are not saved. They stay on this device; open the " +
                        "sheet again to see what became of them.",
                    { count }
                ),
                { type: "warning", sticky: true }
            );
        }
        return super.beforeLeave(...arguments);
    }
}
