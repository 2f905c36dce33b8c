/* Draws the layers that visuals/maps.py describes. All HTML in them was escaped there. */
"use strict";

window.wardMap = (function () {
  const HATCH = "no-data-hatch";
  let clicks = 0;
  let shapes = {};
  // What each layer shows, in words.
  const said = new Map();

  function addHatch() {
    if (document.getElementById(HATCH)) return;
    document.body.insertAdjacentHTML(
      "beforeend",
      `<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>
        <pattern id="${HATCH}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="7" height="7" fill="#F2F2F2"/><rect width="1.6" height="7" fill="#949494"/>
        </pattern></defs></svg>`
    );
  }

  function report(area) {
    clicks += 1;
    window.Streamlit.setComponentValue({ area: area, clicks: clicks });
  }

  // Keeps the ward in the frame until the reader moves the map.
  function prepare(map, spec) {
    shapes = window.wardShapes[spec.shapes];
    let moved = false;
    let fitting = false;
    const fit = () => {
      fitting = true;
      map.fitBounds(spec.bounds, { padding: [6, 6], animate: false });
      fitting = false;
      moved = false;
    };
    addHatch();
    map.getContainer().classList.toggle("large", spec.large);
    map.attributionControl.setPrefix(false).addAttribution(spec.attribution);
    map.on("zoomstart dragstart", () => (moved = moved || !fitting));
    if (L.Browser.mobile) {
      // One finger scrolls the page past the map until the reader has zoomed in.
      map.on("zoomend", () => map.dragging[moved ? "enable" : "disable"]());
    }
    addButtons(map, spec.words, fit);
    fit();
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      if (!moved) fit();
    }).observe(map.getContainer());
    map.on("zoomend resize", () => thinOut(map));
    // Labels lie elsewhere before the style sheets have come, and the component loads them twice.
    document.addEventListener("load", () => thinOut(map), true);
    map.getContainer().setAttribute("role", "group");
    document.documentElement.lang = spec.lang;
    said.clear();
    tell(map.getContainer(), spec.words.map);
  }

  // The map is named by what it shows, and so is the frame that it stands in: pages have two of them.
  function tell(container, name) {
    container.setAttribute("aria-label", name);
    if (window.frameElement) window.frameElement.title = name;
  }

  function say(group, html) {
    const words = plain(html);
    const update = () => group._map && tell(group._map.getContainer(), saidInOrder());
    group.on("add", () => {
      said.set(group, words);
      update();
    });
    group.on("remove", () => said.delete(group));
  }

  function saidInOrder() {
    const order = Object.keys(drawers);
    const parts = [...said].sort(([one], [other]) => order.indexOf(one.kind) - order.indexOf(other.kind));
    return parts.map(([, words]) => words).join("");
  }

  function plain(html) {
    const made = document.createElement("div");
    made.innerHTML = html;
    return [...made.childNodes].map((one) => one.textContent).join(" ");
  }

  function addButtons(map, words, fit) {
    const zoom = L.control.zoom({ position: "bottomleft", zoomInTitle: words.closer, zoomOutTitle: words.farther });
    zoom.addTo(map);
    const whole = L.DomUtil.create("a", "", zoom.getContainer());
    whole.href = "#";
    whole.title = words.whole;
    whole.setAttribute("role", "button");
    whole.setAttribute("aria-label", words.whole);
    whole.innerHTML =
      '<svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.8" aria-hidden="true"><path d="M1.5 5.5v-4h4M10.5 1.5h4v4M14.5 10.5v4h-4M5.5 14.5h-4v-4"/></svg>';
    L.DomEvent.on(whole, "click", (event) => {
      L.DomEvent.stop(event);
      fit();
    });
  }

  function districts(group, spec) {
    group.kind = "districts";
    // The component keeps every layer it ever drew; only this one must go at the next change.
    window.feature_group = [];
    const front = [];
    const labels = [];
    for (const shape of spec.districts) {
      const layer = L.geoJSON(shapes[shape.area], {
        bubblingMouseEvents: false,
        style: { ...spec.styles[shape.style], fill: true, smoothFactor: 0.6 },
      });
      layer.bindTooltip(shape.tip, { sticky: true, className: "figures", opacity: 1 });
      layer.on("click", () => report(shape.area));
      layer.on("mouseover", () => layer.setStyle({ color: "#1A1A1A", weight: shape.selected ? 4 : 2.5 }));
      layer.on("mouseout", () => layer.setStyle(spec.styles[shape.style]));
      layer.addTo(group);
      if (shape.selected) front.push(layer);
      if (shape.label) labels.push(label(shape).addTo(group));
    }
    // Sizes of labels are not known before the style sheet has come.
    const sizes = new ResizeObserver(() => thinOut(group._map));
    group.on("add", () => {
      front.forEach((layer) => layer.bringToFront());
      labels.forEach((one) => sizes.observe(one.getElement().firstChild));
    });
    group.on("remove", () => sizes.disconnect());
    say(group, spec.said);
  }

  function label(shape) {
    const names = ["district-label"];
    if (shape.dark) names.push("on-dark");
    if (shape.selected) names.push("selected");
    return L.marker(shape.at, {
      interactive: false,
      keyboard: false,
      zIndexOffset: shape.selected ? 1000 : 0,
      icon: L.divIcon({ className: names.join(" "), html: `<span>${shape.label}</span>`, iconSize: [0, 0] }),
    });
  }

  // Where labels would lie over others, the later one loses its number, then its name; the
  // selected ones come first. All are measured at once, with and without their numbers, since the
  // page is laid out anew for each measure that follows a change.
  function thinOut(map) {
    if (!map) return;
    const labels = [...map.getContainer().querySelectorAll(".district-label")];
    labels.sort((a, b) => b.classList.contains("selected") - a.classList.contains("selected"));
    const measured = () => labels.map((one) => one.firstChild.getBoundingClientRect());
    labels.forEach((one) => one.classList.remove("name-only", "hidden"));
    const whole = measured();
    labels.forEach((one) => one.classList.add("name-only"));
    const names = measured();
    const kept = [];
    labels.forEach((one, at) => {
      const full = place(whole[at], kept);
      one.classList.toggle("name-only", !full);
      if (!full && !place(names[at], kept)) one.classList.add("hidden");
    });
  }

  function place(box, kept) {
    const covered = kept.some(
      (other) =>
        box.left + 3 < other.right &&
        box.right - 3 > other.left &&
        box.top + 2 < other.bottom &&
        box.bottom - 2 > other.top
    );
    if (!covered) kept.push(box);
    return !covered;
  }

  function circles(group, spec) {
    group.kind = "circles";
    say(group, spec.said);
    for (const circle of spec.circles) {
      L.circleMarker(circle.at, { ...spec.style, radius: circle.radius, bubblingMouseEvents: false })
        .bindTooltip(circle.tip, { className: "figures", opacity: 1 })
        .on("click", () => report(circle.area))
        .addTo(group);
    }
  }

  function points(group, spec) {
    group.kind = "points";
    say(group, spec.said);
    for (const point of spec.points) {
      const marker = L.marker(point.at, {
        icon: L.divIcon({
          className: "map-point",
          html: spec.marks[point.kind],
          iconSize: [spec.size, spec.size],
        }),
      })
        .bindTooltip(point.tip, { className: "figures", opacity: 1 });
      marker.on("add", () => marker.getElement().setAttribute("aria-label", plain(point.tip)));
      marker.addTo(group);
    }
  }

  // Puts layers in the place of those of their kind, as the component will when it is sent them:
  // it takes away whatever stands in its list.
  function repaint(layers) {
    const kinds = layers.map(([kind]) => kind);
    const groups = window.feature_group || [];
    const kept = groups.filter((one) => !kinds.includes(one.kind));
    groups.filter((one) => !kept.includes(one)).forEach((one) => window.map.removeLayer(one));
    const drawn = layers.map(([kind, spec]) => {
      const group = L.featureGroup({});
      drawers[kind](group, spec);
      return group.addTo(window.map);
    });
    window.feature_group = [...kept, ...drawn];
  }

  const drawers = { districts, circles, points };
  return { prepare, repaint, ...drawers };
})();
