// The screen in the hall: asks whether somebody is still there, else wipes what they left and begins again.
const seconds = Number(document.documentElement.dataset.kiosk || 0);
const WARN = 20; // seconds before wiping
const OVER = "/kiosk/over/";
let left = seconds;
let told = Date.now();

function touched() {
  left = seconds;
  document.getElementById("still-there")?.close();
  if (Date.now() - told > 30000) {
    told = Date.now();
    fetch("/kiosk/", { method: "HEAD" }).catch(() => {}); // who writes for long is not taken for gone
  }
}

function ask() {
  if (document.getElementById("still-there")) return;
  const dialog = document.createElement("dialog");
  dialog.id = "still-there";
  dialog.setAttribute("aria-labelledby", "still-there-text");
  const text = document.createElement("p");
  text.id = "still-there-text";
  text.textContent = document.body.dataset.idle;
  const button = document.createElement("button");
  button.className = "button";
  button.type = "button";
  button.textContent = document.body.dataset.here;
  button.addEventListener("click", touched);
  dialog.append(text, button);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

if (seconds) {
  for (const kind of ["pointerdown", "keydown", "input", "touchstart", "scroll"]) addEventListener(kind, touched, { passive: true });
  setInterval(() => {
    left -= 1;
    if (left === WARN) ask();
    if (left <= 0) location.replace(OVER);
  }, 1000);
  addEventListener("contextmenu", (event) => event.preventDefault());
}
