// Nothing here is needed: every page works without it.
(() => {
  'use strict';

  const UNITS = [['year', 31536000], ['month', 2592000], ['week', 604800], ['day', 86400], ['hour', 3600], ['minute', 60]];
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
  const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'long' });

  function words(at) {
    const seconds = Math.round((at - Date.now()) / 1000);
    const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
    return unit === 'second' ? (seconds > 0 ? 'in a moment' : 'just now') : relative.format(Math.trunc(seconds / size), unit);
  }

  function showTimes() {
    for (const time of document.querySelectorAll('time[data-relative]')) {
      const at = new Date(time.dateTime);
      time.textContent = words(at);
      time.title = exact.format(at);
    }
  }

  function count(button) {
    const ticked = button.form.querySelectorAll('input[name="scope"]:checked').length;
    const held = button.form.querySelector('input[type="hidden"][name="scope"]');
    const more = held ? 'more ' : '';
    const none = held ? 'Keep what it has' : 'Select what to allow';
    button.textContent = ticked === 0 ? none : `Allow ${ticked} ${more}permission${ticked === 1 ? '' : 's'}`;
    button.dataset.empty = ticked === 0 && !held ? 'true' : '';
    enable(button);
  }

  function enable(button) {
    button.disabled = button.dataset.waiting === 'true' || button.dataset.empty === 'true';
  }

  // Against a click that was meant for whatever stood here a moment ago.
  function guard(button) {
    button.dataset.waiting = 'true';
    enable(button);
    setTimeout(() => {
      button.dataset.waiting = '';
      enable(button);
    }, 500);
  }

  function start() {
    for (const button of document.querySelectorAll('button[data-count]')) {
      if (button.form.querySelector('input[name="scope"]')) {
        count(button);
      }
    }
    for (const button of document.querySelectorAll('button[data-guard]')) {
      guard(button);
    }
    showTimes();
  }

  // A page that waits shows itself anew once what it waits for has come. Without script there is a link.
  async function poll(main) {
    try {
      const answer = await fetch(main.dataset.pollAt, { headers: { Accept: 'application/json' }, redirect: 'error' });
      if (!answer.ok || (await answer.json()).state !== main.dataset.poll) {
        location.reload();
        return;
      }
    } catch {
      // The server is away for a moment, or the sign-in has ended, which the next attempt at a page will say.
    }
    setTimeout(() => poll(main), 3000);
  }

  const waiting = document.querySelector('main[data-poll]');
  if (waiting) {
    setTimeout(() => poll(waiting), 3000);
  }

  document.addEventListener('change', (event) => {
    const button = event.target.name === 'scope' && event.target.form?.querySelector('button[data-count]');
    if (button) {
      count(button);
    }
  });
  window.addEventListener('pageshow', start);
  setInterval(showTimes, 30000);
})();
