// What every page needs at once: keys that reach the search box, and marks on a page that a search led to.
// Everything else is fetched when it is used.

const here = new URL(".", import.meta.url);

/** Starts search for a form, once. */
async function start(form) {
  if (form.dataset.started) return;
  form.dataset.started = "yes";
  const { attach } = await import("./search.js");
  attach(form, here);
}

for (const form of document.querySelectorAll("form.search")) {
  form.q.addEventListener("focus", () => start(form), { once: true });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
  const box = document.querySelector("main form.search input, form.search input");
  if (!box || !(slash || control)) return;
  event.preventDefault();
  box.focus();
  box.select();
});

const address = new URL(location.href);
const page = document.getElementById("search-page");
if (page) {
  const form = document.querySelector("main form.search");
  form.q.value = address.searchParams.get("q") ?? "";
  start(form);
  if (!form.q.value && !address.hash) form.q.focus();
}
if (address.searchParams.has("hl")) {
  import("./marks.js").then(({ mark }) => mark(address.searchParams.getAll("hl"), address.hash.slice(1)));
}
