// Hides the page of a table pass when nobody has worked at it for a while, and shows it again, with every word still in
// its place, when the PIN is right. The server keeps the same time by itself; this only covers what is on the screen.

const cover = document.querySelector("[data-cover]");
const pin = cover?.querySelector("input[name=pin]");
const wrong = cover?.querySelector("#cover-wrong span");
const laptop = new BroadcastChannel("table-pass"); // other tabs of the same laptop
const idle = Number(cover?.dataset.idle) * 1000;
let seen = Date.now();
let told = seen;
let title = document.title;

function ask(url, fields) {
  const token = cover.querySelector("input[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, ...fields });
  return fetch(url, { method: "POST", headers: { "X-Cover": "1" }, body, keepalive: true });
}

function work() {
  if (!cover.hidden) return;
  const now = Date.now();
  if (now - seen > 1000) laptop.postMessage("seen");
  seen = now;
  if (now - told < Math.min(30_000, idle / 4)) return;
  told = now;
  ask(cover.dataset.seen)
    .then((answer) => answer.redirected && hide()) // for the server it was too long
    .catch(() => {});
}

function hide() {
  document.dispatchEvent(new Event("clinic:keep"));
  if (cover.hidden) title = document.title;
  cover.hidden = false;
  document.documentElement.classList.add("is-covered");
  document.title = cover.dataset.title;
  pin.value = "";
  wrong.hidden = true;
  pin.focus();
}

function show() {
  cover.hidden = true;
  document.documentElement.classList.remove("is-covered");
  document.title = title;
  pin.value = "";
  seen = told = Date.now();
}

async function unlock(event) {
  event.preventDefault();
  const answer = await ask(event.target.action, { pin: pin.value }).catch(() => null);
  pin.value = "";
  if (answer?.status === 204) {
    laptop.postMessage("shown");
    return show();
  }
  if (answer && answer.status !== 403) return location.replace(cover.dataset.out);
  wrong.hidden = false;
  pin.focus();
}

function hideEverywhere() {
  hide();
  laptop.postMessage("hidden");
  ask(cover.dataset.hiding).catch(() => {});
}

if (cover) {
  for (const kind of ["pointerdown", "pointermove", "keydown", "scroll"]) addEventListener(kind, work, { passive: true });
  laptop.addEventListener("message", ({ data }) => {
    if (data === "seen") seen = Date.now();
    if (data === "hidden") hide();
    if (data === "shown") show();
  });
  cover.querySelector("form").addEventListener("submit", unlock);
  document.querySelector("form[data-hide]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    hideEverywhere();
  });
  const look = () => cover.hidden && Date.now() - seen >= idle && hideEverywhere();
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
}
