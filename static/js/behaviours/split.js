// A split of a target: sums, differences and what is left, shown while one types. The server works it out again.
const fen = (text) => {
  const typed = (text ?? "").normalize("NFKC").replace(/[,¥\s]/g, "");
  return typed === "" || Number.isNaN(Number(typed)) ? null : Math.round(Number(typed) * 100);
};

const shown = (amount) => {
  const sign = amount < 0 ? "−" : "";
  const yuan = (Math.abs(amount) / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${sign}¥${yuan}`;
};

const work = (form) => {
  let sum = 0;
  form.querySelectorAll("[data-split-row]").forEach((row) => {
    const input = row.querySelector("[data-split-amount]");
    const before = Number(row.dataset.splitBefore);
    const after = input ? fen(input.value) : Number(row.querySelector("[data-split-kept]").dataset.splitKept);
    sum += after ?? 0;
    const difference = after === null ? 0 : after - before;
    row.querySelector("[data-split-difference]").textContent = difference === 0 ? "–" : shown(difference);
  });
  const rest = Number(form.dataset.splitWhole) - sum;
  form.querySelector("[data-split-sum]").textContent = shown(sum);
  const left = form.querySelector("[data-split-rest]");
  left.textContent = shown(rest);
  left.classList.toggle("error-text", rest < 0);
};

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-split]");
  if (form) work(form);
});
