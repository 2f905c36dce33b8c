"use strict";
// The map of a slide, drawn for a view of it: how much it is enlarged (k), which point of the
// land stands in the middle (x, y), and the district that is pointed at (code, "" for none).
// All lengths are those of the slide, 1280 × 720; letters stay as large as they are.
const FARTHEST = 8;
const LETTERS = 28;
// How far a label may stand from its district's middle, nearest first, as in screen_maps.py.
const MOVES = [];
for (let dx = -60; dx <= 60; dx += 6) for (let dy = -36; dy <= 36; dy += 6) MOVES.push([dx, dy]);
MOVES.sort((one, other) => Math.hypot(...one) - Math.hypot(...other));
// What lies over the map: the buttons at the upper left, the line of help below while it is enlarged,
// and the card of the district that is pointed at.
const BUTTONS = [180, 200];
const HELP = 46;
const CARD = [280, 126];

function slideMap(pane) {
  const [left, top, width, height] = pane.getAttribute("viewBox").split(" ").map(Number);
  const middle = [left + width / 2, top + height / 2];
  const land = pane.querySelector(".land");
  const hatch = pane.parentNode.querySelector("pattern");
  const own = land.querySelector(".own");
  const districts = new Map([...land.querySelectorAll("[data-code]")].map((one) => [one.dataset.code, one]));
  const rings = [["#FFFFFF", 13], ["#1A1A1A", 7]].map(([stroke, wide]) =>
    [put(land, "path", { fill: "none", stroke, "pointer-events": "none" }), wide]);
  const frame = put(pane, "rect", { x: left, y: top, width, height, fill: "none", stroke: "#949494", "stroke-width": 4, "pointer-events": "none" });
  const card = put(pane, "g", { class: "card", "pointer-events": "none" });
  const ground = put(card, "rect", { x: 2, y: 2, height: CARD[1] - 4, fill: "#FFFFFF", stroke: "#1A1A1A", "stroke-width": 4 });
  const lines = [46, 106].map((y) => put(card, "text", { x: 18, y, "font-size": LETTERS, "font-weight": 700, fill: "#1A1A1A" }));
  const labels = readLabels();
  const whole = { k: 1, x: middle[0], y: middle[1], code: "" };

  function put(parent, name, attributes) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return parent.appendChild(made);
  }

  // Each district's figure, and its name above it for when there is room.
  function readLabels() {
    const found = new Map();
    for (const group of pane.querySelectorAll(".figures [data-of]")) {
      const { of: code, x, y, wide } = group.dataset;
      const district = districts.get(code);
      const figure = group.querySelector("text");
      const name = group.appendChild(figure.cloneNode(true));
      const line = name.querySelector("tspan");
      line.textContent = district.dataset.name;
      line.setAttribute("y", Number(line.getAttribute("y")) - (Number(wide) ? 36 : 0));
      const spot = district.dataset.spot.split(" ").map(Number);
      const one = found.get(code) ?? { code, spot, drawn: [Number(x), Number(y)], wide: Number(wide), groups: [], names: [] };
      one.groups.push(group);
      one.names.push(name);
      one.named = name.getComputedTextLength();
      found.set(code, one);
    }
    return [...found.values()];
  }

  const seen = (view, [x, y]) => [(x - view.x) * view.k + middle[0], (y - view.y) * view.k + middle[1]];

  function draw(view) {
    const { k } = view;
    const [x, y] = seen(view, [0, 0]);
    land.setAttribute("transform", `matrix(${k} 0 0 ${k} ${x} ${y})`);
    land.setAttribute("stroke-width", 1.5 / k);
    own?.setAttribute("stroke-width", 7 / k);
    hatch?.setAttribute("patternTransform", `rotate(45) scale(${1 / k})`);
    frame.setAttribute("visibility", k > 1 ? "visible" : "hidden");
    drawLabels(view);
    drawPointed(view);
  }

  function drawLabels(view) {
    const taken = [[left, top, ...BUTTONS], [left, top + height - HELP, width, HELP]];
    const pointed = districts.get(view.code);
    if (pointed) taken.push([left, top + height - HELP - CARD[1], writeCard(pointed.dataset), CARD[1]]);
    for (const label of labels) {
      // The whole ward is as it was drawn, and as it stands on paper.
      const place = view.k === 1 ? { at: label.drawn, named: false } : placeOf(label, view, taken);
      for (const group of label.groups) {
        group.setAttribute("visibility", place ? "visible" : "hidden");
        if (place) group.setAttribute("transform", `translate(${place.at[0] - label.drawn[0]} ${place.at[1] - label.drawn[1]})`);
      }
      for (const name of label.names) name.setAttribute("visibility", place?.named ? "inherit" : "hidden");
    }
  }

  // Where a label meets nothing: with its district's name if that fits, else the figure, else nowhere.
  function placeOf(label, view, taken) {
    const box = districts.get(label.code).getBBox();
    const fits = label.named <= box.width * view.k && box.height * view.k > 3 * LETTERS;
    for (const named of fits ? [true, false] : [false]) {
      const wide = named ? Math.max(label.named, label.wide) : label.wide;
      const high = named && label.wide ? 2.3 * LETTERS : LETTERS;
      const spot = seen(view, label.spot);
      const at = wide && MOVES.map(([dx, dy]) => [spot[0] + dx, spot[1] + dy]).find((one) => isFree(one, wide, high, taken));
      if (at) {
        taken.push([at[0] - wide / 2, at[1] - high / 2, wide, high]);
        return { at: named && label.wide ? [at[0], at[1] + 18] : at, named };
      }
    }
    return null;
  }

  function isFree([x, y], wide, high, taken) {
    const [west, north] = [x - wide / 2, y - high / 2];
    const inside = west >= left && north >= top && west + wide <= left + width && north + high <= top + height;
    return inside && taken.every(([a, b, across, down]) =>
      west + wide <= a || a + across <= west || north + high <= b || b + down <= north);
  }

  // The district that is pointed at: a ring around it; its name and figure large, at the same place
  // each time, where the ward leaves the pane's corner free, so that they cover no other district.
  function drawPointed(view) {
    const district = districts.get(view.code);
    card.setAttribute("visibility", district ? "visible" : "hidden");
    for (const [ring, wide] of rings) {
      ring.setAttribute("d", district?.getAttribute("d") ?? "");
      ring.setAttribute("stroke-width", wide / view.k);
    }
    if (district) card.setAttribute("transform", `translate(${left} ${top + height - CARD[1] - (view.k > 1 ? HELP : 0)})`);
  }

  function writeCard({ name, figure }) {
    [name, figure].forEach((said, at) => {
      lines[at].textContent = said;
      // What is long stands in smaller letters, never in smaller ones than a slide's smallest.
      for (const size of at ? [56, 48, 42, 36, 32, LETTERS] : [34, LETTERS]) {
        lines[at].setAttribute("font-size", size);
        if (lines[at].getComputedTextLength() < CARD[0] - 32) break;
      }
    });
    const wide = Math.max(...lines.map((one) => one.getComputedTextLength())) + 32;
    ground.setAttribute("width", wide);
    return wide;
  }

  // The nearest view that leaves no empty land at the pane's edge.
  function within(view) {
    const k = Math.min(Math.max(view.k, 1), FARTHEST);
    const between = (value, start, long) => Math.min(Math.max(value, start + long / 2 / k), start + long - long / 2 / k);
    return { k, x: between(view.x, left, width), y: between(view.y, top, height), code: view.code };
  }

  // Enlarge so that a point of the slide, the pane's middle if none is named, stays where it is.
  function zoom(view, factor, [px, py] = middle) {
    const wanted = Math.min(view.k * factor, FARTHEST);
    // What is all but whole is whole: steps back do not end at 1 to the last digit.
    const k = wanted < 1.05 ? 1 : wanted;
    const keep = (value, at, centre) => value + (at - centre) * (1 / view.k - 1 / k);
    return within({ ...view, k, x: keep(view.x, px, middle[0]), y: keep(view.y, py, middle[1]) });
  }

  const move = (view, dx, dy) => within({ ...view, x: view.x + dx / view.k, y: view.y + dy / view.k });

  function closeTo(code) {
    const box = districts.get(code).getBBox();
    const k = Math.max(2, 0.55 * Math.min(width / box.width, height / box.height));
    return within({ k, x: box.x + box.width / 2, y: box.y + box.height / 2, code });
  }

  // The view with the district pointed at, moved to it where it lies beyond the pane.
  function pointedAt(view, code) {
    const district = districts.get(code);
    const [x, y] = district ? seen(view, district.dataset.spot.split(" ").map(Number)) : middle;
    const isSeen = x > left && x < left + width && y > top && y < top + height;
    return isSeen ? { ...view, code } : within({ ...closeTo(code), k: view.k });
  }

  // Where a place of the window is on the slide, and how many px of the window one of the slide is.
  function onSlide(x, y) {
    const { a, d, e, f } = pane.getScreenCTM();
    return [(x - e) / a, (y - f) / d];
  }

  const scale = () => pane.getScreenCTM().a;

  return { pane, whole, draw, zoom, move, closeTo, pointedAt, onSlide, scale };
}
