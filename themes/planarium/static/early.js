// How large type is, and whether another language is under way: run beside the style sheet, before the first picture.
const root = document.documentElement;
try {
  const { "planarium-size": size, "planarium-language": language } = localStorage;
  if (size > 100) root.dataset.size = size;
  if (language && language !== root.lang) root.dataset.waiting = "";
} catch {
  // Storage is switched off.
}
