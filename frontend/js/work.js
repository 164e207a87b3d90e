// Asked only when very many file at once: find a number that gives SHA-256("ticket:number") enough leading zero bits.
// In slices, so that the page stays usable; written out, since crypto.subtle is missing on plain http.
const BITS = 17;
const K = [];
const START = [];
for (let n = 2; K.length < 64; n += 1) {
  let prime = true;
  for (let d = 2; d * d <= n; d += 1) if (n % d === 0) prime = false;
  if (!prime) continue;
  const bits = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
  if (START.length < 8) START.push(bits(Math.sqrt(n)));
  K.push(bits(Math.cbrt(n)));
}

const turn = (word, by) => (word >>> by) | (word << (32 - by));

// First 32 bits of the hash of a short ASCII text.
function head(text) {
  const length = text.length;
  const blocks = ((length + 8) >> 6) + 1;
  const words = new Int32Array(blocks * 16);
  for (let i = 0; i < length; i += 1) words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
  words[length >> 2] |= 0x80 << (24 - (length % 4) * 8);
  words[words.length - 1] = length * 8;
  const hash = Int32Array.from(START);
  const w = new Int32Array(64);
  for (let block = 0; block < blocks; block += 1) {
    let [a, b, c, d, e, f, g, h] = hash;
    for (let i = 0; i < 64; i += 1) {
      if (i < 16) w[i] = words[block * 16 + i];
      else {
        const x = w[i - 15];
        const y = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
      }
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (hash[i] += word));
  }
  return hash[0] >>> 0;
}

const form = document.querySelector("form[data-work]");
let pressed = null;
let number = 0;

function work() {
  const ticket = form.elements.ticket.value;
  for (const until = performance.now() + 40; performance.now() < until; ) {
    for (let i = 0; i < 200; i += 1, number += 1) {
      if (head(`${ticket}:${number}`) >>> (32 - BITS) === 0) {
        form.elements.answer.value = number;
        if (pressed) form.requestSubmit ? form.requestSubmit(pressed) : form.submit();
        return;
      }
    }
  }
  setTimeout(work, 0);
}

if (form) {
  form.addEventListener("submit", (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    pressed = event.submitter;
    pressed?.setAttribute("aria-busy", "true");
  });
  work();
}
