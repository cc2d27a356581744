/**
 * Asks before something that cannot be undone: <form data-confirm="What will happen" data-cancel="Cancel">.
 * The dialog's button says the same as the form's own. Without JavaScript the form is simply sent.
 */
function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function choice(className, text, value) {
  const button = element("button", `c-button ${className}`, text);
  button.value = value;
  return button;
}

function dialogFor(form, submitter) {
  const dialog = element("dialog", "c-dialog", "");
  const title = element("h2", "", submitter.textContent.trim());
  title.id = "confirm-title";
  dialog.setAttribute("aria-labelledby", title.id);
  const answer = element("form", "c-buttons", "");
  answer.method = "dialog";
  const kind = submitter.classList.contains("c-button--danger") ? "c-button--danger" : "c-button--primary";
  answer.append(
    choice(kind, submitter.textContent.trim(), "yes"),
    choice("c-button--secondary", form.dataset.cancel, "no"),
  );
  dialog.append(title, element("p", "", form.dataset.confirm), answer);
  return dialog;
}

function ask(form, submitter) {
  const dialog = dialogFor(form, submitter);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "yes") {
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter);
    } else {
      submitter.focus();
    }
  });
  dialog.showModal();
  dialog.querySelector('[value="no"]').focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.confirm || form.dataset.confirmed) return;
  event.preventDefault();
  ask(form, event.submitter ?? form.querySelector('[type="submit"]'));
});
