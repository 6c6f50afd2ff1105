/* Copyright 2026 Hoc Ba So contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

/** Reports a problem to head and board, with the screen it shows on. */
export class SupportSystray extends Component {
    static template = "edu_school.SupportSystray";
    static props = {};

    setup() {
        this.action = useService("action");
        this.state = useState({ shown: false });
        onWillStart(async () => {
            this.state.shown = await user.hasGroup("edu_school.group_staff");
        });
    }

    report() {
        const controller = this.action.currentController;
        const { resModel, resId } = controller?.props ?? {};
        this.action.doAction("edu_school.edu_support_ticket_action_report", {
            additionalContext: {
                default_model: resModel || false,
                default_res_id: controller?.currentState?.resId || resId || false,
                default_url: window.location.pathname,
            },
        });
    }
}

registry
    .category("systray")
    .add("edu_school.support", { Component: SupportSystray }, { sequence: 60 });
