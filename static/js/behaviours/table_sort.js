// Small tables sort in the browser: by a cell's data-value, else by its text, figures as figures.
const readable = (cell) => {
  const text = cell ? (cell.dataset.value ?? cell.textContent).trim() : "";
  const figure = Number(text.replace(/[¥,%\s]/g, "").replace("−", "-").replace(/(kg|万元)$/, ""));
  return { text, figure: text !== "" && Number.isFinite(figure) ? figure : null };
};

const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
const compare = (a, b) => (a.figure !== null && b.figure !== null ? a.figure - b.figure : collator.compare(a.text, b.text));

const sort = (header) => {
  const table = header.closest("table");
  const column = [...header.parentElement.children].indexOf(header);
  const down = header.getAttribute("aria-sort") === "ascending";
  header.parentElement.querySelectorAll("[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
  header.setAttribute("aria-sort", down ? "descending" : "ascending");
  for (const body of table.tBodies) {
    const rows = [...body.rows].filter((row) => !row.classList.contains("total"));
    const totals = [...body.rows].filter((row) => row.classList.contains("total"));
    rows.sort((a, b) => compare(readable(a.cells[column]), readable(b.cells[column])) * (down ? -1 : 1));
    body.append(...rows, ...totals);
  }
};

const prepare = (root) => root.querySelectorAll("table[data-sortable] thead tr:last-child th").forEach((header) => {
  if (!header.textContent.trim() || header.querySelector("a, button")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "table__sort";
  button.append(...header.childNodes);
  header.append(button);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("table[data-sortable] th > .table__sort");
  if (button) sort(button.parentElement);
});
document.addEventListener("shop:swapped", (event) => prepare(event.target));
prepare(document);
