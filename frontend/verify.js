// Check a receipt in this browser with the receipt alone, as docs/ledger.md says; nothing is sent.
// One without proof, as on paper, is looked up by its hour in the public files, so nobody learns which it is.
// Where the browser has no Ed25519 the form goes to the server as before.
const utf8 = new TextEncoder();
const bytesOf = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const join = (...parts) => {
  const all = parts.map((part) => (typeof part === "string" ? utf8.encode(part) : part));
  const whole = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  all.reduce((place, part) => (whole.set(part, place), place + part.length), 0);
  return whole;
};
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
const same = (a, b) => a.length === b.length && a.every((byte, place) => byte === b[place]);
const need = (true_, why) => { if (!true_) throw new Error(why); };

// RFC 8785 for null, booleans, integers, text, lists and objects.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value && typeof value === "object") {
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  need(typeof value !== "number" || Number.isSafeInteger(value), "fraction");
  return JSON.stringify(value);
}

const noteParts = (note) => {
  const cut = note.lastIndexOf("\n\n");
  need(cut >= 0 && note.endsWith("\n"), "note");
  return { text: note.slice(0, cut + 1), lines: note.slice(cut + 2, -1).split("\n") };
};

const parseKey = (vkey) => {
  const [name, id, ...data] = vkey.split("+");
  return { name, id, data: bytesOf(data.join("+")) };
};

