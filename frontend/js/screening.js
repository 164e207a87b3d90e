// Entries of a screening wait on the phone until there is a network, and are sent one by one, each once, in order.
const form = document.querySelector("form[data-screening]");
const list = document.querySelector("[data-entries]");
const status = document.querySelector("[data-sent]");
const key = form && `screening:${form.dataset.screening}`;
let sending = false;

const entries = () => JSON.parse(localStorage.getItem(key) || "[]");
const keep = (rows) => {
  localStorage.setItem(key, JSON.stringify(rows));
  show(rows);
};

function mark() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
  return bytes.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function show(rows) {
  document.querySelector("[data-waiting]").hidden = rows.length === 0;
  list.replaceChildren(
    ...rows.map((row) => {
      const line = document.createElement("li");
      const problem = row.pairs.find(([name]) => name === "problem");
      const said = row.faults ? `${form.dataset.wrong}：${row.faults.join("；")}` : form.dataset.waits;
      line.textContent = `${problem ? problem[1] : ""} · ${said} `;
      if (row.faults) {
        const again = document.createElement("button");
        again.type = "button";
        again.className = "button second small";
        again.textContent = form.dataset.again;
        again.addEventListener("click", () => takeBack(row));
        line.append(again);
      }
      return line;
    }),
  );
}

// What the office could not take comes back into the form, under a mark of its own.
function takeBack(row) {
  for (const [name, value] of row.pairs) {
    const field = form.elements[name];
    if (!field || name === "mark") continue;
    if (field.type === "checkbox") field.checked = true;
    else field.value = value;
  }
  keep(entries().filter((each) => each.mark !== row.mark));
}

// A page kept on the phone holds an old token: ask for a new one first, and see who is signed in.
async function token() {
  const page = await fetch(location.pathname, { cache: "no-store", headers: { "X-Fresh": "1" } });
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("form[data-screening]");
  if (!fresh || fresh.dataset.screening !== form.dataset.screening) {
    status.textContent = form.dataset.signin;
    return null;
  }
  return fresh.elements.csrfmiddlewaretoken.value;
}

async function send() {
  if (sending || !entries().some((row) => !row.faults)) return;
  sending = true;
  try {
    const csrf = await token();
    for (let row; csrf && (row = entries().find((each) => !each.faults)); ) {
      const answer = await fetch(location.pathname, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": csrf },
        body: new URLSearchParams([...row.pairs, ["mark", row.mark]]),
      });
      if (answer.status !== 200 && answer.status !== 422) break;
      const said = await answer.json();
      const sent = row.mark;
      const rest = entries();
      keep(said.faults ? rest.map((each) => (each.mark === sent ? { ...each, faults: said.faults } : each)) : rest.filter((each) => each.mark !== sent));
      if (!said.faults) status.textContent = status.dataset.sent;
    }
  } catch {
    // No network: they keep waiting.
  }
  sending = false;
}

// The worker only sees what is loaded after it has started: the first visit is kept from here.
async function keepPage() {
  await navigator.serviceWorker.register(form.dataset.worker);
  await navigator.serviceWorker.ready;
  const drawn = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((each) => each.href || each.src);
  await (await caches.open("screening-1")).addAll([location.pathname, ...drawn]);
}

if (form) {
  if ("serviceWorker" in navigator) keepPage().catch(() => {});
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const pairs = [...new FormData(form)].filter(([name]) => name !== "mark" && name !== "csrfmiddlewaretoken");
    keep([...entries(), { mark: mark(), pairs: pairs.map(([name, value]) => [name, String(value)]) }]);
    status.textContent = "";
    form.reset();
    send();
  });
  addEventListener("online", send);
  setInterval(send, 20000);
  show(entries());
  send();
}
