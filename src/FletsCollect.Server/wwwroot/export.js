// Shows how far an export is: its rows are counted while they arrive (one a line), beside the number that the server names first. Without this
// script the link is an ordinary download.
'use strict';
for (const link of document.querySelectorAll('a[data-export]')) {
  link.addEventListener('click', async (event) => {
    event.preventDefault();
    const shown = document.getElementById(link.dataset.export);
    if (!shown.hidden) return;
    const [bar, words] = [shown.querySelector('progress'), shown.querySelector('[data-rows]')];
    shown.hidden = false;
    try {
      const answer = await fetch(link.href);
      if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
      const all = Number(answer.headers.get('x-total-count'));
      bar.max = Math.max(all, 1);
      const parts = [];
      let rows = 0;
      const tell = () => {
        bar.value = Math.min(rows, all);
        words.textContent = `${Math.min(rows, all).toLocaleString('en')} / ${all.toLocaleString('en')}`;
      };
      tell();
      for (const reader = answer.body.getReader(); ;) {
        const { done, value } = await reader.read();
        if (done) break;
        parts.push(value);
        for (const byte of value) if (byte === 10) rows++;
        tell();
      }
      const file = document.createElement('a');
      file.href = URL.createObjectURL(new Blob(parts, { type: answer.headers.get('content-type') }));
      file.download = link.pathname.split('/').pop();
      file.click();
      // Not at once: the browser reads it after this.
      setTimeout(() => URL.revokeObjectURL(file.href), 10_000);
      shown.hidden = true;
    } catch {
      // The browser's own download says what is wrong.
      shown.hidden = true;
      location.assign(link.href);
    }
  });
}
