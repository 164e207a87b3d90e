// Files go up piece by piece, one after another; a lost line is waited out, and the same file goes on where it was left.
const PAUSE = [1000, 2000, 5000, 10000, 30000];
const busy = new Set();

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const online = () => new Promise((done) => (navigator.onLine ? done() : addEventListener("online", done, { once: true })));
const csrf = (tray) => tray.closest("form").elements.csrfmiddlewaretoken.value;

async function ask(tray, address, body, headers = {}) {
  for (let turn = 0; ; turn += 1) {
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { "X-Tray": tray.dataset.tray, "X-CSRFToken": csrf(tray), ...headers } });
      if (answer.status < 500) return answer;
    } catch {
      say(tray, tray.dataset.lost);
    }
    if (turn >= 20) throw new Error(tray.dataset.failed);
    await wait(PAUSE[Math.min(turn, PAUSE.length - 1)]);
    await online();
  }
}

async function refused(answer, tray) {
  const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
  return new Error(told.said ?? tray.dataset.failed);
}

async function send(tray, file) {
  const form = new FormData();
  form.append("name", file.name);
  form.append("size", file.size);
  const begun = await ask(tray, tray.dataset.begin, form);
  if (!begun.ok) throw await refused(begun, tray);
  let { token, at } = await begun.json();
  const most = Number(tray.dataset.piece) * 1024;
  for (;;) {
    progress(tray, file.name, at / file.size);
    const piece = file.slice(at, at + most);
    const answer = await ask(tray, `${tray.dataset.begin}${token}/`, piece, { "Upload-Offset": String(at), "Content-Type": "application/octet-stream" });
    if (answer.status === 409) {
      const told = (await answer.json()).at; // a piece whose answer was lost has arrived all the same
      if (told >= file.size) return list(tray, await (await ask(tray, `${tray.dataset.begin}list/`, "")).text());
      at = told;
    } else if (!answer.ok) throw await refused(answer, tray);
    else if (answer.headers.get("Content-Type").startsWith("text/html")) return list(tray, await answer.text());
    else at = (await answer.json()).at;
  }
}

function say(tray, text) {
  const line = tray.querySelector("[data-progress]");
  line.hidden = !text;
  line.querySelector("[role=status]").textContent = text;
}

function progress(tray, name, part) {
  say(tray, `${tray.dataset.sending} ${name} ${Math.round(part * 100)}%`);
  tray.querySelector("progress").value = part * 100;
}

function list(tray, html) {
  tray.querySelector("[data-list]").innerHTML = html;
}

function fault(tray, sentences) {
  tray.querySelector(":scope > .error")?.remove();
  tray.classList.toggle("wrong", sentences.length > 0);
  if (!sentences.length) return;
  const box = document.createElement("div");
  box.className = "error";
  box.setAttribute("role", "alert");
  const sprite = document.querySelector("svg.icon use").getAttribute("href").split("#")[0];
  box.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${sprite}#warn"/></svg><span></span>`;
  box.lastChild.textContent = sentences.join(" ");
  tray.querySelector("[data-list]").before(box);
}

async function sendAll(tray, input) {
  const files = [...input.files];
  const faults = [];
  busy.add(tray);
  fault(tray, []);
  for (const file of files) {
    try {
      await send(tray, file);
    } catch (error) {
      faults.push(error.message);
    }
  }
  input.value = "";
  busy.delete(tray);
  say(tray, "");
  fault(tray, faults);
}

addEventListener("change", (event) => {
  const tray = event.target.closest?.("[data-tray]");
  if (tray && event.target.type === "file" && event.target.files.length && !busy.has(tray)) sendAll(tray, event.target);
});

addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-tray] button[name=drop]");
  if (!button) return;
  event.preventDefault();
  const tray = button.closest("[data-tray]");
  const answer = await ask(tray, `${tray.dataset.begin}${button.value}/drop/`, "").catch(() => null);
  if (answer?.ok) list(tray, await answer.text());
  tray.querySelector("input[type=file]").focus();
});

addEventListener(
  "submit",
  (event) => {
    const tray = [...busy].find((each) => event.target.contains(each));
    if (!tray) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(tray, tray.dataset.wait);
  },
  true,
);

document.querySelectorAll("[data-tray] [data-plain]").forEach((part) => (part.hidden = true));
