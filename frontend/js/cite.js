// An article picked from what the library offers replaces the piece that was being typed.
const PIECE = /[^；;。\n，,、]*$/;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-cite]");
  if (!button) return;
  const offered = button.closest(".cited");
  const field = document.querySelector(`[data-cited="${CSS.escape(offered.id.replace(/_found$/, ""))}"]`);
  field.value = field.value.replace(PIECE, button.dataset.cite);
  offered.replaceChildren();
  field.focus();
});
