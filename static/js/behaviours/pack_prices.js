// A pack's form: what each tier is per kilogram or piece, shown while one types. The server works it out again.
const number = (text) => {
  const plain = (text ?? "").normalize("NFKC").replace(/[,¥\s]/g, "").toLowerCase();
  const jin = plain.replace(/(斤|jin)$/, "");
  const bare = (/(公斤)$/.test(plain) ? plain.replace(/公斤$/, "") : jin).replace(/(千克|kg)$/, "");
  const value = Number(bare);
  if (bare === "" || !Number.isFinite(value)) return null;
  return jin !== plain && !/公斤$/.test(plain) ? value / 2 : value;
};

const shown = (price) => `¥${price.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: price < 10 ? 3 : 2 })}`;

const work = (form) => {
  const content = number(form.querySelector("[data-content]")?.value);
  const weighed = form.querySelector("input[name=way]:checked")?.value === "weighed";
  let last = null;
  form.querySelectorAll("[data-tier]").forEach((row) => {
    const price = number(row.querySelector("[data-price]").value);
    const basis = weighed ? 1 : content;
    const per = price !== null && basis ? price / basis : null;
    const place = row.querySelector("[data-per]");
    place.textContent = per === null ? "" : form.dataset.words.replace("{price}", shown(per));
    place.classList.toggle("price-tiers__per--rising", per !== null && last !== null && per >= last);
    if (per !== null) last = per;
  });
};

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-pack-prices]");
  if (form) work(form);
});
document.querySelectorAll("[data-pack-prices]").forEach(work);
