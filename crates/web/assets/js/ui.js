// Scripts of the staff pages. Every page works without them; they save typing, waiting and losing.
//
// WHAT A PAGE WRITES
//   body data-user, data-token, data-left, data-unlock, data-sign-in   from the layout
//   #loa            element with aria-live: what is announced      #tu-ngu   template with the sentences
//
//   data-swap="#a,#b"      on a link or form: only these parts of the answer replace those of the page. The
//                          server answers the page or just the parts (header x-fragment: 1). Focus, caret and
//                          scroll stay; what was typed meanwhile stays; a newer answer beats an older one; a
//                          failure becomes a normal load. Say data-swap-on="input" for a form that sends itself.
//   button[data-live]      a button with data-swap that is pressed by itself 700 ms after typing in its form has stopped;
//                          the first sentence of what comes back is announced.
//   data-confirm="text"    on a form or its button: asks before sending.
//   data-line="17"         on a textarea: the caret goes to that line when the page opens.
//   data-focus             takes the focus when the page opens (summary of faults).
//   data-dialog="#id"      opens that <dialog>; data-close inside closes it.
//   data-most="2000"       on a textarea: counts characters.
//   data-all="name"        on a checkbox: ticks all boxes of that name in the form.
//   data-filter="#list"    on a search field: shows only the items of the list whose words match, in any order
//                          and without accents; an item is li or tr, and groups without items hide.
//   data-next, data-prev   on links: Alt+arrow down and up.   data-move on a link: focus goes to the h1 it opens.
//   data-sign-out          on the form that signs out: asks if something was not sent, then erases it.
//
// SAVING BY ITSELF
//   <form data-save="{url}/luu" data-key="round|unit|criterion" data-title="3.2" [data-onward="/next/page"]>
//     <div data-field="figures" data-base="3"> … controls … </div>     a field may have several such elements
//   A field is sent 600 ms after typing and at once when it is left, one request at a time. What was typed is
//   kept in localStorage under user + key + field until the server has it, and goes out from any staff page.
//   POST {data-save}   x-csrf, x-fragment: 1, urlencoded: truong={field}&ban={base}&…controls…
//     200 {v, at, points, computed, ratio, total, max, done, of, state, message}   saved; every element
//         [data-out=name] in the page gets the value (progress too), [data-state-of=key] the state's icon,
//         [data-message=field] the message
//     409 {v, value: {name: text}, by, at}   both texts are shown, the person chooses; equal texts are no conflict
//     422 {message, field}                   the text stays, marked
//     401 keeps and asks to unlock · 403 takes a fresh token from the page, once · no answer: 2, 4 … 30 s, online
//   The form's submit sends what is left, then goes to data-onward; without it the form is posted then.
//   input[name="ban-{field}"] follows the version. [data-status] is the line that says how saving stands.
//
// TOGETHER
//   <div data-presence="{url}/cung-lam">   server-sent events, data: {people: [{name, initials, doing}],
//     fields: {name: {v, by, at, value: {control: text}}}}. People are listed; fields that are not being
//     typed in take the new value, lit for 3 s. Every 20 s: POST {url} truong={field}&vang={1 if idle}.
//   <div data-live="{url}" data-live-tag="…"><div id=…>…</div></div>   asked for every 4 s with if-none-match: the
//     tag; 304 says nothing new, else the answer's element replaces the one inside. What was typed, open details,
//     focus and scroll stay; what changed in [data-tell] is announced. [data-live-state] says how it stands.
//     Not while the page is hidden, a button is held down or a dialog is open; data-live-off switches it off.
//     data-live-news: address of a stream of events; each is a reason to ask at once.
'use strict';

