"use strict";
// One slide at a time by keys and clicks; a second window with the notes is kept in step.
// Nothing is asked of the server: the page goes on without a network.
// present_map.js stands before this in the one script of the page.
(() => {
  const slides = [...document.querySelectorAll(".slide")];
  const bar = document.getElementById("bar");
  const desk = document.getElementById("desk");
  const said = document.getElementById("said");
  const main = document.querySelector("main");
  const inNotes = location.hash === "#notes";
  const channel = new BroadcastChannel(`asahi-present-${document.body.dataset.deck}`);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const started = Date.now();
  const maps = new WeakMap();
  let at = 0;
  let asleep = 0;
  // The map of the slide that is shown, if it has one; the view that it has or glides to, and
  // the one that is drawn; the district that a click keeps shown.
  let map = null;
  let view = null;
  let drawn = null;
  let pinned = "";

  const numberOf = (hash) => Math.min(Math.max(parseInt(hash.slice(1), 10) || 1, 1), slides.length) - 1;
  const tell = () => channel.postMessage({ at, view });

  function show(place, told = true) {
    if (map) draw(map.whole);
    at = Math.min(Math.max(place, 0), slides.length - 1);
    slides.forEach((one, number) => one.classList.toggle("shown", number === at));
    if (inNotes) {
      showNotes();
    } else {
      said.textContent = `${slides[at].getAttribute("aria-label")} ${slides[at].querySelector("h2").textContent}`;
      history.replaceState(null, "", `#${at + 1}`);
    }
    openMap();
    if (told) tell();
  }

  function showNotes() {
    const copies = [at, at + 1].filter((one) => one < slides.length).map((one) => copyOf(slides[one]));
    desk.querySelector(".now").replaceChildren(copies[0]);
    desk.querySelector(".next > div").replaceChildren(...copies.slice(1));
    const words = desk.querySelector(".words > div");
    words.replaceChildren(...slides[at].querySelector(".speech").cloneNode(true).childNodes);
  }

  // A copy has a hatching of its own, which keeps its width while the map is enlarged.
  function copyOf(slide) {
    const copy = slide.querySelector("svg").cloneNode(true);
    for (const hatch of copy.querySelectorAll("pattern")) {
      const painted = copy.querySelectorAll(`[fill="url(#${hatch.id})"]`);
      hatch.id += "-copy";
      painted.forEach((one) => one.setAttribute("fill", `url(#${hatch.id})`));
    }
    return copy;
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

  // ---- The map of a slide.

  function openMap() {
    const pane = (inNotes ? desk.querySelector(".now") : slides[at]).querySelector("svg.map");
    map = pane && (maps.get(pane) ?? slideMap(pane));
    view = map && map.whole;
    pinned = "";
    if (!map) return;
    maps.set(pane, map);
    draw(view);
    placeTools();
    helpFor(slides[at]);
  }

  // The line of help stands for a while; later it comes with the pointer.
  function helpFor(slide) {
    slide.classList.add("helped");
    setTimeout(() => slide.classList.remove("helped"), 6000);
  }

  function draw(next) {
    drawn = next;
    map.draw(drawn);
    slides[at].classList.toggle("zoomed", drawn.k > 1);
    slides[at].classList.toggle("pointing", drawn.code !== "");
  }

  // The map glides to another view, or is there at once: under a finger, and for who wants nothing to move.
  function look(next, { told = true, gliding = true } = {}) {
    const from = drawn;
    const begun = performance.now();
    view = next;
    const step = (now) => {
      if (view !== next) return;
      const done = Math.min(Math.max((now - begun) / 250, 0), 1);
      const along = 1 - (1 - done) ** 3;
      const part = (key) => from[key] + (next[key] - from[key]) * along;
      draw(done < 1 ? { ...next, k: part("k"), x: part("x"), y: part("y") } : next);
      if (done < 1) requestAnimationFrame(step);
    };
    const isElsewhere = ["k", "x", "y"].some((key) => from[key] !== next[key]);
    if (gliding && isElsewhere && !still.matches) requestAnimationFrame(step);
    else draw(next);
    if (told) tell();
  }

  function point(code) {
    if (map && view.code !== code) look(map.pointedAt(view, code));
  }

  // Buttons and help lie over the map, their letters as large as those of the slide.
  function placeTools() {
    if (!map || inNotes) return;
    const { left, top, width, height } = map.pane.getBoundingClientRect();
    const px = { left, top, width, height, fontSize: map.scale() * 28 };
    const { style } = slides[at].querySelector(".map-tools");
    for (const [name, value] of Object.entries(px)) style[name] = `${value}px`;
  }

  const isOnMap = (event) => map && event.target.closest("svg.map") === map.pane;
  const codeAt = (event) => (isOnMap(event) && event.target.closest("[data-code]")?.dataset.code) || "";

  // A click on a district keeps its figure shown. Nothing on an enlarged map turns the slide.
  function clicked(event) {
    if (event.target.closest(".map-tools") || hand.hasDrawn()) return;
    const code = codeAt(event);
    if (code || (isOnMap(event) && view.k > 1)) {
      pinned = code === pinned ? "" : code;
      point(code);
    } else {
      show(event.clientX < window.innerWidth / 2 ? at - 1 : at + 1);
    }
  }

  function pressedTool(event) {
    const { dataset } = event.target.closest(".map-tools button") ?? { dataset: {} };
    if (dataset.map) mapDeeds[dataset.map]();
    else if (dataset.see) look(map.closeTo(dataset.see));
  }

  // Mouse and fingers: pointing, drawing the land along, spreading it with two fingers, the wheel.
  const hand = (() => {
    const fingers = new Map();
    let hasDrawn = false;

    function down(event) {
      hasDrawn = false;
      if (isOnMap(event)) fingers.set(event.pointerId, [event.clientX, event.clientY]);
    }

    function up(event) {
      fingers.delete(event.pointerId);
      main.classList.remove("drawing");
    }

    function moved(event) {
      const before = fingers.get(event.pointerId);
      const isFocused = document.activeElement?.dataset.see;
      if (before && map) draws(event, before);
      else if (map && event.pointerType === "mouse" && !isFocused) point(codeAt(event) || pinned);
    }

    function draws(event, before) {
      const now = [event.clientX, event.clientY];
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      const gone = [before[0] - now[0], before[1] - now[1]];
      // A hand that trembles while it clicks draws nothing.
      if (!hasDrawn && !other && Math.hypot(...gone) < 6) return;
      hasDrawn = true;
      main.classList.add("drawing");
      fingers.set(event.pointerId, now);
      // Of two fingers each moves the middle between them half its way.
      const part = (other ? 0.5 : 1) / map.scale();
      let next = map.move(view, gone[0] * part, gone[1] * part);
      if (other) {
        const apart = (one) => Math.hypot(one[0] - other[0], one[1] - other[1]);
        const middle = map.onSlide((now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
        next = map.zoom(next, apart(now) / Math.max(apart(before), 1), middle);
      }
      look(next, { gliding: false });
    }

    function wheel(event) {
      if (!isOnMap(event)) return;
      event.preventDefault();
      const px = event.deltaY * (event.deltaMode === 1 ? 16 : 1);
      look(map.zoom(view, Math.exp(-px * 0.0025), map.onSlide(event.clientX, event.clientY)), { gliding: false });
    }

    document.addEventListener("pointerdown", down);
    document.addEventListener("pointermove", moved);
    document.addEventListener("pointerup", up);
    document.addEventListener("pointercancel", up);
    document.addEventListener("wheel", wheel, { passive: false });
    // Fingers on the map move the map, not the page; elsewhere they may enlarge the page as ever.
    document.addEventListener("touchmove", (event) => { if (isOnMap(event)) event.preventDefault(); }, { passive: false });
    document.addEventListener("dblclick", (event) => { if (codeAt(event)) look(map.closeTo(codeAt(event))); });
    return { hasDrawn: () => hasDrawn };
  })();

  // ---- Keys and buttons.

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
  const mapDeeds = {
    closer: () => look(map.zoom(view, 1.5)),
    farther: () => look(map.zoom(view, 1 / 1.5)),
    whole: () => look({ ...map.whole, code: view.code }),
  };
  // + is typed with Shift on most keyboards: the key alone will do.
  const mapKeys = { "+": "closer", ";": "closer", "=": "closer", "-": "farther", "0": "whole" };
  const steps = { ArrowLeft: [-120, 0], ArrowRight: [120, 0], ArrowUp: [0, -120], ArrowDown: [0, 120] };

  function pressed(event) {
    // A button or link that has the focus keeps the keys that press it.
    const own = event.target.closest("button, a") && (event.key === "Enter" || event.key === " ");
    const deed = deedOf(event.key);
    if (!deed || own || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    deed();
  }

  // The arrows move an enlarged map; else they turn the slides.
  function deedOf(key) {
    if (map && mapKeys[key]) return mapDeeds[mapKeys[key]];
    if (map && view.k > 1 && steps[key]) return () => look(map.move(view, ...steps[key]));
    if (map && view.k > 1 && key === "Escape") return mapDeeds.whole;
    const isOfTheOther = inNotes && ["notes", "full"].includes(keys[key]);
    return isOfTheOther ? undefined : deeds[keys[key]];
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
  document.body.classList.add("one", "idle");
  document.addEventListener("keydown", pressed);
  channel.addEventListener("message", ({ data }) => {
    if (data.ask) {
      tell();
      return;
    }
    if (data.at !== at) show(data.at, false);
    if (map && data.view) look(data.view, { told: false });
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
  main.addEventListener("click", clicked);
  main.addEventListener("click", pressedTool);
  // A district that has the focus is shown like one that is pointed at.
  main.addEventListener("focusin", (event) => point(event.target.dataset.see ?? ""));
  main.addEventListener("focusout", () => point(pinned));
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) deeds[button.dataset.do]();
  });
  window.addEventListener("hashchange", () => show(numberOf(location.hash)));
  window.addEventListener("resize", placeTools);
  // Paper has the whole ward.
  window.addEventListener("beforeprint", () => { if (map) draw(map.whole); });
  window.addEventListener("afterprint", () => { if (map) draw(view); });
  show(numberOf(location.hash), false);
})();
