// Sends files by tus 1.0.0, in pieces that fit the line, and goes on where it stopped: after a cut by itself,
// after the browser was closed when the same file is chosen again. Without scripts the same form posts the
// files at once (multipart).
//
// <form data-upload="/tep/" data-types=".pdf,.jpg" data-most="209715200" data-meta='{"round":"…"}'
//       data-swap="#minh-chung" enctype="multipart/form-data" method="post">
//   <input type="file" name="tep" multiple>  files; with capture for the camera
//   <input type="checkbox" name="cam-ket">   [data-declare]: must be ticked before anything is sent
//   <div data-uploads></div>                 one row for each file, and a total
// </form>
// Text fields of the form and data-meta travel as Upload-Metadata. When a file has arrived, the parts named by
// data-swap are fetched again from the page, and the event thuocdo:uploaded {name, location} is told.
'use strict';

const ThuocdoUpload = (() => {
  const SMALLEST = 256 * 1024;
  const LARGEST = 8 * 1024 * 1024;
  const START = 1024 * 1024;
  const KEPT = 'thuocdo:tep:';

  // Size of the next piece: a piece should take about four seconds.
  const nextPiece = (piece, seconds) => {
    const wanted = seconds < 2 ? piece * 2 : seconds > 8 ? piece / 2 : piece;
    return Math.min(LARGEST, Math.max(SMALLEST, Math.round(wanted)));
  };
  const fingerprint = (user, url, file) => `${KEPT}${user}:${url}:${file.name}:${file.size}:${file.lastModified}`;
  const isTaken = (name, types) => types.length === 0 || types.some((type) => name.toLowerCase().endsWith(type));
  const metadata = (values) => Object.entries(values).filter(([, value]) => value !== '')
    .map(([name, value]) => `${name} ${btoa(String.fromCharCode(...new TextEncoder().encode(value)))}`).join(',');
  const pure = { nextPiece, fingerprint, isTaken, metadata };
  if (typeof document === 'undefined') return pure;

  const { say, announce, make, one, all, on, swap, token } = Thuocdo;
  const user = document.body.dataset.user ?? '';
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const mega = (bytes) => (bytes / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  const size = (bytes) => `${mega(bytes)} MB`;
  const isOver = (status) => status === 404 || status === 410;
  const waiting = [];
  let busy = false;

  const request = (method, url, headers, body, signal) => fetch(url, {
    method, body, signal, credentials: 'same-origin',
    headers: { 'tus-resumable': '1.0.0', 'x-csrf': token(), 'x-fragment': '1', ...headers },
  });

  class Refused extends Error {}

  async function refusal(answer) {
    const text = await answer.text();
    try {
      return new Refused(JSON.parse(text).message);
    } catch {
      return new Refused(text.slice(0, 200) || String(answer.status));
    }
  }

  // Where the server stands with a file, or null if it must begin anew.
  async function offsetOf(job) {
    const answer = await request('HEAD', job.location, {}, undefined, job.stop.signal);
    if (isOver(answer.status)) return null;
    if (!answer.ok) throw new Error(String(answer.status));
    return Number(answer.headers.get('upload-offset'));
  }

  async function create(job) {
    const headers = { 'upload-length': String(job.file.size), 'upload-metadata': metadata(job.meta) };
    const answer = await request('POST', job.url, headers, undefined, job.stop.signal);
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 401 && answer.status !== 429) throw await refusal(answer);
    const location = answer.headers.get('location');
    if (!answer.ok || !location) throw new Error(String(answer.status));
    job.location = new URL(location, new URL(job.url, window.location.href)).pathname;
    localStorage.setItem(job.mark, job.location);
    return 0;
  }

  async function piece(job, offset) {
    const part = job.file.slice(offset, offset + job.piece);
    const began = performance.now();
    const headers = { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' };
    const answer = await request('PATCH', job.location, headers, part, job.stop.signal);
    if (answer.status === 409 || isOver(answer.status) || answer.status === 401 || answer.status >= 500) throw new Error(String(answer.status));
    if (!answer.ok) throw await refusal(answer);
    job.piece = nextPiece(job.piece, (performance.now() - began) / 1000);
    return Number(answer.headers.get('upload-offset'));
  }

  // One file, however often the line is cut.
  async function send(job) {
    job.location = localStorage.getItem(job.mark);
    if (job.location) announce(say('upload-resume', { name: job.file.name }));
    let failures = 0;
    for (;;) {
      try {
        let offset = job.location ? await offsetOf(job) : null;
        offset ??= await create(job);
        do {
          progress(job, offset);
          if (offset < job.file.size) offset = await piece(job, offset);
          failures = 0;
        } while (offset < job.file.size);
        localStorage.removeItem(job.mark);
        return;
      } catch (error) {
        if (error instanceof Refused || error.name === 'AbortError') throw error;
        failures += 1;
        show(job, 'waiting', say('upload-offline', { done: mega(job.done), size: size(job.file.size) }));
        await Promise.race([wait(Thuocdo.patience(failures)), new Promise((resolve) => on('online', resolve, window, { once: true }))]);
        if (job.stop.signal.aborted) throw new DOMException('', 'AbortError');
      }
    }
  }

  function show(job, state, text) {
    job.row.className = `upl ${state}`;
    one('p', job.row).textContent = text;
  }

  function progress(job, offset) {
    job.done = offset;
    const share = job.file.size === 0 ? 1 : offset / job.file.size;
    one('progress', job.row).value = share;
    one('[data-share]', job.row).textContent = `${Math.floor(share * 100)}%`;
    show(job, '', say(share === 1 ? 'upload-checking' : 'upload-sending', { done: mega(offset), size: size(job.file.size) }));
    total(job.form);
  }

  const jobs = [];

  function total(form) {
    const mine = jobs.filter((job) => job.form === form && !job.gone);
    const line = one('[data-upload-total]', form);
    if (!line) return;
    const whole = mine.reduce((sum, job) => sum + job.file.size, 0);
    const done = mine.reduce((sum, job) => sum + job.done, 0);
    line.hidden = mine.length < 2;
    one('p', line).textContent = say('upload-total', { n: mine.length, percent: whole === 0 ? 100 : Math.floor((done * 100) / whole) });
    one('progress', line).value = whole === 0 ? 1 : done / whole;
  }

  function row(job) {
    const cancel = make('button', { type: 'button', class: 'asl del', 'aria-label': say('upload-cancel', { name: job.file.name }) }, say('cancel'));
    on('click', () => stop(job), cancel);
    job.cancel = cancel;
    job.row = make('div', { class: 'upl' },
      make('div', { class: 'uph' }, make('span', {}, job.file.name), make('b', { 'data-share': '' }, '0%'), cancel),
      make('progress', { class: 'pb', max: '1', value: '0', 'aria-label': job.file.name }), make('p', { class: 'hint' }, say('upload-waiting')));
    place(job.form).append(job.row);
  }

  function place(form) {
    const rows = one('[data-uploads]', form) ?? form;
    if (!one('[data-upload-total]', rows)) {
      rows.append(make('div', { class: 'upl', 'data-upload-total': '', hidden: '' }, make('p', { role: 'status' }, ''), make('progress', { class: 'pb', max: '1', value: '0' })));
      one('progress', rows).setAttribute('aria-label', say('upload-total', { n: '', percent: '' }));
    }
    return rows;
  }

  function stop(job) {
    job.stop.abort();
    job.gone = true;
    localStorage.removeItem(job.mark);
    if (job.location) request('DELETE', job.location, {}).catch(() => {});
    job.row.remove();
    total(job.form);
    announce(say('upload-cancelled', { name: job.file.name }));
    one('input[type="file"]', job.form)?.focus();
  }

  async function work() {
    if (busy) return;
    busy = true;
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      if (job.gone) continue;
      try {
        await send(job);
        arrived(job);
      } catch (error) {
        if (error instanceof Refused) {
          job.gone = true;
          localStorage.removeItem(job.mark);
          show(job, 'failed', say('upload-failed', { why: error.message }));
          announce(`${job.file.name}: ${error.message}`);
          job.cancel.replaceWith(closer(job));
        }
      }
    }
    busy = false;
  }

  function closer(job) {
    const button = make('button', { type: 'button', class: 'asl' }, say('close'));
    on('click', () => job.row.remove(), button);
    return button;
  }

  function arrived(job) {
    show(job, 'ready', say('upload-done'));
    job.cancel.remove();
    announce(`${job.file.name}: ${say('upload-done')}`);
    document.dispatchEvent(new CustomEvent('thuocdo:uploaded', { detail: { name: job.file.name, location: job.location } }));
    job.gone = true;
    setTimeout(() => job.row.remove(), 4000);
    if (job.form.dataset.swap && jobs.every((other) => other.gone || other.form !== job.form)) refresh(job.form);
  }

  // Fetches the parts that changed; rows that still say something move to the new form.
  async function refresh(form) {
    const rows = all('.upl.failed', form);
    await swap(form.dataset.swap, window.location.href, {}, () => window.location.reload());
    if (form.isConnected) return;
    const fresh = all('form[data-upload]').find((other) => other.getAttribute('action') === form.getAttribute('action'));
    if (fresh && rows.length > 0) place(fresh).append(...rows);
  }

  function complain(form, text) {
    const line = make('p', { class: 'bad', role: 'alert' }, text);
    place(form).prepend(line);
    setTimeout(() => line.remove(), 15000);
  }

  function take(form, files) {
    const declare = one('[data-declare]', form);
    if (declare && !declare.checked) {
      complain(form, say('upload-declare'));
      declare.focus();
      return false;
    }
    const types = (form.dataset.types ?? '').split(',').map((type) => type.trim().toLowerCase()).filter(Boolean);
    const most = Number(form.dataset.most ?? Infinity);
    for (const file of files) {
      if (!isTaken(file.name, types)) complain(form, `${file.name}: ${say('upload-refused-type', { types: types.join(' ') })}`);
      else if (file.size > most) complain(form, `${file.name}: ${say('upload-too-large', { most: size(most) })}`);
      else enqueue(form, file);
    }
    work();
    return true;
  }

  function enqueue(form, file) {
    const texts = Object.fromEntries([...new FormData(form)].filter(([name, value]) => typeof value === 'string' && name !== 'csrf'));
    const url = form.dataset.upload;
    const meta = { ...JSON.parse(form.dataset.meta ?? '{}'), ...texts, filename: file.name, filetype: file.type };
    const job = { form, file, url, meta, mark: fingerprint(user, url, file), piece: START, done: 0, stop: new AbortController() };
    jobs.push(job);
    waiting.push(job);
    row(job);
  }

  function listen() {
    const formOf = (event) => event.target.closest?.('form[data-upload]');
    on('change', (event) => {
      const form = formOf(event);
      if (form && event.target.type === 'file' && take(form, [...event.target.files])) event.target.value = '';
    });
    on('submit', (event) => {
      const form = formOf(event);
      const inputs = form ? all('input[type="file"]', form) : [];
      if (!form || inputs.every((input) => input.files.length === 0)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      for (const input of inputs) if (take(form, [...input.files])) input.value = '';
    }, document, true);
    const zoneOf = (event) => event.target.closest?.('[data-drop]') ?? event.target.closest?.('.drop');
    on('dragover', (event) => {
      const zone = zoneOf(event);
      if (!zone || !event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      zone.classList.add('over');
    });
    on('dragleave', (event) => zoneOf(event)?.classList.remove('over'));
    on('drop', (event) => {
      const zone = zoneOf(event);
      const form = zone && (zone.closest('form[data-upload]') ?? one('form[data-upload]', zone));
      if (!form) return;
      event.preventDefault();
      zone.classList.remove('over');
      take(form, [...event.dataTransfer.files]);
    });
    on('beforeunload', (event) => busy && event.preventDefault(), window);
  }

  listen();
  return pure;
})();

if (typeof module !== 'undefined') module.exports = ThuocdoUpload;