// A known key's signature must be true; unknown keys are passed over; one must have signed.
async function signed(text, lines, keys, origin) {
  let count = 0;
  for (const line of lines) {
    const [, name, encoded] = line.match(/^— (\S+) (\S+)$/) ?? need(false, "line");
    const data = bytesOf(encoded);
    const id = [...data.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const key = keys.find((one) => one.name === name && one.id === id && one.data[0] === 1 && name === origin);
    if (!key) continue;
    const known = await crypto.subtle.importKey("raw", key.data.slice(1), "Ed25519", false, ["verify"]);
    need(await crypto.subtle.verify("Ed25519", known, data.slice(4), utf8.encode(text)), "false signature");
    count += 1;
  }
  need(count > 0, "nobody known signed");
}

async function openHead(note, keys, origin) {
  const { text, lines } = noteParts(note);
  const [name, size, root] = text.split("\n");
  need(name === origin && /^(0|[1-9]\d*)$/.test(size), "origin");
  await signed(text, lines, keys, origin);
  return { size: Number(size), root: bytesOf(root) };
}

const parent = (left, right) => sha256(Uint8Array.of(1), left, right);

// RFC 9162 §2.1.3.2; positions are halved as numbers, so that logs beyond 2^31 work too.
async function rootFrom(leaf, index, size, path) {
  need(index < size, "index");
  let [place, last, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    need(last > 0, "too long");
    if (place % 2 || place === last) {
      hash = await parent(sibling, hash);
      while (place % 2 === 0 && place) [place, last] = [place / 2, Math.floor(last / 2)];
    } else hash = await parent(hash, sibling);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  need(last === 0, "too short");
  return hash;
}

const tilePath = (index) => {
  let path = String(index % 1000).padStart(3, "0");
  for (let rest = Math.floor(index / 1000); rest; rest = Math.floor(rest / 1000)) {
    path = `x${String(rest % 1000).padStart(3, "0")}/${path}`;
  }
  return path;
};

// The tree of `size` leaves from the public tiles: the root of any smaller size is in it too.
function tree(prefix, size) {
  const read = new Map();
  const tile = (level, index) => {
    const width = Math.min(256, Math.floor(size / (level === "entries" ? 1 : 256 ** level)) - index * 256);
    const path = `${prefix}tile/${level}/${tilePath(index)}${width < 256 ? `.p/${width}` : ""}`;
    if (!read.has(path)) {
      read.set(path, fetch(path).then(async (answer) => {
        need(answer.ok, "no tile");
        return new Uint8Array(await answer.arrayBuffer());
      }));
    }
    return read.get(path);
  };
  const node = async (level, index) => {
    const inside = level % 8;
    const first = (index * 2 ** inside) % 256;
    const data = await tile((level - inside) / 8, Math.floor((index * 2 ** inside) / 256));
    let row = Array.from({ length: 2 ** inside }, (_, n) => data.slice((first + n) * 32, (first + n + 1) * 32));
    while (row.length > 1) row = await Promise.all(row.filter((_, n) => n % 2 === 0).map((one, n) => parent(one, row[2 * n + 1])));
    return row[0];
  };
  const span = async (start, end) => {
    const count = end - start;
    const level = Math.floor(Math.log2(count));
    if (2 ** level === count) return node(level, start / count);
    return parent(await span(start, start + 2 ** level), await span(start + 2 ** level, end));
  };
  // The root that `leaf` leads to if it stands at `index`.
  const rootWith = async (leaf, index, start, end) => {
    if (end - start === 1) return leaf;
    const middle = start + 2 ** (Math.ceil(Math.log2(end - start)) - 1);
    return index < middle
      ? parent(await rootWith(leaf, index, start, middle), await span(middle, end))
      : parent(await span(start, middle), await rootWith(leaf, index, middle, end));
  };
  const bundle = async (number) => {
    const data = await tile("entries", number);
    const entries = [];
    for (let at = 0; at < data.length;) {
      const length = data[at] * 256 + data[at + 1];
      entries.push(data.slice(at + 2, at + 2 + length));
      at += 2 + length;
    }
    return entries;
  };
  return {
    root: (count) => (count ? span(0, count) : sha256()),
    rootWith: (leaf, index) => rootWith(leaf, index, 0, size),
    bundle,
  };
}

const hourOf = (entry) => entry.slice(72).reduce((sum, byte) => sum * 256 + byte, 0);
const [WHOLE, DAY] = [64, 86400];

// [index, entry] of the leaf with the commitment of `entry`, or null: only that was promised. A small log is read whole,
// a large one a day around the entry's hour (ledger/place.py).
async function placeOf(entry, files, size) {
  const count = Math.ceil(size / 256);
  const firstAt = async (hour) => {
    let [low, high] = [0, count];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (hourOf((await files.bundle(middle))[0]) < hour) low = middle + 1; else high = middle;
    }
    return low;
  };
  let near = [...Array(count).keys()];
  if (count > WHOLE) {
    const [begin, middle, end] = [await firstAt(hourOf(entry) - DAY), await firstAt(hourOf(entry)), await firstAt(hourOf(entry) + DAY + 1)];
    near = near.slice(Math.max(begin - 1, 0), end).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  }
  for (const number of near) {
    const bundle = await files.bundle(number);
    const inside = bundle.findIndex((one) => same(one.slice(8, 40), entry.slice(8, 40)));
    if (inside >= 0) return [number * 256 + inside, bundle[inside]];
  }
  return null;
}

// The head that holds this entry; null if it is not in the log, false if the log has it otherwise. Throws if the files cannot be had or contradict.
async function lookUp(entry, keys, origin, prefix) {
  const head = await openHead(await newest(prefix), keys, origin);
  const files = tree(prefix, head.size);
  const found = await placeOf(entry, files, head.size);
  if (!found) return null;
  const leaf = await sha256(Uint8Array.of(0), found[1]);
  need(same(await files.rootWith(leaf, found[0]), head.root), "root");
  return same(found[1], entry) && head;
}

async function newest(prefix) {
  const answer = await fetch(`${prefix}checkpoint`, { cache: "no-store" });
  need(answer.ok, "no head");
  return answer.text();
}

const readProof = (text) => {
  const cut = text.indexOf("\n\n");
  const [header, ...lines] = text.slice(0, cut).split("\n");
  if (lines[0]?.startsWith("extra ")) lines.shift();
  need(cut > 0 && header === "c2sp.org/tlog-proof@v1" && /^index \d+$/.test(lines[0]), "proof");
  return { index: Number(lines[0].slice(6)), path: lines.slice(1).map(bytesOf), note: text.slice(cut + 2) };
};

// What the promise does not sign of the first entry agrees with it: its hour, and, where it is open, its link to nothing before.
async function checkFirst(promise, step, entry) {
  need(base64(entry.slice(8, 40)) === promise.commitment && !step.link_key, 1);
  need(hourOf(entry) === Math.floor(Date.parse(promise.filed_at) / 3600000) * 3600, 1);
  if (!step.salt) return;
  const key = await sha256("lianxin/link-key/v1\n", bytesOf(step.salt));
  need(same(await sha256("lianxin/link/v1\n", key, new Uint8Array(32)), entry.slice(40, 72)), 1);
}

async function checkHistory(receipt) {
  let before = null;
  for (const [place, step] of receipt.steps.entries()) {
    const entry = bytesOf(step.entry);
    const [commitment, link] = [entry.slice(8, 40), entry.slice(40, 72)];
    need(entry.length === 80 && String.fromCharCode(...entry.slice(0, 8)) === "lianxin\x01", place + 1);
    if (!before) await checkFirst(receipt.promise, step, entry);
    else need(step.proof && same(await sha256("lianxin/link/v1\n", bytesOf(step.link_key), before), link), place + 1);
    need(!step.event === !step.salt && !(step.event && receipt.promise.sealed), place + 1);
    if (step.event) {
      const opened = await sha256("lianxin/event/v1\n", bytesOf(step.salt), canonical(step.event));
      need(same(opened, commitment), place + 1);
      if (!before) for (const name of ["number", "content"]) need(!(name in step.event) || step.event[name] === receipt.promise[name], 1);
    }
    before = commitment;
  }
  need(before && !(receipt.promise.sealed && (receipt.promise.number || receipt.promise.content)), 1);
}

async function checkInclusion(receipt, keys) {
  const heads = [];
  for (const step of receipt.steps) {
    if (!step.proof) continue;
    const proof = readProof(step.proof);
    const head = await openHead(proof.note, keys, receipt.promise.origin);
    const leaf = await sha256(Uint8Array.of(0), bytesOf(step.entry));
    need(same(await rootFrom(leaf, proof.index, head.size, proof.path), head.root), "root");
    heads.push(head);
  }
  return heads;
}

async function spokenCode(promiseText) {
  const digest = await sha256(promiseText);
  const number = BigInt("0x" + [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("")) % 10n ** 14n;
  const digits = String(number).padStart(14, "0") + String(98n - ((number * 100n) % 97n)).padStart(2, "0");
  return digits.match(/.{4}/g).join("-");
}

// Is every head of the receipt the beginning of `wide`? null if the tiles cannot be had.
async function within(heads, wide, prefix) {
  for (const head of heads) {
    const [small, large] = head.size <= wide.size ? [head, wide] : [wide, head];
    if (small.size === large.size) { if (!same(small.root, large.root)) return false; continue; }
    let roots;
    try { const at = tree(prefix, large.size); roots = [await at.root(small.size), await at.root(large.size)]; }
    catch { return null; }
    if (!same(roots[0], small.root) || !same(roots[1], large.root)) return false;
  }
  return true;
}

async function* check(receipt, given, { keys, prefix, now }) {
  const { promise } = receipt;
  const text = `lianxin-receipt/v1\n${canonical(promise)}\n`;
  let stands = true; // only a promise that stands can be broken: of another nothing is told
  try { await signed(text, receipt.signatures, keys, promise.origin); yield ["ok", "signature", "signed", { origin: promise.origin }]; }
  catch { stands = false; yield ["wrong", "signature", "unsigned"]; }
  try { await checkHistory(receipt); yield ["ok", "history", "follows", { count: receipt.steps.length }]; }
  catch (error) { stands = false; yield ["wrong", "history", "broken", { place: /^\d+$/.test(error.message) ? error.message : "?" }]; }
  if (given.content) yield await checkContent(promise, given.content);
  let heads;
  if (receipt.steps[0]?.proof) {
    try { heads = await checkInclusion(receipt, keys); }
    catch { yield ["wrong", "included", "unproven"]; return; }
  } else {
    if (!stands) return;
    try { heads = [await lookUp(bytesOf(receipt.steps[0].entry), keys, promise.origin, prefix)]; }
    catch { yield ["open", "included", "offline"]; return; }
    if (heads[0] === false) { yield ["wrong", "included", "unproven"]; return; }
    if (!heads[0]) {
      const late = !(new Date(promise.include_by) >= now);
      yield [late ? "wrong" : "noted", "included", late ? "late" : "waiting", { by: promise.include_by }];
      return;
    }
  }
  yield ["ok", "included", "proven", { size: Math.max(...heads.map((head) => head.size)) }];
  if (given.checkpoint) yield await checkGiven(heads, given.checkpoint, keys, promise.origin, prefix);
  yield await checkToday(heads, keys, promise.origin, prefix);
}

async function checkContent(promise, text) {
  if (!promise.content) return ["wrong", "content", "none"];
  let copy;
  try { copy = JSON.parse(text); } catch { return ["wrong", "content", "other"]; }
  const hash = await sha256("lianxin-content/v1\n", bytesOf(copy.salt ?? ""), canonical(copy.content ?? null));
  return base64(hash) === promise.content ? ["ok", "content", "exact"] : ["wrong", "content", "other"];
}

async function checkGiven(heads, note, keys, origin, prefix) {
  try {
    const head = await openHead(`${note.replace(/\r\n/g, "\n").trim()}\n`, keys, origin);
    const held = await within(heads, head, prefix);
    if (held === null) return ["open", "given", "apart"];
    return held ? ["ok", "given", "same", { size: head.size }] : ["wrong", "given", "differs"];
  } catch { return ["wrong", "given", "differs"]; }
}

async function checkToday(heads, keys, origin, prefix) {
  let note;
  try { note = await newest(prefix); }
  catch { return ["noted", "today", "offline"]; }
  try {
    const head = await openHead(note, keys, origin);
    // A log that shrank is a log that lost something.
    const held = heads.every((one) => one.size <= head.size) && (await within(heads, head, prefix));
    if (held === null) return ["noted", "today", "offline"];
    return held ? ["ok", "today", "continues", { size: head.size }] : ["wrong", "today", "forked"];
  } catch { return ["wrong", "today", "forked"]; }
}

function show(place, words, rows, code, number) {
  const states = rows.map(([state]) => state);
  const end = states.includes("wrong") ? 1 : states.includes("open") ? 2 : 0;
  const say = (word, values = {}) => words[word].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const box = document.createElement("section");
  box.className = "notice";
  box.dataset.tone = box.dataset.end = ["good", "bad", "warn"][end];
  const add = (tag, text, to) => { const made = document.createElement(tag); made.textContent = text; to.append(made); return made; };
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  const sprite = document.querySelector("svg.icon use").getAttribute("href").split("#")[0];
  use.setAttribute("href", `${sprite}#${end ? "warn" : "check"}`);
  icon.append(use);
  const inner = document.createElement("div");
  box.append(icon, inner);
  add("h2", words[`end${end}`], inner);
  add("p", [number, code].filter(Boolean).join(" · "), inner);
  const list = add("dl", "", inner);
  list.className = "facts";
  for (const [state, name, word, values] of rows) {
    add("dt", words[name], list);
    const told = add("dd", "", list);
    const tag = add("span", words[state], told);
    tag.className = "tag";
    tag.dataset.tone = { ok: "good", wrong: "late", open: "soon", noted: "calm" }[state];
    told.append(` ${say(word, values)}`);
  }
  add("p", words.local, inner).className = "article";
  place.replaceChildren(box);
  place.focus();
}

const form = document.getElementById("verify");
const place = document.getElementById("verified");
const jsonOf = (id) => JSON.parse(document.getElementById(id).textContent);
const textOf = async (field) => (form.elements[field].files[0] ? form.elements[field].files[0].text() : "");
const knowsEd25519 = crypto.subtle?.generateKey("Ed25519", false, ["sign", "verify"]).then(() => true, () => false);

form?.addEventListener("submit", async (event) => {
  if (form.dataset.server) return;
  event.preventDefault();
  const text = ((await textOf("file")) || form.elements.text.value).trim();
  let receipt = null;
  try { receipt = JSON.parse(text); } catch { /* the server says what is wrong, beside the field */ }
  const whole = receipt?.format === "lianxin-receipt/v1" && receipt.promise && Array.isArray(receipt.steps);
  if (!whole || !(await knowsEd25519)) {
    form.dataset.server = "1";
    setTimeout(() => form.requestSubmit()); // a form does not submit again while it is still submitting
    return;
  }
  const words = jsonOf("verify-words");
  const given = { checkpoint: form.elements.checkpoint.value.trim(), content: await textOf("content") };
  const known = { keys: jsonOf("verify-keys").map(parseKey), prefix: form.dataset.log, now: new Date() };
  const rows = [];
  try { for await (const row of check(receipt, given, known)) rows.push(row); }
  catch { rows.push(["wrong", "history", "unreadable"]); }
  const code = await spokenCode(`lianxin-receipt/v1\n${canonical(receipt.promise)}\n`);
  show(place, words, rows, code, receipt.promise.number);
});
