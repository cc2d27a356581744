/** On a phone the list of pages folds behind a button in the top bar; without JavaScript it stays open. */
function fold(nav) {
  const list = nav.querySelector("ul");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "l-nav__toggle c-button c-button--secondary c-button--small";
  button.textContent = nav.dataset.label;
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", list.id);
  button.addEventListener("click", () => {
    const open = nav.classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(open));
  });
  document.querySelector(".l-top__tools").append(button);
  nav.classList.add("is-folding");
}

for (const nav of document.querySelectorAll("[data-fold]")) fold(nav);
