/** What each weight comes to in percent, and the sum, while somebody types. Saving works them out again. */
const rows = document.querySelectorAll(".c-weights tr");

function renew(row) {
  const boxes = [...row.querySelectorAll("input")];
  const weights = boxes.map((box) => (/^\d{1,3}$/.test(box.value.trim()) ? Number(box.value) : 0));
  const sum = weights.reduce((all, one) => all + one, 0);
  boxes.forEach((box, place) => {
    const share = sum ? Math.round((weights[place] * 100) / sum) : 0;
    const told = box.parentElement.querySelector("small");
    told.textContent = told.textContent.replace(/\d+/, share);
  });
  row.querySelector("[data-sum]").textContent = sum;
}

for (const row of rows) {
  if (row.querySelector("input")) row.addEventListener("input", () => renew(row));
}