const Thuocdo = (() => {
  const [SETTLE, DWELL, SILENCE, PATIENCE] = [600, 800, 3000, 20000];
  const PREFIX = 'thuocdo:chua-gui:';

  // ── pure parts, tested without a browser ──────────────────────────────────────────────────────────────
  // Text without accents and case, for searching.
  const fold = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[đĐ]/g, 'd').toLowerCase();

  const matches = (text, wanted) => {
    const words = fold(wanted).split(/\s+/).filter(Boolean);
    const folded = fold(text);
    return words.every((word) => folded.includes(word));
  };

  // Waiting time before the next try: 2, 4, 8, 16, 30, 30 … seconds.
  const patience = (failures) => Math.min(30000, 1000 * 2 ** Math.min(failures, 5));
  const fill = (text, values) => text.replace(/\[(\w+)\]/g, (whole, name) => (name in values ? String(values[name]) : whole));

  // Whether two sets of values say the same; spaces at the ends do not count.
  const same = (a, b) => {
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].every((name) => String(a[name] ?? '').trim() === String(b[name] ?? '').trim());
  };

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.max(0, Math.floor(seconds % 60))).padStart(2, '0')}`;

  // Shows states one after the other, each for a while; of those that wait, the newest wins.
  function pacer(show, now = () => Date.now(), later = (work, ms) => setTimeout(work, ms)) {
    let shownAt = -Infinity;
    let waiting = null;
    const next = () => {
      if (!waiting) return;
      shownAt = now();
      show(...waiting);
      waiting = null;
    };
    return (...state) => {
      const rest = shownAt + DWELL - now();
      const isTimed = waiting !== null;
      waiting = state;
      if (rest <= 0) next();
      else if (!isTimed) later(next, rest);
    };
  }

  // What was typed and not sent, in a storage that survives the page; where that is full, in the page itself.
  function outbox(storage, user) {
    const start = `${PREFIX}${user}:`;
    const memory = new Map();
    const nameOf = (key, field) => `${start}${key}:${field}`;
    const names = () => [...new Set([...Object.keys(storage).filter((name) => name.startsWith(start)), ...memory.keys()])];
    const read = (name) => {
      try {
        return memory.get(name) ?? JSON.parse(storage.getItem(name));
      } catch { return null; }
    };
    const remove = (name) => {
      memory.delete(name);
      storage.removeItem(name);
    };
    return {
      get: (key, field) => read(nameOf(key, field)),
      put(entry) {
        const name = nameOf(entry.key, entry.field);
        try {
          storage.setItem(name, JSON.stringify(entry));
          memory.delete(name);
        } catch { memory.set(name, entry); }
      },
      drop: (key, field) => remove(nameOf(key, field)),
      all: () => names().map(read).filter(Boolean).sort((a, b) => a.typedAt - b.typedAt),
      erase: () => names().forEach(remove),
    };
  }

  const pure = { fold, matches, patience, fill, same, clock, pacer, outbox };
  if (typeof document === 'undefined') return pure;

  // ── small helpers ─────────────────────────────────────────────────────────────────────────────────────
  const body = document.body;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const on = (type, work, root = document, options) => root.addEventListener(type, work, options);
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const sentences = new Map(all('p', one('#tu-ngu')?.content ?? document.createElement('div'))
    .map((line) => [line.dataset.id, line.textContent]));
  const say = (id, values = {}) => fill(sentences.get(`desk-js-${id}`) ?? '', values);
  const announce = (text) => {
    const voice = one('#loa');
    if (!voice || !text) return;
    voice.textContent = '';
    setTimeout(() => { voice.textContent = text; }, 60);
  };

  let [token, stopped] = [body.dataset.token ?? '', false];

  async function post(url, values, signal) {
    return fetch(url, {
      method: 'POST', body: values, signal, credentials: 'same-origin', redirect: 'manual',
      headers: { 'x-csrf': token, 'x-fragment': '1', 'content-type': 'application/x-www-form-urlencoded' },
    });
  }

  // A new sign-in has a new token; the page of the same person tells it.
  async function freshToken() {
    const answer = await fetch(location.href, { credentials: 'same-origin', redirect: 'follow' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html').body.dataset;
    if (!answer.ok || !page.token || page.user !== body.dataset.user) return false;
    token = page.token;
    all('input[name="csrf"]').forEach((input) => { input.value = token; });
    return true;
  }

  // ── dialogs ───────────────────────────────────────────────────────────────────────────────────────────
  // Builds and opens a dialog; resolves with the value of the button that closed it, '' for none.
  function ask(title, content, buttons) {
    const heading = make('h2', { id: 'hop-thoai-ten' }, title);
    const acts = make('p', { class: 'acts' });
    const dialog = make('dialog', { 'aria-labelledby': 'hop-thoai-ten' }, heading, ...content, acts);
    for (const [value, label, kind] of buttons) {
      const button = make('button', { type: 'button', class: `btn ${kind ?? ''}` }, label);
      on('click', () => dialog.close(value), button);
      acts.append(button);
    }
    body.append(dialog);
    const before = document.activeElement;
    const answer = new Promise((resolve) => on('close', () => {
      dialog.remove();
      if (before?.isConnected) before.focus({ preventScroll: true });
      resolve(dialog.returnValue);
    }, dialog));
    dialog.showModal();
    answer.dialog = dialog;
    return answer;
  }

  const confirmed = async (text) => (await ask(text, [], [['', say('cancel'), 'sec'], ['go', say('go-on')]])) === 'go';

  function showKeys() {
    const rows = [['Ctrl+Enter', 'key-next'], ['Alt+↓ · Alt+↑', 'key-move'], ['Alt+L', 'key-filter'], ['Alt+H', 'key-help']];
    const list = make('dl', { class: 'keys' });
    for (const [keys, id] of rows) list.append(make('dt', {}, make('kbd', {}, keys)), make('dd', {}, say(id)));
    ask(say('keys-title'), [list], [['', say('close'), 'sec']]);
  }

  // ── saving by itself ──────────────────────────────────────────────────────────────────────────────────
  const form = one('form[data-save]');
  const queue = body.dataset.user !== undefined ? outbox(localStorage, body.dataset.user) : null;
  const status = one('[data-status]');
  const blocked = new Map();
  let [flying, failures, timer, lastSaved] = [null, 0, null, ''];

  const setStatus = pacer((state, text) => {
    if (!status) return;
    status.dataset.state = state;
    status.textContent = text;
  });

  const nameOf = (entry) => `${entry.key}:${entry.field}`;
  const partsOf = (field) => (form ? all(`[data-field="${CSS.escape(field)}"]`, form) : []);
  const controlsOf = (field) => partsOf(field)
    .flatMap((part) => (part.matches('input,select,textarea') ? [part] : all('input,select,textarea', part)))
    .filter((control) => control.name && control.type !== 'hidden' && control.type !== 'file' && !control.matches(':disabled'));
  const baseOf = (field) => Number(partsOf(field).find((part) => part.dataset.base !== undefined)?.dataset.base ?? 0);
  const isHere = (entry) => form && entry.key === form.dataset.key;

  function setBase(field, version) {
    partsOf(field).forEach((part) => { part.dataset.base = version; });
    all(`input[name="ban-${CSS.escape(field)}"]`, form).forEach((hidden) => { hidden.value = version; });
  }

  function valuesOf(field) {
    const values = {};
    for (const control of controlsOf(field)) {
      const isTick = control.type === 'checkbox' || control.type === 'radio';
      if (isTick && !control.checked) {
        if (control.type === 'checkbox') values[control.name] ??= '';
        continue;
      }
      values[control.name] = control.value;
    }
    return values;
  }

  function setValues(field, values) {
    for (const control of controlsOf(field)) {
      if (!(control.name in values)) continue;
      const value = String(values[control.name] ?? '');
      if (control.type === 'checkbox') control.checked = value !== '' && value !== '0';
      else if (control.type === 'radio') control.checked = control.value === value;
      else control.value = value;
    }
    partsOf(field).forEach((part) => part.dispatchEvent(new CustomEvent('thuocdo:shown', { bubbles: true })));
  }

  function note(field) {
    const before = queue.get(form.dataset.key, field);
    queue.put({
      url: form.dataset.save, key: form.dataset.key, field, base: before?.base ?? baseOf(field), values: valuesOf(field),
      typedAt: Date.now(), page: location.pathname, title: form.dataset.title ?? '',
    });
    if (blocked.get(`${form.dataset.key}:${field}`) === 'refused') {
      blocked.delete(`${form.dataset.key}:${field}`);
      unmark(field);
    }
  }

  const pumpSoon = (wait = 0) => {
    clearTimeout(timer);
    timer = setTimeout(pump, wait);
  };

  const nextEntry = () => queue.all().find((entry) => !blocked.has(nameOf(entry)));

  // Sends the oldest entry that nothing blocks; one at a time, over all tabs where the browser can tell.
  async function pump() {
    if (!queue || flying || stopped) return;
    const entry = nextEntry();
    if (!entry) return;
    const work = async () => {
      const now = queue.get(entry.key, entry.field);
      if (now) await send(now);
    };
    flying = navigator.locks ? navigator.locks.request('thuocdo-gui', work) : work();
    try {
      await flying;
    } finally {
      flying = null;
    }
    if (nextEntry() && !stopped) pumpSoon(failures > 0 ? patience(failures) : 0);
  }

  async function send(entry) {
    const patienceOut = new AbortController();
    const silent = setTimeout(() => setStatus('offline', say('offline')), SILENCE);
    const given = setTimeout(() => patienceOut.abort(), PATIENCE);
    setStatus('saving', say('saving'));
    try {
      const values = new URLSearchParams({ truong: entry.field, ban: entry.base, ...entry.values });
      const answer = await post(entry.url, values, patienceOut.signal);
      await settle(entry, answer);
    } catch {
      failures += 1;
      setStatus('offline', say('offline'));
    } finally {
      [silent, given].forEach(clearTimeout);
    }
  }

  async function settle(entry, answer) {
    const told = (answer.headers.get('content-type') ?? '').includes('json') ? (await answer.json()) ?? {} : {};
    if (answer.status >= 500 || answer.status === 429 || answer.status === 0) {
      failures += 1;
      setStatus('offline', say('fault'));
      return;
    }
    failures = 0;
    if (answer.status === 401) locked();
    else if (answer.status === 403 && !entry.again && await freshToken()) {
      if (queue.get(entry.key, entry.field)) await settle({ ...entry, again: true }, await resend(entry));
    } else if (answer.ok) saved(entry, told);
    else if (answer.status === 409 && told.value) conflict(entry, told);
    else refused(entry, told);
  }

  const resend = (entry) => post(entry.url, new URLSearchParams({ truong: entry.field, ban: entry.base, ...entry.values }));

  function saved(entry, told) {
    const now = queue.get(entry.key, entry.field);
    if (now && !same(now.values, entry.values)) queue.put({ ...now, base: told.v });
    else queue.drop(entry.key, entry.field);
    lastSaved = told.at ?? lastSaved;
    sessionStorage.setItem('thuocdo:da-luu', JSON.stringify({ key: entry.key, field: entry.field, v: told.v, values: entry.values }));
    if (isHere(entry)) {
      setBase(entry.field, told.v);
      unmark(entry.field);
      show(told, entry.field);
    }
    standing();
    document.dispatchEvent(new CustomEvent('thuocdo:saved', { detail: { entry, told } }));
  }

  // Says how things stand when nothing is on its way.
  function standing() {
    const left = queue ? queue.all() : [];
    const here = left.filter((entry) => blocked.has(nameOf(entry)));
    if (stopped) setStatus('locked', say('sign-in'));
    else if (here.some((entry) => blocked.get(nameOf(entry)) === 'conflict')) setStatus('conflict', say('conflict'));
    else if (here.length > 0) setStatus('refused', say('refused'));
    else if (left.length === 0 && lastSaved) setStatus('saved', say('saved', { at: lastSaved }));
    else if (left.length > 0 && failures > 0) setStatus('offline', say('offline'));
  }

  // Puts what the server computed into the page.
  function show(told, field) {
    for (const [name, value] of Object.entries(told)) {
      for (const element of all(`[data-out="${CSS.escape(name)}"]`)) {
        if (element.matches('progress')) element.value = Number(value);
        else element.textContent = value ?? '–';
      }
    }
    const message = field && one(`[data-message="${CSS.escape(field)}"]`);
    if (message) {
      message.textContent = told.message ?? '';
      message.hidden = !told.message;
    }
    if (told.state && form) {
      for (const icon of all(`[data-state-of="${CSS.escape(form.dataset.key)}"]`)) setIcon(icon, told);
    }
  }

  function setIcon(icon, told) {
    const use = one('use', icon);
    use?.setAttribute('href', use.getAttribute('href').replace(/#.*/, `#st-${told.state}`));
    icon.setAttribute('class', `i ${told.state}`);
    if (told.state_name) icon.setAttribute('aria-label', told.state_name);
  }

  function unmark(field) {
    controlsOf(field).forEach((control) => control.removeAttribute('aria-invalid'));
    all('.bad[data-by-script]', form ?? document).filter((line) => line.dataset.byScript === field).forEach((line) => line.remove());
  }

  function refused(entry, told) {
    blocked.set(nameOf(entry), 'refused');
    if (isHere(entry)) {
      unmark(entry.field);
      const controls = controlsOf(entry.field);
      const control = controls.find((candidate) => candidate.name === told.field) ?? controls[0];
      const line = make('p', { class: 'bad', id: `loi-${entry.field}`, 'data-by-script': entry.field }, told.message ?? say('refused'));
      control?.setAttribute('aria-invalid', 'true');
      control?.setAttribute('aria-describedby', `${control.getAttribute('aria-describedby') ?? ''} ${line.id}`.trim());
      (control?.closest('.inp') ?? control)?.after(line);
      announce(line.textContent);
    }
    standing();
    document.dispatchEvent(new CustomEvent('thuocdo:refused', { detail: { entry, told } }));
  }

  // ── two people, one field ─────────────────────────────────────────────────────────────────────────────
  // What a field says, for people: texts of its controls, with their labels where there are several.
  function spoken(field, values) {
    const controls = [...new Map(controlsOf(field).map((control) => [control.name, control])).values()];
    const word = (control) => {
      const value = String(values[control.name] ?? '');
      if (control.matches('select')) return [...control.options].find((option) => option.value === value)?.text ?? value;
      if (control.type === 'checkbox') return value ? '✓' : '–';
      return value || '–';
    };
    if (controls.length <= 1) return controls.map(word).join('') || Object.values(values).join('\n');
    return controls.map((control) => `${control.labels?.[0]?.textContent.trim() ?? control.name}: ${word(control)}`).join('\n');
  }

  function conflict(entry, told) {
    const mine = queue.get(entry.key, entry.field)?.values ?? entry.values;
    if (same(pick(told.value, mine), mine)) return void saved(entry, told);
    blocked.set(nameOf(entry), 'conflict');
    if (isHere(entry)) showConflict(entry, told, mine);
    document.dispatchEvent(new CustomEvent('thuocdo:conflict', { detail: { entry, told, mine } }));
    return void standing();
  }

  const pick = (values, like) => Object.fromEntries(Object.keys(like).map((name) => [name, values[name] ?? '']));

  function showConflict(entry, told, mine) {
    one(`#xung-dot-${CSS.escape(entry.field)}`)?.remove();
    const half = (title, values) => make('div', {}, make('b', {}, title), make('blockquote', {}, spoken(entry.field, values)));
    const theirs = make('button', { type: 'button', class: 'btn sec' }, say('take-theirs'));
    const ours = make('button', { type: 'button', class: 'btn' }, say('take-mine'));
    const title = make('h2', {}, say('conflict-title'));
    const box = make('section', { class: 'clash', id: `xung-dot-${entry.field}`, role: 'alert' }, title,
      make('div', { class: 'sides' }, half(say('conflict-theirs', told), told.value), half(say('conflict-mine'), mine)),
      make('p', { class: 'acts' }, theirs, ours));
    const done = () => {
      blocked.delete(nameOf(entry));
      box.remove();
      controlsOf(entry.field)[0]?.focus();
    };
    on('click', () => {
      queue.drop(entry.key, entry.field);
      setBase(entry.field, told.v);
      setValues(entry.field, told.value);
      lastSaved = told.at ?? lastSaved;
      show(told, entry.field);
      done();
      standing();
    }, theirs);
    on('click', () => {
      setBase(entry.field, told.v);
      queue.put({ ...entry, values: valuesOf(entry.field), base: told.v, typedAt: Date.now() });
      done();
      pumpSoon();
    }, ours);
    const parts = partsOf(entry.field);
    parts[parts.length - 1]?.after(box);
    box.scrollIntoView({ block: 'nearest' });
  }

  function startSaving() {
    if (!queue) return;
    if (form) {
      const fieldOf = (target) => target.closest?.('[data-field]')?.dataset.field;
      const typed = (event, wait) => {
        const field = fieldOf(event.target);
        if (!field || !event.target.name || event.target.type === 'file') return;
        note(field);
        if (!navigator.onLine) setStatus('offline', say('offline'));
        pumpSoon(failures > 0 ? patience(failures) : wait);
      };
      on('input', (event) => typed(event, SETTLE), form);
      on('change', (event) => typed(event, 0), form);
      on('focusout', () => nextEntry() && failures === 0 && pumpSoon(), form);
      on('submit', onward, form);
      restore();
    }
    on('online', () => { failures = 0; standing(); pumpSoon(); }, window);
    on('offline', () => setStatus('offline', say('offline')), window);
    on('visibilitychange', () => document.visibilityState === 'visible' && pumpSoon());
    if (!navigator.onLine) setStatus('offline', say('offline'));
    if (queue.all().length > 0) {
      setStatus('waiting', say('waiting', { n: queue.all().length }));
      pumpSoon();
    }
  }

  // Puts back what was typed before the page was left, and what was saved while this page was on its way.
  function restore() {
    const late = JSON.parse(sessionStorage.getItem('thuocdo:da-luu') ?? 'null');
    if (late && isHere(late) && late.v > baseOf(late.field)) {
      setBase(late.field, late.v);
      setValues(late.field, late.values);
    }
    for (const entry of queue.all().filter(isHere)) setValues(entry.field, entry.values);
  }

  // Sends what is left; true if nothing is left or `ms` are over and nothing needs a choice.
  async function flush(ms) {
    const end = Date.now() + ms;
    while (queue && queue.all().some(isHere) && Date.now() < end) {
      if (!flying && !nextEntry()) break;
      if (!flying) {
        clearTimeout(timer);
        pump();
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
      if (failures > 0) break;
    }
    return !queue || !queue.all().some(isHere);
  }

  async function onward(event) {
    if (form.dataset.flushed !== undefined) return;
    const button = event.submitter;
    const to = button?.dataset.onward ?? form.dataset.onward;
    event.preventDefault();
    event.stopPropagation();
    if (await flush(8000)) {
      if (to !== undefined) return void moveTo(to);
      form.dataset.flushed = '';
      return void form.requestSubmit(button ?? undefined);
    }
    standing();
    (one('.clash button', form) ?? one('[aria-invalid="true"]', form))?.focus();
  }

  // ── ways through the page ─────────────────────────────────────────────────────────────────────────────
  function moveTo(url) {
    sessionStorage.setItem('thuocdo:sang', new URL(url, location.href).pathname);
    location.assign(url);
  }

  const isPlain = (event) => !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

  async function clicked(event) {
    const link = event.target.closest?.('a[href]');
    if (!link || !isPlain(event) || link.target || link.origin !== location.origin || link.hasAttribute('download')) return;
    if (link.getAttribute('href').startsWith('#')) {
      const target = link.closest('.sum') && document.getElementById(link.hash.slice(1));
      return void (target && focusOn(target, event));
    }
    if (link.dataset.swap) {
      event.preventDefault();
      return void swap(link.dataset.swap, link.href, {}, () => location.assign(link.href));
    }
    const isMove = link.matches('[data-move],[data-next],[data-prev]');
    const waits = form && queue?.all().some((entry) => isHere(entry) && !blocked.has(nameOf(entry)));
    if (!isMove && !waits) return;
    event.preventDefault();
    if (waits) await flush(1500);
    (isMove ? moveTo : (url) => location.assign(url))(link.href);
  }

  function focusOn(target, event) {
    event.preventDefault();
    const control = target.matches('input,select,textarea,button,a') ? target : one('input,select,textarea', target) ?? target;
    control.scrollIntoView({ block: 'center' });
    control.focus();
  }

  // The page was opened from its sister: the heading has the focus and is announced.
  function arrive() {
    toLine();
    const summary = one('[data-focus]');
    const expected = sessionStorage.getItem('thuocdo:sang');
    sessionStorage.removeItem('thuocdo:sang');
    if (summary) summary.focus();
    else if (expected === location.pathname) {
      const heading = one('h1');
      heading?.setAttribute('tabindex', '-1');
      heading?.focus({ preventScroll: true });
      announce(say('opened', { title: `${form?.dataset.title ?? ''} ${heading?.textContent ?? ''}`.trim() }));
    }
    const current = one('.crit [aria-current]');
    const pane = current?.closest('.crit');
    if (pane && pane.scrollHeight > pane.clientHeight) {
      pane.scrollTop = current.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
    }
  }

  function keyed(event) {
    if (event.ctrlKey && !event.altKey && event.key === 'Enter' && form && !one('dialog[open]')) {
      event.preventDefault();
      const go = one('[data-go]', form) ?? one('button:not([type="button"])', form);
      form.requestSubmit(go ?? undefined);
    } else if (event.altKey && !event.ctrlKey && !event.metaKey) {
      const links = { ArrowDown: 'a[data-next]', ArrowUp: 'a[data-prev]' };
      const key = event.key.toLowerCase();
      const link = links[event.key] && !event.target.matches('select') && one(links[event.key]);
      if (link) {
        event.preventDefault();
        link.click();
      } else if (key === 'l' && one('[data-filter],[data-seek]')) {
        event.preventDefault();
        one('[data-filter],[data-seek]').focus();
      } else if (key === 'h' && form && !one('dialog[open]')) {
        event.preventDefault();
        showKeys();
      }
    } else if (event.key === 'Escape') all('details.menu[open]').forEach((menu) => closeMenu(menu));
  }

  function toLine() {
    const area = one('textarea[data-line]');
    const line = Number(area?.dataset.line);
    if (!line) return;
    const lines = area.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((at, text) => at + text.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1] ?? '').length);
    area.scrollTop = Math.max(0, (line - 5) * parseFloat(getComputedStyle(area).lineHeight));
  }

  function closeMenu(menu) {
    if (menu.contains(document.activeElement)) one('summary', menu).focus();
    menu.open = false;
  }

  // ── parts of a page ───────────────────────────────────────────────────────────────────────────────────
  const turns = new Map();

  async function swap(targets, url, options, fallback) {
    const turn = (turns.get(targets)?.turn ?? 0) + 1;
    turns.get(targets)?.stop.abort();
    const stop = new AbortController();
    turns.set(targets, { turn, stop });
    const places = () => targets.split(',').map((selector) => one(selector)).filter(Boolean);
    const late = setTimeout(() => places().forEach((place) => place.setAttribute('aria-busy', 'true')), 400);
    const before = new Map(places().flatMap((place) => all('input,select,textarea', place)
      .map((control) => [control.id || control.name, options.method === 'POST' ? control.value : initial(control)])));
    try {
      const headers = { 'x-fragment': '1', ...(options.method === 'POST' ? { 'x-csrf': token } : {}) };
      const answer = await fetch(url, { credentials: 'same-origin', signal: stop.signal, headers, ...options });
      if (turns.get(targets).turn !== turn) return;
      if (answer.status === 401) return void locked();
      if ((answer.headers.get('content-type') ?? '').includes('json')) return void complain(places()[0], await answer.json());
      replace(targets, new DOMParser().parseFromString(await answer.text(), 'text/html'), before);
    } catch (error) {
      if (error.name !== 'AbortError') fallback();
    } finally {
      clearTimeout(late);
      places().forEach((place) => place.removeAttribute('aria-busy'));
    }
  }

  // What a control held when the page came.
  const initial = (control) => (control.options
    ? ([...control.options].find((option) => option.defaultSelected) ?? control.options[0])?.value : control.defaultValue);

  // Replaces parts; what has the focus or was typed into since keeps it.
  function replace(targets, page, before) {
    const found = targets.split(',').map((selector) => [one(selector), one(selector, page)]);
    if (found.some(([, fresh]) => !fresh)) throw new Error('the answer lacks a part');
    const focused = document.activeElement;
    const [id, start, end] = [focused?.id, focused?.selectionStart, focused?.selectionEnd];
    const top = window.scrollY;
    for (const [old, fresh] of found) {
      for (const control of old ? all('input,select,textarea', old) : []) {
        const name = control.id || control.name;
        const twin = name && all('input,select,textarea', fresh).find((candidate) => (candidate.id || candidate.name) === name);
        if (twin && control.type !== 'file' && before.has(name) && before.get(name) !== control.value) twin.value = control.value;
      }
      old?.replaceWith(document.adoptNode(fresh));
    }
    const again = id && document.getElementById(id);
    if (again && again !== focused) {
      again.focus({ preventScroll: true });
      if (typeof start === 'number' && again.setSelectionRange) again.setSelectionRange(start, end);
    }
    window.scrollTo(0, top);
    prepare(document);
    const summary = found.map(([, fresh]) => fresh.isConnected && one('[data-focus]', fresh)).find(Boolean);
    summary?.focus();
    document.dispatchEvent(new CustomEvent('thuocdo:swapped', { detail: { targets } }));
    found.filter(([, fresh]) => fresh.matches('[data-announce]')).forEach(([, fresh]) => announce(one('summary,p', fresh)?.textContent ?? ''));
  }

  function complain(place, told) {
    one('.say.err[data-by-script]', place)?.remove();
    place?.prepend(make('div', { class: 'say err', role: 'alert', 'data-by-script': '' }, make('p', {}, told.message ?? say('fault'))));
  }

  async function submitted(event) {
    const posted = event.target;
    const button = event.submitter;
    if (event.defaultPrevented) return;
    const question = button?.dataset.confirm ?? posted.dataset.confirm;
    if (question && posted.dataset.agreed === undefined) {
      event.preventDefault();
      if (!(await confirmed(question))) return;
      posted.dataset.agreed = '';
      posted.requestSubmit(button ?? undefined);
      return void delete posted.dataset.agreed;
    }
    if (posted.matches('[data-sign-out]')) return void signOut(event);
    const targets = button?.dataset.swap ?? posted.dataset.swap;
    if (targets && posted.enctype !== 'multipart/form-data') {
      event.preventDefault();
      sendParts(posted, button, targets);
    } else if (posted.method === 'post') guardTwice(event, posted, button);
  }

  function sendParts(posted, button, targets, fallback = () => posted.submit()) {
    const values = new URLSearchParams(new FormData(posted));
    if (button?.name) values.append(button.name, button.value);
    const action = button?.getAttribute('formaction') ?? posted.getAttribute('action') ?? location.href;
    if (posted.method === 'post') return void swap(targets, action, { method: 'POST', body: values }, fallback);
    const url = new URL(action, location.href);
    url.search = values;
    swap(targets, url.href, {}, () => location.assign(url.href));
  }

  // A second click within 5 s does not send again; a slow answer shows that work goes on.
  function guardTwice(event, posted, button) {
    if (posted.dataset.sent !== undefined) return void event.preventDefault();
    posted.dataset.sent = '';
    setTimeout(() => delete posted.dataset.sent, 5000);
    setTimeout(() => {
      button?.setAttribute('aria-busy', 'true');
      button?.classList.add('busy');
    }, 500);
  }

  function filter(input) {
    const list = one(input.dataset.filter);
    if (!list) return;
    const items = all('li,tr', list).filter((item) => !one('li,tr', item) && !item.closest('thead,.chips'));
    let shown = 0;
    for (const item of items) {
      item.hidden = !matches(item.dataset.words ?? item.textContent, input.value);
      shown += item.hidden ? 0 : 1;
    }
    for (const group of all('li,details', list).filter((item) => one('li', item))) {
      group.hidden = all('li', group).filter((item) => items.includes(item)).every((item) => item.hidden);
      if (group.matches('details') && input.value) group.open = true;
    }
    if (input.value) announce(say('found', { n: shown }));
  }

  // ── the session ───────────────────────────────────────────────────────────────────────────────────────
  let warning = null;

  async function signOut(event) {
    const left = queue ? queue.all().length : 0;
    if (left === 0) return;
    event.preventDefault();
    if (!(await confirmed(say('unsent', { n: left })))) return;
    queue.erase();
    event.target.submit();
  }

  // The server keeps no session open for what a page asks by itself.
  async function watchSession() {
    if (!body.dataset.left || document.visibilityState === 'hidden') return setTimeout(watchSession, 30000);
    let wait = 60000;
    try {
      const answer = await fetch(body.dataset.left, { headers: { 'x-fragment': '1' }, credentials: 'same-origin' });
      const left = answer.status === 401 ? 0 : Number((await answer.json()).left);
      if (left <= 0) locked();
      else if (left <= 120) warn(left);
      else warning?.dialog.close();
      wait = left > 150 ? Math.min(60000, (left - 120) * 1000) : 5000;
    } catch { /* no line: asked again */ }
    return setTimeout(watchSession, wait);
  }

  function warn(left) {
    if (warning || stopped) return;
    const text = make('p', {});
    const end = Date.now() + left * 1000;
    const tick = () => { text.textContent = say('idle', { left: clock((end - Date.now()) / 1000) }); };
    tick();
    const beat = setInterval(tick, 1000);
    warning = ask(say('idle-title'), [text], [['stay', say('idle-stay')]]);
    warning.then((value) => {
      clearInterval(beat);
      warning = null;
      if (value !== 'locked') post(body.dataset.left, new URLSearchParams()).catch(() => {});
    });
  }

  // The session is locked: what was typed stays here, and goes out after the password.
  async function locked() {
    if (stopped) return;
    stopped = true;
    setStatus('locked', say('sign-in'));
    warning?.dialog.close('locked');
    const input = make('input', { type: 'password', id: 'mo-khoa', autocomplete: 'current-password' });
    const fault = make('p', { class: 'bad', role: 'alert' });
    const link = make('a', { href: `${body.dataset.signIn}?ve=${encodeURIComponent(location.pathname)}`, target: '_blank', rel: 'noopener' }, say('unlock-again'));
    const entry = make('form', {}, make('div', { class: 'fld' }, make('label', { for: 'mo-khoa' }, say('unlock-password')), fault, input),
      make('p', { class: 'acts' }, make('button', { class: 'btn' }, say('unlock-go')), link));
    const dialog = ask(say('unlock-title'), [make('p', {}, say('unlock')), entry], []).dialog;
    on('cancel', (event) => event.preventDefault(), dialog);
    on('submit', async (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (await unlock(input.value).catch(() => false)) return void dialog.close();
      fault.textContent = say('unlock-failed');
      return void input.select();
    }, entry);
    const returned = async () => {
      if (dialog.open && document.visibilityState === 'visible' && await freshToken().catch(() => false)) dialog.close();
    };
    on('visibilitychange', returned);
    on('close', () => {
      stopped = false;
      document.removeEventListener('visibilitychange', returned);
      standing();
      pumpSoon();
    }, dialog);
  }

  async function unlock(password) {
    const values = new URLSearchParams({ 'mat-khau': password, ve: location.pathname });
    const answer = await post(body.dataset.unlock, values);
    return (answer.type === 'opaqueredirect' || answer.ok) && freshToken();
  }

  // ── together ──────────────────────────────────────────────────────────────────────────────────────────
  function startPresence() {
    const place = one('[data-presence]');
    if (!place) return;
    const url = place.dataset.presence;
    let source = null;
    let touchedAt = Date.now();
    const open = () => {
      if (source || document.visibilityState === 'hidden') return;
      source = new EventSource(url);
      source.onmessage = (event) => together(place, JSON.parse(event.data));
    };
    const close = () => { source = source?.close() ?? null; };
    const beat = () => {
      if (document.visibilityState === 'hidden' || stopped) return;
      const field = document.activeElement?.closest?.('[data-field]')?.dataset.field ?? '';
      const idle = Date.now() - touchedAt > 120000 ? '1' : '';
      post(url, new URLSearchParams({ truong: field, vang: idle })).catch(() => {});
    };
    on('input', () => { touchedAt = Date.now(); });
    on('pointerdown', () => { touchedAt = Date.now(); });
    const wake = () => { open(); beat(); };
    on('visibilitychange', () => (document.visibilityState === 'hidden' ? close() : wake()));
    on('pagehide', close, window);
    on('pageshow', wake, window);
    setInterval(beat, 20000);
  }

  function together(place, told) {
    if (told.people) {
      const lines = told.people.map((person) => make('p', {}, make('span', { class: 'av', 'aria-hidden': 'true' }, person.initials ?? ''),
        make('span', {}, person.doing ?? say('viewing', person))));
      const list = one('[data-people]', place) ?? place;
      list.replaceChildren(...lines);
      place.hidden = lines.length === 0;
    }
    for (const [field, news] of Object.entries(told.fields ?? {})) takeOver(field, news);
  }

  // What a colleague saved appears by itself, but never where somebody types here.
  function takeOver(field, news) {
    if (!form || news.v <= baseOf(field) || queue.get(form.dataset.key, field)) return;
    const parts = partsOf(field);
    if (parts.length === 0 || parts.some((part) => part.contains(document.activeElement))) return;
    setBase(field, news.v);
    setValues(field, news.value);
    show(news, field);
    for (const part of parts) {
      part.classList.add('fresh');
      setTimeout(() => part.classList.remove('fresh'), 3000);
    }
  }

  // ── what others do ────────────────────────────────────────────────────────────────────────────────────
  function startLive() {
    const place = one('[data-live]:not([data-live-off])');
    if (!place) return;
    const line = one('[data-live-state]');
    let [seen, held, asking, misses] = [place.dataset.liveTag, false, false, 0];
    const shows = (state, id) => {
      if (!line || line.dataset.state === state) return;
      line.dataset.state = state;
      line.textContent = say(id);
    };
    const busy = () => document.visibilityState === 'hidden' || stopped || held || one('dialog[open]');
    const look = async () => {
      if (asking || busy()) return;
      asking = true;
      try {
        const headers = { 'x-fragment': '1', 'if-none-match': seen };
        const answer = await fetch(place.dataset.live, { credentials: 'same-origin', cache: 'no-store', headers });
        if (answer.status === 401) return void locked();
        if (answer.status !== 304 && !answer.ok) throw new Error('no answer');
        const text = answer.status === 304 ? '' : await answer.text();
        misses = 0;
        shows('saved', 'live-on');
        if (!text || busy()) return;
        seen = answer.headers.get('etag');
        take(place, new DOMParser().parseFromString(text, 'text/html'));
      } catch {
        misses += 1;
        shows('offline', 'live-lost');
      } finally {
        asking = false;
      }
    };
    const again = async () => {
      await look();
      setTimeout(again, misses > 0 ? patience(misses) : 4000);
    };
    on('pointerdown', () => { held = true; });
    for (const type of ['pointerup', 'pointercancel']) on(type, () => setTimeout(() => { held = false; }, 300));
    on('visibilitychange', look);
    on('online', look, window);
    // News that come by themselves are looked at, at once; without them it is asked for as ever.
    if (place.dataset.liveNews && window.EventSource) new EventSource(place.dataset.liveNews).addEventListener('message', look);
    shows('saved', 'live-on');
    setTimeout(again, 4000);
  }

  function take(place, page) {
    const target = `#${place.firstElementChild.id}`;
    const told = () => all('[data-tell]', place).map((element) => element.textContent.trim().replace(/\s+/g, ' '));
    const [was, open] = [new Set(told()), all('details[id]', place).map((box) => [box.id, box.open])];
    const before = new Map(all('input,select,textarea', place).map((control) => [control.id || control.name, initial(control)]));
    replace(target, page, before);
    for (const [id, state] of open) document.getElementById(id)?.toggleAttribute('open', state);
    announce(told().filter((text) => text && !was.has(text)).join('. '));
  }

  // ── start ─────────────────────────────────────────────────────────────────────────────────────────────
  function count(area) {
    const most = Number(area.dataset.most);
    let line = area.nextElementSibling;
    if (!line?.classList.contains('count')) {
      line = make('p', { class: 'count' });
      area.after(line);
    }
    const n = [...area.value].length;
    line.textContent = say(n > most ? 'too-long' : 'characters', { n: n.toLocaleString('vi'), most: most.toLocaleString('vi') });
    line.classList.toggle('over', n > most);
  }

  // Files need a script of their own, fetched where there is something to send.
  const prepare = (root) => {
    all('textarea[data-most]', root).forEach(count);
    if (!body.dataset.files || !one('form[data-upload]') || one('script[data-files]')) return;
    document.head.append(make('script', { src: body.dataset.files, 'data-files': '' }));
  };

  function listen() {
    on('click', clicked);
    on('click', (event) => {
      const opener = event.target.closest?.('[data-dialog]');
      if (opener) {
        event.preventDefault();
        one(opener.dataset.dialog)?.showModal();
      }
      event.target.closest?.('[data-close]')?.closest('dialog')?.close();
      all('details.menu[open]').filter((menu) => !menu.contains(event.target)).forEach((menu) => { menu.open = false; });
    });
    on('submit', submitted);
    on('keydown', keyed);
    let wait = null;
    on('input', (event) => {
      const target = event.target;
      if (target.matches('textarea[data-most]')) count(target);
      if (target.matches('[data-filter]')) filter(target);
      const sender = target.closest('form[data-swap-on="input"]');
      if (sender) {
        clearTimeout(wait);
        wait = setTimeout(() => sender.requestSubmit(), 300);
      }
      const looker = target.form && one('button[data-live]', target.form);
      if (looker) {
        clearTimeout(wait);
        // Only looked at: where that fails, what was found before stands.
        wait = setTimeout(() => sendParts(target.form, looker, looker.dataset.swap, () => {}), 700);
      }
    });
    on('thuocdo:shown', (event) => all('textarea[data-most]', event.target).forEach(count));
    on('change', (event) => {
      const name = event.target.dataset?.all;
      if (name) all(`input[type="checkbox"][name="${CSS.escape(name)}"]`, event.target.form ?? document).forEach((box) => { box.checked = event.target.checked; });
    });
  }

  // For pages with many rows: keeps an entry until the server has it, and forgets one.
  function sendSoon(entry, wait = 0) {
    blocked.delete(nameOf(entry));
    queue.put(entry);
    if (!navigator.onLine) setStatus('offline', say('offline'));
    pumpSoon(failures > 0 ? patience(failures) : wait);
  }

  function dropEntry(entry) {
    blocked.delete(nameOf(entry));
    queue.drop(entry.key, entry.field);
    standing();
  }

  listen();
  prepare(document);
  startSaving();
  arrive();
  startPresence();
  startLive();
  if (body.dataset.left) setTimeout(watchSession, 20000);
  body.classList.add('js');
  return { ...pure, say, announce, make, one, all, on, ask, confirmed, swap, post, flush, token: () => token, queue, send: sendSoon, drop: dropEntry };
})();

if (typeof module !== 'undefined') module.exports = Thuocdo;
