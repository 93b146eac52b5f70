// Keeps what is typed: every ten seconds, if something changed, the form goes to its own address as a draft (header X-Draft).
// The server answers 204 and keeps it sealed. Nothing is stored in the browser.

const form = document.querySelector("form[data-draft]");
const status = document.querySelector("[data-draft-status]");
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
let kept = form ? typed() : "";
let keeping = false;

function typed() {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
  return fields.toString();
}

function say(words, isKept) {
  if (!status || status.textContent === words) return;
  status.textContent = words;
  status.classList.toggle("saved--not", !isKept);
}

async function keep() {
  const now = typed();
  if (keeping || now === kept || form.dataset.gone) return;
  keeping = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Draft": "1" },
      body: now,
      redirect: "error",
    });
    if (!answer.ok) throw new Error(answer.status);
    kept = now;
    say(form.dataset.saved.replace("{time}", clock.format(new Date())), true);
  } catch {
    say(form.dataset.notSaved, false);
  }
  keeping = false;
}

if (form) {
  setInterval(keep, 10_000);
  addEventListener("online", keep);
  document.addEventListener("clinic:keep", keep); // the page is about to be hidden
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  addEventListener("beforeunload", (event) => {
    if (!form.dataset.gone && status?.classList.contains("saved--not")) event.preventDefault();
  });
}
