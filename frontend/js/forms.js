// Forms: one click sends once, typed words are not lost, a question before what cannot be undone.
const KEPT = "lianxin-kept";
const words = () => document.body.dataset;

// --- one click, one submission -------------------------------------------------------------
// The second click is refused, never the first; going back or an error frees the button again.
let sending = new WeakMap();

function free(form) {
  const buttons = sending.get(form);
  if (!buttons) return;
  buttons.forEach((button) => button.removeAttribute("aria-busy"));
  sending.delete(form);
}

function claim(form, submitter, event) {
  if (form.dataset.again !== undefined) return;
  if (sending.has(form)) {
    event.preventDefault();
    return;
  }
  const buttons = submitter ? [submitter] : [];
  buttons.forEach((button) => button.setAttribute("aria-busy", "true"));
  sending.set(form, buttons);
  setTimeout(() => free(form), 15000); // a lost line: let the person try again
  if (!form.matches("[hx-post]")) clean(form);
}

addEventListener("submit", (event) => {
  if (!event.defaultPrevented) claim(event.target, event.submitter, event);
});
addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (elt.matches?.("form") && requestConfig.verb !== "get") claim(elt, requestConfig.triggeringEvent?.submitter, event);
});

addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (!form) return;
  free(form);
  if (event.detail.successful) clean(form);
});
addEventListener("pageshow", () => {
  sending = new WeakMap();
  document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});

// --- words not yet sent --------------------------------------------------------------------
const touched = new Set();

function clean(form) {
  touched.delete(form);
  form.querySelector(".unsaved")?.setAttribute("hidden", "");
}

addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-unsaved]");
  if (!form) return;
  touched.add(form);
  form.querySelector(".unsaved")?.removeAttribute("hidden");
});

addEventListener("beforeunload", (event) => {
  if ([...touched].some((form) => form.isConnected)) event.preventDefault();
});

// --- data-confirm --------------------------------------------------------------------------
function ask(question, onYes) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "ask-question");
  dialog.innerHTML = `<form method="dialog" data-again><p id="ask-question"></p><div class="buttons">
    <button class="button" value="yes"></button><button class="button second" value="no" autofocus></button></div></form>`;
  const [yes, no] = dialog.querySelectorAll("button");
  dialog.querySelector("p").textContent = question;
  yes.textContent = words().yes;
  no.textContent = words().no;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "yes") onYes();
  });
  document.body.append(dialog);
  dialog.showModal();
}

addEventListener(
  "click",
  (event) => {
    const asked = event.target.closest?.("[data-confirm]");
    if (!asked || asked.dataset.confirmed !== undefined || typeof HTMLDialogElement === "undefined") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(asked.dataset.confirm, () => {
      asked.dataset.confirmed = "";
      asked.click();
      delete asked.dataset.confirmed;
    });
  },
  true,
);

addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  ask(event.detail.question, () => event.detail.issueRequest(true));
});

// --- what was typed comes back after a refusal ---------------------------------------------
// Only when the person asks for it, only in this tab, and it is gone once used.
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-keep]");
  if (!link) return;
  const typed = [...document.querySelectorAll("[data-kept]")].map((e) => [e.dataset.kept, e.textContent]);
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ path: new URL(link.href).pathname, typed }));
  } catch {
    /* no storage: the words stay on the refusal page to be copied */
  }
});

function bringBack() {
  let kept;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return;
  }
  if (!kept || kept.path !== location.pathname) return;
  sessionStorage.removeItem(KEPT);
  const forms = [...document.querySelectorAll("main form[method=post]")];
  for (const [name, text] of kept.typed) {
    for (const form of forms) {
      const field = form.elements.namedItem(name);
      if (field instanceof RadioNodeList) field.value = text;
      else if (field?.type === "checkbox") field.checked = true;
      else if (field && "value" in field && !field.value && field.type !== "hidden") field.value = text;
    }
  }
}
bringBack();

// --- going back to a form that was refused opens the form, not the question whether to send it twice
history.replaceState(history.state, "");

// --- after a refused form, the summary is read out -----------------------------------------
document.querySelector(".summary-of-errors")?.focus();

// --- Enter in a part with its own button presses that button, not the form's
addEventListener("keydown", (event) => {
  const own = event.key === "Enter" && !event.isComposing && event.target.matches?.("input") && event.target.closest("[data-enter]");
  if (!own) return;
  event.preventDefault();
  own.querySelector("button").click();
});

// --- small things --------------------------------------------------------------------------
addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) print();
  const copy = event.target.closest?.("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => (copy.textContent = words().copied));
});
addEventListener("change", (event) => {
  if (event.target.matches?.("[data-pick-all]")) {
    event.target.closest("form, table")?.querySelectorAll("td.pick input").forEach((box) => (box.checked = event.target.checked));
  }
});

// A button that copies shows where the browser can.
if (navigator.clipboard) document.querySelectorAll("[data-copy][hidden]").forEach((button) => (button.hidden = false));

// On paper every reckoning is open.
addEventListener("beforeprint", () => document.querySelectorAll("details.clock, .measured details, .folded details").forEach((d) => (d.open = true)));
