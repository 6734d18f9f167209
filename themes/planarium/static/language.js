// The interface in another language. Documents stay as they are.

export const LANGUAGES = { "zh-Hans": "简体", "zh-Hant": "繁體", en: "English" };

/** Shows the interface in a language; the strings come from `i18n/`. */
export async function speak(language, base) {
  if (!(language in LANGUAGES)) return;
  const response = await fetch(new URL(`i18n/${language}.json`, base));
  if (!response.ok) return;
  const strings = await response.json();
  const root = document.documentElement;
  for (const part of document.querySelectorAll("[data-t][lang], .of[lang], .facts[lang]")) {
    if (part.lang === root.lang) part.lang = language;
  }
  root.lang = language;
  const heading = document.querySelector("main h1");
  const was = heading?.textContent;
  for (const element of document.querySelectorAll("*")) translate(element, strings);
  if (was) document.title = document.title.replace(was, () => heading.textContent);
}

function translate(element, strings) {
  for (const { name, value } of [...element.attributes]) {
    if (name === "data-t") element.textContent = filled(value, element, strings) ?? element.textContent;
    else if (name.startsWith("data-t-")) {
      const text = filled(value, element, strings);
      if (text !== undefined) element.setAttribute(name.slice("data-t-".length), text);
    }
  }
}

/** The string of a key such as `plan.line`, with its number filled in. */
function filled(key, element, strings) {
  const text = key.split(".").reduce((part, name) => part?.[name], strings);
  if (typeof text !== "string") return undefined;
  return text.replace("{n}", element.dataset.n ?? "");
}
