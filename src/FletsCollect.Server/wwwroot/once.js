// Sends a form once for as long as its answer is awaited. A browser drops the answer to the first press of a button for that to the second, and
// the first may have done the work already: the person would read that the purchase was over when it had just been approved. Without this script
// nothing is charged twice either.
'use strict';
// Milliseconds; not for ever, because a file to keep as the answer, or the browser's stop button, leaves the page where it is.
const longest = 10_000;
const sentAt = new Map();
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (sentAt.has(form) && performance.now() - sentAt.get(form) < longest) return event.preventDefault();
  sentAt.set(form, performance.now());
});
// Going back may show the page as it was left.
window.addEventListener('pageshow', () => sentAt.clear());
