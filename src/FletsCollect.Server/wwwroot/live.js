// Keeps what is marked with data-live up to date while work goes on, asking for the same page every so many seconds. When the mark is gone the
// work is over, and the new page takes the place of the old one. Without this script the page has a link that does the same.
'use strict';
const seconds = () => Number(document.querySelector('[data-live]')?.dataset.live);
async function look() {
  let page;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!answer.ok || answer.redirected) return location.reload();
    page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  } catch {
    // The server or the network is away for a moment.
    return setTimeout(look, 5 * seconds() * 1000);
  }
  const shown = document.querySelector('[data-live]');
  const fresh = page.getElementById(shown.id);
  if (fresh) {
    shown.replaceChildren(...fresh.childNodes);
    return setTimeout(look, seconds() * 1000);
  }
  document.querySelector('main').replaceWith(page.querySelector('main'));
  document.title = page.title;
  const told = document.querySelector('main [role=status], main [role=alert]');
  if (told) {
    told.tabIndex = -1;
    told.focus();
  }
}
if (seconds()) setTimeout(look, seconds() * 1000);
