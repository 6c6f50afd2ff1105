// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { browser } from "@web/core/browser/browser";
import { useBus } from "@web/core/utils/hooks";
import { Component, onMounted } from "@odoo/owl";

const { DateTime } = luxon;

/** One period at a time: the filters of the search view that the profile names. */
export class SheetTabs extends Component {
    static template = "edu_gradebook.SheetTabs";
    static props = { profile: Object };

    setup() {
        useBus(this.env.searchModel, "update", () => this.render());
        // A filter that is set before whoever loads the rows listens filters nothing.
        onMounted(() => browser.setTimeout(() => this.openFirst()));
    }

    openFirst() {
        if (!this.tabs.some((tab) => tab.isActive)) {
            const first = this.props.profile.tabOf(DateTime.now());
            this.open(this.tabs.find((tab) => tab.name === first));
        }
    }

    get tabs() {
        const { tabs } = this.props.profile;
        return this.env.searchModel.getSearchItems(({ name }) => tabs.includes(name));
    }

    open({ id, groupId, isActive }) {
        if (isActive) {
            return;
        }
        if (this.tabs.some((tab) => tab.isActive)) {
            this.env.searchModel.deactivateGroup(groupId);
        }
        this.env.searchModel.toggleSearchItem(id);
    }
}
