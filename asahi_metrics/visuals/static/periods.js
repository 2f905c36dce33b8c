/* Paints a map and what a page says around it as soon as another period is chosen. What the server's run
   says of it comes a moment later and stays; all HTML in the pictures was escaped there. */
"use strict";

(() => {
  // By address, those of the page last; null while on its way, and where there are none.
  const pictures = new Map();
  const MOST = 8;
  let chosen = null;

  const list = (key) => document.querySelector(`.st-key-${key} input[role="combobox"]`);
  // While the list is open, its field holds what is being typed.
  const choice = (key) => {
    const field = list(key);
    return field && field.getAttribute("aria-expanded") !== "true" ? field.value : null;
  };
  const isBusy = () => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState !== "notRunning";

  async function fetchPictures(address) {
    pictures.set(address, null);
    if (pictures.size > MOST) pictures.delete(pictures.keys().next().value);
    const answer = await fetch(address).catch(() => null);
    // Without them the server's run paints the map, as it does at any other choice.
    if (answer?.status === 200) pictures.set(address, await answer.json());
  }

  // Once the page stands, so that nothing of it waits for pictures that may never be wanted.
  function look() {
    if (!isBusy()) {
      for (const mark of document.querySelectorAll("[data-pictures]")) {
        const address = mark.dataset.pictures;
        if (!pictures.has(address)) fetchPictures(address);
      }
    }
    const now = choice("filter_period");
    if (now === null || now === chosen) return;
    const isFirst = chosen === null;
    chosen = now;
    if (!isFirst) document.querySelectorAll("[data-pictures]").forEach((mark) => paint(mark, now));
  }

  function paint(mark, period) {
    const picture = pictures.get(mark.dataset.pictures)?.[period];
    // A link or Back may change the year with the period: those pictures come from the server.
    if (!picture || choice("filter_year") !== mark.dataset.year) return;
    const key = mark.dataset.map;
    const frame = document.querySelector(`[class*="st-key-${key}_"] iframe`);
    if (!frame?.contentWindow.map) return;
    frame.contentWindow.wardMap.repaint(picture.layers);
    mark.innerHTML = picture.legend;
    for (const [name, html] of Object.entries(picture.parts)) {
      const part = document.querySelector(`[data-part="${key} ${name}"]`);
      if (part) part.innerHTML = html;
    }
  }

  new MutationObserver(look).observe(document.documentElement, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["value", "aria-expanded", "data-test-script-state", "data-pictures"],
  });
})();
