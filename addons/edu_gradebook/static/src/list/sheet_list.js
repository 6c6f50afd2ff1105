// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";
import {
    conductProfile,
    gradebookProfile,
    qualityProfile,
    summerProfile,
} from "../sheet/sheet_profiles";
import { SheetController } from "./sheet_controller";
import { SheetRenderer } from "./sheet_renderer";

/** A list whose rows are learners and whose cells are typed into as in a spreadsheet. */
const sheetView = (profile) => ({
    ...listView,
    Controller: SheetController,
    Renderer: SheetRenderer,
    props: (...args) => ({ ...listView.props?.(...args), profile }),
});

registry.category("views").add("edu_gradebook_lines", sheetView(gradebookProfile));
registry.category("views").add("edu_conduct_lines", sheetView(conductProfile));
registry.category("views").add("edu_summer_lines", sheetView(summerProfile));
registry.category("views").add("edu_quality_lines", sheetView(qualityProfile));
