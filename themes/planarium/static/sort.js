// Tables that sort by a click on a column's head.

/** Puts a button into each head of a table. */
export function sortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, heads, column));
  });
}

function sort(table, heads, column) {
  const down = heads[column].getAttribute("aria-sort") === "ascending";
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = [...table.tBodies[0].rows];
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
  const key = (row) => row.cells[column].querySelector("b")?.textContent ?? row.cells[column].textContent;
  rows.sort((a, b) => order(key(a), key(b)) * (down ? -1 : 1));
  table.tBodies[0].append(...rows);
}
