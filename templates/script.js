// Adds a search over all tables; without it the page shows everything just the same.
(() => {
  'use strict';
  const form = document.querySelector('form.search');
  const input = document.getElementById('filter');
  const output = form.querySelector('output');
  const tables = [...document.querySelectorAll('[data-search]')];
  let index;

  // Built at first use: reading the text of all rows costs more than loading the page.
  const build = () => tables.flatMap((table) => [...table.querySelectorAll('tbody')].map((body) => ({
    group: body.closest('section.g') ?? table,
    rows: [...body.rows].map((row) => ({ row, text: row.textContent.toLowerCase() })),
  })));

  const run = () => {
    index ??= build();
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    let all = 0;
    for (const { group, rows } of index) {
      let here = 0;
      for (const { row, text } of rows) {
        const hidden = !words.every((word) => text.includes(word));
        if (row.hidden !== hidden) row.hidden = hidden;
        if (!hidden) here += 1;
      }
      if (group.hidden !== (here === 0)) group.hidden = here === 0;
      shown += here;
      all += rows.length;
    }
    output.textContent = words.length === 0 ? '' : `${shown} of ${all} rows`;
  };

  let waiting = 0;
  input.addEventListener('input', () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(run);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  // A link into a row that the search has hidden must still lead somewhere.
  addEventListener('hashchange', () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.closest('[hidden]')) {
      input.value = '';
      run();
      target.scrollIntoView();
    }
  });
  form.hidden = false;
  document.body.classList.add('searching');
})();
