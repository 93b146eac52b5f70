// Small comforts; every page works without them.

// A refused form: the reader starts at what to look at, and its links go to the control, not only to its place.
const errors = document.querySelector("[data-errors]");
if (errors) errors.focus();

// Copy buttons are hidden in the page and appear where copying works.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = button.parentElement.querySelector("[data-copy-text]").textContent.trim();
    await navigator.clipboard.writeText(text);
    button.querySelector("[data-copy-said]").textContent = button.dataset.copied;
  });
}

// A date or an hour typed by half would reach the server as nothing at all. It is said here, before it is lost.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const half = form.dataset.half && [...form.elements].find((field) => field.validity?.badInput);
  form.querySelector("[data-half-said]")?.remove();
  if (!half) return;
  event.preventDefault();
  half.closest("details")?.setAttribute("open", "");
  const said = document.createElement("p");
  said.className = "ask__error";
  said.dataset.halfSaid = "";
  said.setAttribute("role", "alert");
  said.textContent = form.dataset.half;
  (half.closest(".ask__parts") ?? half).before(said);
  half.focus();
});

// A form that goes nowhere gives way to a page of the browser's own, and the browser writes down what it was about to send. So
// somebody is asked first whether the clinic answers; if not, the page stays with what was typed.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.dataset.notSaved || form.dataset.gone || form.dataset.answered) return;
  event.preventDefault();
  if (form.dataset.asks) return;
  form.dataset.asks = "yes";
  const answers = await fetch("/healthz", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(20_000) }).then(
    (answer) => answer.ok,
    () => false,
  );
  delete form.dataset.asks;
  if (!answers) return sayNotSaved(form);
  form.dataset.answered = "yes";
  form.requestSubmit(event.submitter);
  delete form.dataset.answered;
});

function sayNotSaved(form) {
  let status = document.querySelector("[data-draft-status]");
  if (!status) {
    status = document.createElement("p");
    status.setAttribute("role", "status");
    status.dataset.draftStatus = "";
    form.append(status);
  }
  status.className = "saved saved--not";
  status.textContent = form.dataset.notSaved;
  status.scrollIntoView({ block: "nearest" });
}

// A button pressed twice by a shaking thumb acts once. The name of the button still travels: it is disabled after the form has gone.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.target) return;
  if (event.target.dataset.gone) return event.preventDefault();
  event.target.dataset.gone = "yes";
  // Where the answer is a file, the page stays and its button must work again.
  setTimeout(() => delete event.target.dataset.gone, 4000);
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.gone;
});
