// Copies citations and links of sections.

/** Copies a text and says so; where the clipboard is closed to pages, selects `element` instead, to be copied by hand. */
export async function copy(text, element, said) {
  try {
    await navigator.clipboard.writeText(text);
    say(said);
  } catch {
    if (element) getSelection().selectAllChildren(element);
  }
}

function say(text) {
  let status = document.querySelector(".said");
  if (!status) {
    status = document.createElement("p");
    status.className = "said";
    status.setAttribute("role", "status");
    document.body.append(status);
  }
  status.textContent = "";
  // A status is read out when it changes after it is there.
  setTimeout(() => (status.textContent = text), 50);
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (status.textContent = ""), 3000);
}
