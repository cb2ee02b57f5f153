// The appraisal grid: each row saves by itself with the protocol of ui.js; without this script the page is one form.
//
//   <form data-grid> <tr data-row data-url="…/luu" data-key="tham-dinh|round|unit|criterion" data-unit data-base data-name>
//     [data-name=diem] [data-name=ly-do] [data-name=khong-ap-dung] [data-name=v-…]   what a row says
//     [data-version] follows the version · [data-points] shows computed points · [data-lack] is shown without a reason
//   <form data-paste> shows a block from a sheet, row by row, before anything is saved
//   Arrow up and down, Enter: the same column of the next row. Alt+G: asks for clarification. Alt+V: evidence.
'use strict';

(() => {
  const { all, one, on, make, say, announce, queue, send, drop } = Thuocdo;
  const grid = one('form[data-grid]');
  if (!grid || !queue) return;
  const FIELD = 'tham-dinh';
  const rows = all('tr[data-row]', grid);
  const controls = (row) => all('[data-name]', row).filter((control) => !control.disabled && control !== row);
  const rowOf = (target) => target.closest?.('tr[data-row]');
  const find = (key) => rows.find((row) => row.dataset.key === key);

  function values(row) {
    const told = { cq: row.dataset.unit };
    for (const control of controls(row)) {
      told[control.dataset.name] = control.type === 'checkbox' && !control.checked ? '' : control.value;
    }
    return told;
  }

  function show(row, told) {
    for (const control of controls(row)) {
      if (!(control.dataset.name in told)) continue;
      if (control.type === 'checkbox') control.checked = told[control.dataset.name] !== '';
      else control.value = told[control.dataset.name];
    }
  }

  function version(row, v) {
    row.dataset.base = v;
    const hidden = one('[data-version]', row);
    if (hidden) hidden.value = v;
  }

  function note(row, wait) {
    const before = queue.get(row.dataset.key, FIELD);
    row.classList.add('unsaved');
    send({
      url: row.dataset.url, key: row.dataset.key, field: FIELD, base: before?.base ?? Number(row.dataset.base),
      values: values(row), typedAt: Date.now(), page: location.pathname, title: row.dataset.name,
    }, wait);
  }

  function unmark(row) {
    all('.bad[data-by-script]', row).forEach((line) => line.remove());
    controls(row).forEach((control) => control.removeAttribute('aria-invalid'));
  }

  on('thuocdo:saved', ({ detail: { entry, told } }) => {
    const row = find(entry.key);
    if (!row) return;
    version(row, told.v);
    unmark(row);
    if (!queue.get(entry.key, FIELD)) row.classList.remove('unsaved');
    row.classList.toggle('differs', Boolean(told.differs));
    const lack = one('[data-lack]', row);
    if (lack) lack.hidden = !told.message;
    const out = one('[data-points]', row);
    if (out) out.textContent = told.points || '–';
    const points = one('[data-name="diem"]', row);
    if (points && points !== document.activeElement && !queue.get(entry.key, FIELD)) points.value = told.points;
  });

  on('thuocdo:refused', ({ detail: { entry, told } }) => {
    const row = find(entry.key);
    if (!row) return;
    unmark(row);
    const control = one(`[data-name="${CSS.escape(told.field || 'diem')}"]`, row) ?? controls(row)[0];
    const line = make('small', { class: 'bad', 'data-by-script': '', role: 'alert' }, told.message ?? say('refused'));
    control?.setAttribute('aria-invalid', 'true');
    control?.after(line);
    announce(`${row.dataset.name}: ${line.textContent}`);
  });

  on('thuocdo:conflict', ({ detail: { entry, told, mine } }) => {
    const row = find(entry.key);
    if (!row) return;
    one('.clashrow', row.parentElement)?.remove();
    const words = (said) => Object.entries(said).filter(([name, text]) => name !== 'cq' && text).map(([, text]) => text).join(' · ') || '–';
    const theirs = make('button', { type: 'button', class: 'btn sm sec' }, say('take-theirs'));
    const ours = make('button', { type: 'button', class: 'btn sm' }, say('take-mine'));
    const half = (title, said) => make('div', {}, make('b', {}, title), make('blockquote', {}, words(said)));
    const box = make('section', { class: 'clash', role: 'alert' }, make('h2', {}, `${row.dataset.name}: ${say('conflict-title')}`),
      make('div', { class: 'sides' }, half(say('conflict-theirs', told), told.value), half(say('conflict-mine'), mine)),
      make('p', { class: 'acts' }, theirs, ours));
    const line = make('tr', { class: 'clashrow' }, make('td', { colspan: String(row.cells.length) }, box));
    row.after(line);
    const done = () => {
      line.remove();
      version(row, told.v);
      one('[data-name]', row)?.focus();
    };
    on('click', () => {
      drop(entry);
      show(row, told.value);
      row.classList.remove('unsaved');
      done();
    }, theirs);
    on('click', () => {
      done();
      drop(entry);
      send({ ...entry, values: values(row), base: told.v, typedAt: Date.now() }, 0);
    }, ours);
    line.scrollIntoView({ block: 'nearest' });
  });

  on('input', (event) => { if (event.target.dataset.name && rowOf(event.target)) note(rowOf(event.target), 600); }, grid);
  on('change', (event) => { if (event.target.dataset.name && rowOf(event.target)) note(rowOf(event.target), 0); }, grid);

  // The same column of another row.
  function move(control, step) {
    const row = rowOf(control);
    const open = rows.filter((candidate) => controls(candidate).some((other) => other.dataset.name === control.dataset.name));
    const next = open[open.indexOf(row) + step];
    const target = next && controls(next).find((other) => other.dataset.name === control.dataset.name);
    target?.focus();
    target?.select?.();
    return Boolean(target);
  }

  on('keydown', (event) => {
    const control = event.target;
    const row = rowOf(control);
    if (!row) return;
    if (event.altKey && !event.ctrlKey && !event.metaKey) {
      const link = { g: 'a[data-ask]', v: 'a[data-evidence]' }[event.key.toLowerCase()];
      const found = link && one(link, row);
      if (found) {
        event.preventDefault();
        found.click();
      }
      return;
    }
    if (!control.dataset.name || event.ctrlKey || event.metaKey || control.type === 'checkbox') return;
    const list = control.matches('select') || (control.list && control.value === '');
    if (event.key === 'Enter') {
      event.preventDefault();
      if (queue.get(row.dataset.key, FIELD)) note(row, 0);
      move(control, event.shiftKey ? -1 : 1);
    } else if (!list && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      if (move(control, event.key === 'ArrowDown' ? 1 : -1)) event.preventDefault();
    }
  }, grid);

  // A block of cells goes through its own form from the row on that has the focus; one cell is typed as any other.
  const paste = one('form[data-paste]');
  on('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const { dataset, name } = event.target;
    if (!paste || !rowOf(event.target) || dataset.name !== 'diem' || !/[\t\n]\S/.test(text.trimEnd())) return;
    event.preventDefault();
    one('[name="tu"]', paste).value = name.split('|').slice(0, 2).join('|');
    one('[name="bang"]', paste).value = text;
    paste.requestSubmit();
  }, grid);

  // What was typed before the page was left.
  for (const row of rows) {
    const left = queue.get(row.dataset.key, FIELD);
    if (left) {
      show(row, left.values);
      row.classList.add('unsaved');
    }
  }
})();
