// What a page gains when scripts run. Every page works without them.
import htmx from "htmx.org";
import "./forms.js";
import "./keys.js";
import "./kiosk.js";

window.htmx = htmx;

const say = () => document.getElementById("say");

// A gateway's error or a lost line must not be silent, and must not eat the form.
function sayProblem(word) {
  const region = say();
  if (!region) return;
  region.innerHTML = `<div class="notice" data-tone="bad"><svg class="icon" aria-hidden="true"></svg><div></div></div>`;
  region.querySelector(".notice > div").textContent = region.dataset[word];
  region.focus();
  region.scrollIntoView({ block: "nearest" });
}

addEventListener("htmx:sendError", () => sayProblem("offline"));
addEventListener("htmx:timeout", () => sayProblem("offline"));
addEventListener("htmx:responseError", (event) => {
  if (!event.detail.xhr.getResponseHeader("HX-Retarget")) sayProblem("broken");
});

// Our refusals come with their own place; anything else that failed leaves the page as it was.
addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400) return;
  event.detail.shouldSwap = xhr.status === 422 || Boolean(xhr.getResponseHeader("HX-Retarget"));
});

addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "say") say().focus();
});
