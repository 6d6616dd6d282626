// At the scale: net = gross − tare, in whole grams, shown while one types. The server works it out again.
const grams = (input) => {
  const text = (input?.value ?? "").normalize("NFKC").replace(/[,\s]/g, "");
  return text === "" || Number.isNaN(Number(text)) ? null : Math.round(Number(text) * 1000);
};

const work = (box) => {
  const gross = grams(box.querySelector("[data-gross]"));
  const tare = grams(box.querySelector("[data-tare]")) ?? 0;
  const target = box.querySelector("[data-net]");
  if (!target) return;
  const field = target.tagName === "INPUT";
  const stated = field && gross === null; // a net typed alone stays as it is
  const net = stated ? grams(target) : gross === null ? null : gross - tare;
  const text = net === null ? "" : String(net / 1000);
  if (field) target.value = stated ? target.value : text;
  else target.textContent = text === "" ? "–" : text;
  target.classList.toggle("weighing__wrong", net !== null && net <= 0);
  const accepted = box.querySelector("[data-accepted]");
  if (accepted && !accepted.dataset.touched && net !== null && net > 0) accepted.value = text;
};

document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-weighing]");
  if (!box) return;
  if (event.target.matches("[data-accepted]")) event.target.dataset.touched = "yes";
  else work(box);
});
document.querySelectorAll("[data-weighing]").forEach((box) => {
  const accepted = box.querySelector("[data-accepted]");
  if (accepted?.value) accepted.dataset.touched = "yes";
  work(box);
});
