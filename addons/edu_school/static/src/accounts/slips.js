// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {downloadFile} from "@web/core/network/download";
import {registry} from "@web/core/registry";

/**
 * Save the slips of new accounts. They came with the answer and exist nowhere else.
 */
async function saveSlips(env, action) {
    const {name, content, message} = action.params;
    const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
    const file = new Blob([bytes], {type: "application/pdf"});
    await downloadFile(file, name, "application/pdf");
    env.services.notification.add(message, {type: "success", sticky: true});
    return {type: "ir.actions.client", tag: "soft_reload"};
}

registry.category("actions").add("edu_school.slips", saveSlips);
