// Leave now: the page is gone from the screen before the network has answered, and Back does not bring it up again.
// Three presses of Shift within two seconds do the same.

const exits = document.querySelectorAll("a[data-leave]");
let presses = [];

function leave() {
  document.body.hidden = true;
  document.title = "";
  location.replace(exits[0].href);
}

for (const exit of exits) {
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
}
if (exits.length) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") return void (presses = []);
    if (event.repeat) return;
    presses = [...presses, event.timeStamp].filter((moment) => event.timeStamp - moment < 2000);
    if (presses.length >= 3) leave();
  });
}
