// A small photo brings its large one into view without moving the page, and shows which one is seen.
const galleryOf = (element) => element.closest("[data-gallery]");

function mark(gallery, index) {
  gallery.querySelectorAll(".gallery__thumb").forEach((thumb, place) => {
    if (place === index) thumb.setAttribute("aria-current", "true");
    else thumb.removeAttribute("aria-current");
  });
}

document.addEventListener("click", (event) => {
  const thumb = event.target.closest?.(".gallery__thumb");
  if (!thumb) return;
  const gallery = galleryOf(thumb);
  const strip = gallery.querySelector(".gallery__strip");
  const slide = strip.querySelector(thumb.getAttribute("href"));
  if (!slide) return;
  event.preventDefault();
  strip.scrollTo({ left: slide.offsetLeft - strip.offsetLeft });
});

document.addEventListener(
  "scroll",
  (event) => {
    const strip = event.target;
    if (!strip.classList?.contains("gallery__strip")) return;
    mark(galleryOf(strip), Math.round(strip.scrollLeft / strip.clientWidth));
  },
  { capture: true, passive: true },
);
