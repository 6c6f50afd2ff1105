// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { useBus } from "@web/core/utils/hooks";
import { Component, onWillStart } from "@odoo/owl";

const { DateTime } = luxon;

/** One period at a time: the filters of the search view that the profile names. */
export class SheetTabs extends Component {
    static template = "edu_gradebook.SheetTabs";
    static props = { profile: Object };

    setup() {
        useBus(this.env.searchModel, "update", () => this.render());
        onWillStart(() => {
            if (!this.tabs.some((tab) => tab.isActive)) {
                const first = this.props.profile.tabOf(DateTime.now());
                this.open(this.tabs.find((tab) => tab.name === first));
            }
        });
    }

    get tabs() {
        const { tabs } = this.props.profile;
        return this.env.searchModel.getSearchItems(({ name }) => tabs.includes(name));
    }

    open({ id, groupId }) {
        if (this.tabs.some((tab) => tab.isActive)) {
            this.env.searchModel.deactivateGroup(groupId);
        }
        this.env.searchModel.toggleSearchItem(id);
    }
}
