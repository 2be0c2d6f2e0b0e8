// Without this script the page works too: every key is a button of a form. With it the page stays
// where it is scrolled to, and shows what happens at the kiosk.
"use strict";

const place = document.getElementById("state");
const EVERY = 1000; // milliseconds between two looks
let shown = place.innerHTML;
let asking = false;

function show(html) {
  if (html === shown) return;
  const open = new Set([...place.querySelectorAll("details[open]")].map((one) => one.id));
  const focused = document.activeElement && document.activeElement.value;
  shown = html;
  place.innerHTML = html;
  for (const one of place.querySelectorAll("details")) one.open = open.has(one.id);
  if (focused) {
    const again = place.querySelector(`button[value="${CSS.escape(focused)}"]`);
    if (again) again.focus({ preventScroll: true });
  }
}

async function ask(path, options) {
  if (asking && !options) return;
  asking = true;
  try {
    const answer = await fetch(path, options);
    if (answer.ok) show(await answer.text());
    else if (answer.status === 401) location.reload();
  } catch {
    // The kiosk is away for a moment, or the course is over: the next look tells.
  } finally {
    asking = false;
  }
}

place.addEventListener("submit", (event) => {
  event.preventDefault();
  const body = new URLSearchParams({ do: event.submitter.value });
  ask("/do", { method: "POST", body, headers: { "X-Requested-With": "page.js" } });
});

setInterval(() => document.hidden || ask("/state"), EVERY);
