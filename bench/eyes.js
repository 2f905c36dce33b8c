// Looks at the page in every frame. A part is: the words of charts, the map's colours and labels, or
// what is written in the page.
"use strict";

window.eyes = (() => {
  const QUIET = 250;
  const charts = () => [...document.querySelectorAll('.js-plotly-plot')];
  const frames = () => [...document.querySelectorAll('iframe')]
    .map((one) => { try { return one.contentDocument; } catch { return null; } })
    .filter((one) => one && one.querySelector('.leaflet-container'));
  const drawn = (root) => [...root.querySelectorAll('path.leaflet-interactive, .choroplethlayer path')]
    .map((one) => one.getAttribute('fill') || one.style.fill).join(' ');
  const parts = {
    chart: () => [
      ...charts().filter((one) => !one.querySelector('.choroplethlayer')).map((one) => one.textContent),
      ...[...document.querySelectorAll('.am-bars-rows')].map((one) => one.innerHTML),
    ].join('|'),
    map: () => [
      ...frames().map((one) => drawn(one)
        + [...one.querySelectorAll('.district-label')].map((label) => label.textContent).join(' ')),
      ...charts().filter((one) => one.querySelector('.choroplethlayer')).map(drawn),
    ].join('|'),
    words: () => (document.querySelector('[data-testid="stMain"]') || document.querySelector('#react-entry-point'))
      ?.textContent ?? '',
  };
  const busy = () => {
    if (document.querySelector('#react-entry-point')) return document.title === 'Updating...';
    const app = document.querySelector('[data-testid="stApp"]');
    return app === null
      || app.dataset.testScriptState !== 'notRunning'
      || app.dataset.testConnectionState !== 'CONNECTED'
      || document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]') !== null;
  };
  function watch(wanted, begun, before) {
    return new Promise((done, failed) => {
      let seen = null, parted = null, painted = null, last = null;
      const look = () => {
        const now = performance.now();
        if (begun.at === null) { requestAnimationFrame(look); return; }
        const state = Object.fromEntries(wanted.map((name) => [name, parts[name]()]));
        const shown = JSON.stringify(state), told = shown + busy();
        if (shown !== parted) { parted = shown; painted = now; }
        if (told !== seen) { seen = told; last = now; }
        const whole = !busy()
          && wanted.every((name) => state[name] !== '' && state[name] !== before[name]);
        if (whole && now - last > QUIET) {
          done({ painted: painted - begun.at, ended: last - begun.at });
          return;
        }
        if (now - begun.at > 120000) { failed(new Error('nothing changed: ' + wanted
          .filter((name) => state[name] === before[name]))); return; }
        requestAnimationFrame(look);
      };
      look();
    });
  }
  return {
    // From the next click on: from the moment that the button of the mouse is let go.
    click(wanted) {
      const begun = { at: null };
      const before = Object.fromEntries(wanted.map((name) => [name, parts[name]()]));
      const note = () => { if (begun.at === null) begun.at = performance.now(); };
      document.addEventListener('pointerup', note, { capture: true, once: true });
      frames().forEach((one) => one.addEventListener('pointerup', note, { capture: true, once: true }));
      window.seeing = watch(wanted, begun, before);
    },
    // From the beginning of the page on.
    opening(wanted) {
      return watch(wanted, { at: 0 }, Object.fromEntries(wanted.map((name) => [name, ''])));
    },
  };
})();
