// What every page needs at once: keys that reach the search box, and marks on a page that a search led to.
// Everything else is fetched when it is used.

const here = new URL(".", import.meta.url);

/** Starts search for a form, once. All that it begins with is asked for now, so that nothing waits for another. */
async function start(form) {
  if (form.dataset.started) return;
  form.dataset.started = "yes";
  const begun = {
    entry: asked("find/entry.bin", "no-cache"),
    code: asked("finder.wasm"),
    words: ready.then(() => asked(`i18n/${document.documentElement.lang}.json`)),
  };
  const modules = ["./search.js", "./finder.js", "./results.js"].map((name) => import(name));
  const [{ attach }] = await Promise.all(modules);
  attach(form, here, begun);
}

/** A file that is awaited later, where it may turn out not to be there. */
function asked(name, cache = "default") {
  const answer = fetch(new URL(name, here), { cache });
  answer.catch(() => {});
  return answer;
}

// The language the reader chose on an earlier page. Storage may be switched off.
const KEY = "planarium-language";
const chosen = (() => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
})();

async function speak(language) {
  const { speak } = await import("./language.js");
  await speak(language, here);
  for (const button of document.querySelectorAll(".languages button")) {
    button.setAttribute("aria-pressed", String(button.value === document.documentElement.lang));
  }
}

const languages = document.querySelector(".languages");
if (languages) {
  languages.hidden = false;
  languages.addEventListener("click", (event) => {
    if (!event.target.value) return;
    try {
      localStorage.setItem(KEY, event.target.value);
    } catch {
      // Then the choice holds for this page.
    }
    speak(event.target.value);
  });
}
const ready = chosen && chosen !== document.documentElement.lang ? speak(chosen) : Promise.resolve();

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

// The day of citation is the reader's, not the day the site was made.
const now = new Date();
const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
for (const citation of document.querySelectorAll("[data-cite=gb]")) {
  citation.textContent = citation.textContent.replace("____-__-__", today);
}

for (const table of document.querySelectorAll("table.sortable")) {
  import("./sort.js").then(({ sortable }) => sortable(table));
}

const comparison = document.getElementById("compare");
if (comparison) {
  Promise.all([import("./compare.js"), ready]).then(([{ compare }]) => compare(comparison, here));
}

if (address.searchParams.has("hl")) {
  import("./marks.js").then(({ mark }) => mark(address.searchParams.getAll("hl"), address.hash.slice(1)));
}
