// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { _t } from "@web/core/l10n/translation";
import { cellKeys } from "../cells/cell_text";
import { Component, useState } from "@odoo/owl";

/** What can be done to many selected cells at once, for who knows no shortcut. */
export class FillBar extends Component {
    static template = "edu_gradebook.FillBar";
    static props = { sheet: Object };

    setup() {
        this.range = useState(this.props.sheet.range);
    }

    get selected() {
        return _t("%(count)s cells selected", { count: this.range.count });
    }

    get keys() {
        return cellKeys(this.range.kind);
    }

    fill(text) {
        this.props.sheet.fillWith(() => text);
    }

    fillDown() {
        this.props.sheet.fillDown();
    }
}
