// Staff keys: j and k walk the list, Enter opens, x picks, n goes to what comes next, / searches. Never while typing.
const rows = () => [...document.querySelectorAll("[data-keys] tbody tr, [data-keys] > li")];

function typing(target) {
  return target.closest?.("input, textarea, select, [contenteditable], dialog");
}

function walk(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("at"));
  const to = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  all.forEach((row) => row.classList.toggle("at", row === to));
  const link = to.querySelector("a[href]");
  link?.focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  const search = document.querySelector("[data-search]");
  if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else if (event.key === "x") document.querySelector("tr.at td.pick input")?.click();
  else if (event.key === "n") document.querySelector("a[rel=next]")?.click();
  else if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

// Alt with a figure presses the button that shows it, Ctrl with Enter sends a form made for quick hands; also while typing.
addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const figure = event.altKey && !event.ctrlKey && !event.metaKey && /^Digit(\d)$/.exec(event.code);
  const button = figure && document.querySelector(`[data-alt="${figure[1]}"]`);
  const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest?.("form[data-quick]");
  if (!button && !form) return;
  event.preventDefault();
  if (button) button.click();
  else form.requestSubmit(form.querySelector("button"));
});

// What is offered goes into its field in place, so that what else was typed stays; without scripts the link loads the page with it.
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-fill]");
  const field = link && document.getElementById(link.dataset.fill);
  if (!field?.matches("input")) return;
  event.preventDefault();
  field.value = link.textContent.trim();
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  field.focus();
});

// The menu of all parts closes like any other: Escape gives the focus back, a look elsewhere closes it.
const menu = document.querySelector("details.menu");
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu?.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
for (const kind of ["click", "focusin"]) {
  addEventListener(kind, (event) => {
    if (menu?.open && !menu.contains(event.target)) menu.open = false;
  });
}
