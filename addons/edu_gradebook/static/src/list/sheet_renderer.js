// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { useBus } from "@web/core/utils/hooks";
import { ListRenderer } from "@web/views/list/list_renderer";
import { useSheetEvents } from "../sheet/sheet_events";
import { useEffect } from "@odoo/owl";

const isMark = ({ name, widget }) =>
    widget === "edu_cell" && !/^remark|_task$/.test(name);

export class SheetRenderer extends ListRenderer {
    static useMagicColumnWidths = false;

    setup() {
        super.setup();
        useSheetEvents(this.env.eduSheet, this.tableRef);
        // Whoever opens a sheet wants to type; a phone's keyboard would hide half of it.
        useEffect(
            (hasRows) => {
                if (hasRows && !this.env.isSmall) {
                    this.focusFirstCell();
                }
            },
            () => [this.props.list.records.length > 0]
        );
        useBus(this.env.searchModel, "focus-view", () => this.focusFirstCell());
    }

    /** The first mark that is missing, or else the first cell. */
    focusFirstCell() {
        const inputs = [...this.tableRef.el.querySelectorAll("input[data-column]")];
        const isEmptyMark = (el) => !el.value && !el.matches(".o_edu_kind_text");
        (inputs.find(isEmptyMark) || inputs[0])?.focus();
    }

    /** A gradebook has the columns of its regulation, in their order. */
    getActiveColumns() {
        const [record] = this.props.list.records;
        if (!record) {
            return super.getActiveColumns();
        }
        const own = record.data.columns.split(",");
        return super
            .getActiveColumns()
            .filter((column) => !isMark(column) || own.includes(column.name))
            .map((column) => ({ ...column, label: this.label(column, record.data) }));
    }

    label(column, data) {
        const label = this.env.eduSheet.profile.label(column.name, data) || column.label;
        // A phone has no room for what every teacher knows.
        return this.env.isSmall ? label?.replace(/^ĐĐG/, "") : label;
    }

    get hasSelectors() {
        return false;
    }

    isSortable() {
        return false;
    }

    /** What a cell has to say, it says itself. */
    getCellTitle(column, record) {
        return column.widget ? "" : super.getCellTitle(column, record);
    }

    /** Keys and clicks belong to the sheet; a row opens nothing. */
    onCellKeydown() {}
    onCellClicked() {}
}
