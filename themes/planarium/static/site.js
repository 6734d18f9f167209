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
  begun.words.catch(() => {});
  const sayFailed = (isSo) => form.querySelector("[data-t='search.failed']")?.toggleAttribute("hidden", !isSo);
  try {
    const { attach } = await import("./search.js");
    await attach(form, here, begun);
    sayFailed(false);
  } catch {
    // The next use of the box tries again. What could not be fetched, the browser reports.
    delete form.dataset.started;
    sayFailed(true);
    if (page) page.style.minHeight = "";
  }
}

/** A file that is awaited later, where it may turn out not to be there. */
function asked(name, cache = "default") {
  const answer = fetch(new URL(name, here), { cache });
  answer.catch(() => {});
  return answer;
}

/** What the reader chose on an earlier page. Storage may be switched off. */
function recall(name) {
  try {
    return localStorage.getItem(`planarium-${name}`);
  } catch {
    return null;
  }
}

/** Keeps a choice for other pages; without storage it holds for this page. */
function remember(name, value) {
  try {
    localStorage.setItem(`planarium-${name}`, value);
  } catch {
    // The choice holds for this page.
  }
}

/** Shows a group of buttons, and tells which one was pressed. */
function buttons(selector, pressed) {
  const group = document.querySelector(selector);
  if (!group) return;
  group.hidden = false;
  group.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) pressed(button.value);
  });
}

function show(selector, value) {
  for (const button of document.querySelectorAll(`${selector} button`)) {
    button.setAttribute("aria-pressed", String(button.value === value));
  }
}

/** Lets keys reach what a wide table hides. */
for (const table of document.querySelectorAll(".text .table")) {
  if (table.scrollWidth <= table.clientWidth) continue;
  table.tabIndex = 0;
  table.role = "region";
  table.ariaLabel = table.closest("[data-table]").dataset.table;
}

/** Sets the size of type, in percent. */
function resize(size) {
  if (size === "100") delete document.documentElement.dataset.size;
  else document.documentElement.dataset.size = size;
  show(".sizes", size);
}

resize(recall("size") ?? "100");
buttons(".sizes", (size) => {
  remember("size", size);
  resize(size);
});

/** Shows the interface in a language; a page written by hand that exists in it takes this one's place. */
async function speak(language) {
  const other = document.querySelector(`link[rel=alternate][hreflang="${CSS.escape(language)}"]`);
  if (other && other.href !== location.origin + location.pathname) return location.replace(other.href);
  const { speak } = await import("./language.js");
  await speak(language, here);
  show(".languages", document.documentElement.lang);
}

show(".languages", document.documentElement.lang);
buttons(".languages", (language) => {
  remember("language", language);
  // What a script has drawn, it draws anew.
  const isDrawn = document.querySelector("#search-page, #compare") && recall("language") === language;
  if (isDrawn) location.reload();
  else speak(language);
});
const chosen = recall("language");
const ready = chosen && chosen !== document.documentElement.lang ? speak(chosen).catch(() => {}) : Promise.resolve();
// The style sheet waits for this a moment, not for ever, so that a page is not drawn in one language and then in another.
ready.then(() => document.documentElement.removeAttribute("data-waiting"));

for (const form of document.querySelectorAll("form.search")) {
  for (const type of ["focus", "input"]) form.q.addEventListener(type, () => start(form));
  // Search may arrive in the middle of a composition, whose beginning it cannot have heard.
  for (const type of ["compositionstart", "compositionend"]) {
    form.q.addEventListener(type, () => form.toggleAttribute("data-composing", type === "compositionstart"));
  }
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
  // Room for the hits that were shown here, so that the browser can scroll to where the reader was.
  page.style.minHeight = `${history.state?.height ?? 0}px`;
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

for (const button of document.querySelectorAll("button.copy")) button.hidden = false;
document.querySelector(".plan")?.addEventListener("click", async (event) => {
  const button = event.target.closest("button.copy");
  const link = event.target.closest("a.permalink");
  if (!button && !link) return;
  const { copy } = await import("./copy.js");
  const citation = button?.previousElementSibling;
  copy(citation?.textContent ?? link.href, citation, document.querySelector("button.copy")?.dataset.copied ?? "");
});

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
