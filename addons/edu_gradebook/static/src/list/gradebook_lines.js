// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ListController } from "@web/views/list/list_controller";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";
import { useState, useSubEnv } from "@odoo/owl";
import { MarkStore } from "../marks/mark_store";

/** The marks of one gradebook: a row per learner, a cell per assessment. */
export class GradebookLinesController extends ListController {
    static template = "edu_gradebook.GradebookLines";

    setup() {
        super.setup();
        this.marks = new MarkStore(useService("orm"));
        useSubEnv({ eduMarks: this.marks });
        this.cells = useState(this.marks.cells);
    }

    get problems() {
        return Object.values(this.cells).filter((cell) => cell.message);
    }

    get locked() {
        return this.model.root.records?.some((record) => record.data.state === "locked");
    }
}

export class GradebookLinesRenderer extends ListRenderer {
    static useMagicColumnWidths = false;

    get hasSelectors() {
        return false;
    }

    /** A click belongs to the cell under it; a row opens nothing. */
    onCellClicked() {}
}

registry.category("views").add("edu_gradebook_lines", {
    ...listView,
    Controller: GradebookLinesController,
    Renderer: GradebookLinesRenderer,
});
