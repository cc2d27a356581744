/**
 * Asks only what belongs to what is nominated: a person has a title, a group has members.
 * What is put away is not sent, and comes back with every word when somebody chooses again.
 */

function put(part, away) {
  part.hidden = away;
  for (const control of part.querySelectorAll("input, textarea")) control.disabled = away;
}

/** @param {HTMLFormElement} form */
export function fitToKind(form) {
  const parts = [...form.querySelectorAll("[data-kinds]")];
  const fit = () => {
    const kind = new FormData(form).get("nominee_kind");
    for (const part of parts) put(part, Boolean(kind) && !part.dataset.kinds.split(" ").includes(kind));
    const members = form.querySelector("[data-members]");
    if (members && kind && kind !== "person") members.open = true;
  };
  form.addEventListener("change", (event) => {
    if (event.target.name === "nominee_kind") fit();
  });
  fit();
}
