"use strict";
// One slide at a time by keys and clicks; a second window with the notes is kept in step.
// Nothing is asked of the server: the page goes on without a network.
(() => {
  const slides = [...document.querySelectorAll(".slide")];
  const bar = document.getElementById("bar");
  const desk = document.getElementById("desk");
  const said = document.getElementById("said");
  const inNotes = location.hash === "#notes";
  const channel = new BroadcastChannel(`asahi-present-${document.body.dataset.deck}`);
  const started = Date.now();
  let at = 0;
  let asleep = 0;

  const numberOf = (hash) => Math.min(Math.max(parseInt(hash.slice(1), 10) || 1, 1), slides.length) - 1;

  function show(place, told = true) {
    at = Math.min(Math.max(place, 0), slides.length - 1);
    slides.forEach((one, number) => one.classList.toggle("shown", number === at));
    if (inNotes) {
      showNotes();
    } else {
      said.textContent = `${slides[at].getAttribute("aria-label")} ${slides[at].querySelector("h2").textContent}`;
      history.replaceState(null, "", `#${at + 1}`);
    }
    if (told) channel.postMessage({ at });
  }

  function showNotes() {
    const copy = (slide) => (slide ? [slide.querySelector("svg").cloneNode(true)] : []);
    desk.querySelector(".now").replaceChildren(...copy(slides[at]));
    desk.querySelector(".next > div").replaceChildren(...copy(slides[at + 1]));
    const words = desk.querySelector(".words > div");
    words.replaceChildren(...slides[at].querySelector(".speech").cloneNode(true).childNodes);
  }

  function tick() {
    const seconds = Math.floor((Date.now() - started) / 1000);
    const part = String(seconds % 60).padStart(2, "0");
    desk.querySelector("output").textContent = `${Math.floor(seconds / 60)}:${part}`;
  }

  // The notes' window is made of this page as it is, so that it opens without a network too.
  function openNotes() {
    const page = new Blob([`<!DOCTYPE html>${source}`], { type: "text/html" });
    window.open(`${URL.createObjectURL(page)}#notes`, "asahi-notes", "popup,width=1000,height=760");
  }

  function full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => {});
  }

  const deeds = {
    back: () => show(at - 1),
    forward: () => show(at + 1),
    first: () => show(0),
    last: () => show(slides.length - 1),
    full,
    notes: openNotes,
    print: () => window.print(),
    leave: () => (document.fullscreenElement ? document.exitFullscreen() : sleep()),
  };
  const keys = {
    ArrowLeft: "back", ArrowUp: "back", PageUp: "back", Backspace: "back",
    ArrowRight: "forward", ArrowDown: "forward", PageDown: "forward", " ": "forward", Enter: "forward",
    Home: "first", End: "last", f: "full", F: "full", s: "notes", S: "notes", Escape: "leave",
  };

  function pressed(event) {
    const deed = keys[event.key];
    // A button or link that has the focus keeps the keys that press it.
    const own = event.target.closest("button, a") && (event.key === "Enter" || event.key === " ");
    if (!deed || own || event.ctrlKey || event.altKey || event.metaKey) return;
    if (inNotes && (deed === "notes" || deed === "full")) return;
    event.preventDefault();
    deeds[deed]();
  }

  function wake() {
    bar.classList.add("awake");
    document.body.classList.remove("idle");
    clearTimeout(asleep);
    asleep = setTimeout(rest, 2500);
  }

  // Who goes through the buttons by keys may take his time.
  function rest() {
    if (bar.querySelector(":focus-visible")) wake();
    else sleep();
  }

  function sleep() {
    bar.classList.remove("awake");
    document.body.classList.add("idle");
    if (bar.contains(document.activeElement)) document.activeElement.blur();
  }

  const source = document.documentElement.outerHTML;
  document.body.classList.add("one");
  document.addEventListener("keydown", pressed);
  channel.addEventListener("message", ({ data }) => {
    if (data.ask) channel.postMessage({ at });
    else if (data.at !== at) show(data.at, false);
  });
  if (inNotes) {
    document.body.classList.add("notes");
    desk.hidden = false;
    setInterval(tick, 1000);
    show(0, false);
    channel.postMessage({ ask: true });
    return;
  }
  document.addEventListener("mousemove", wake);
  document.addEventListener("keydown", (event) => { if (event.key === "Tab") wake(); });
  document.querySelector("main").addEventListener("click", (event) => {
    show(event.clientX < window.innerWidth / 2 ? at - 1 : at + 1);
  });
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) deeds[button.dataset.do]();
  });
  window.addEventListener("hashchange", () => show(numberOf(location.hash)));
  show(numberOf(location.hash), false);
})();
