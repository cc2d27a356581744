/** Puts a juror's own earlier scores, as a small scale, under each criterion. Without it a link leads to them. */
const link = document.querySelector("[data-scale]");

async function show() {
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const own of page.querySelectorAll("[data-scale-of]")) {
    const criterion = document.querySelector(`[data-criterion="${CSS.escape(own.dataset.scaleOf)}"]`);
    criterion?.querySelector(".c-score__levels")?.after(document.adoptNode(own));
  }
}

if (link) (window.requestIdleCallback ?? window.setTimeout)(() => show().catch(() => null));
