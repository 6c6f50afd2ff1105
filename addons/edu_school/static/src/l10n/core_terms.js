// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { translatedTerms, translatedTermsGlobal, translationIsReady } from "@web/core/l10n/translation";

// Where a module's catalogue has no term, Odoo takes it from any other module's, and so
// from i18n_extra. Some terms it has, and repeats them in English: those are none.
translationIsReady.then(() => {
    const ours = translatedTerms.edu_school || {};
    for (const terms of Object.values(translatedTerms)) {
        for (const term of Object.keys(ours)) {
            if (terms[term] === term) {
                delete terms[term];
                translatedTermsGlobal[term] = ours[term];
            }
        }
    }
});
