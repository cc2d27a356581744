/** The nomination form's comforts, each of them optional: the page is complete without. */

import { readThrough } from "./nominate/check.js";
import { giveSoftHints } from "./nominate/hints.js";
import { fitToKind } from "./nominate/kind.js";
import { takeSteps } from "./nominate/steps.js";
import { countTogether } from "./nominate/total.js";
import { findWorkplaces } from "./nominate/workplaces.js";

for (const form of document.querySelectorAll("[data-nominate]")) {
  countTogether(form.querySelector("[data-total-words]"), [...form.querySelectorAll("[data-counted]")]);
  fitToKind(form);
  giveSoftHints(form.querySelector("[data-soft-hints]"));
  for (const list of form.querySelectorAll("[data-units]")) findWorkplaces(list);
  const read = readThrough(form);
  takeSteps(form, { onShow: read });
  form.classList.add("is-awake");
}
