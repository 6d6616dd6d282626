// The seasons tick their months at once; without script the same buttons ask the server for it.
const MONTHS = { year: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], spring: [3, 4, 5], summer: [6, 7, 8], autumn: [9, 10, 11], winter: [12, 1, 2] };

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-season-boxes] button[name=preset]");
  const months = button && MONTHS[button.value];
  if (!months) return;
  event.preventDefault();
  button.closest("[data-season-boxes]").querySelectorAll("input[type=checkbox]").forEach((box) => {
    box.checked = months.includes(Number(box.value));
  });
});
