// One question a screen, a draft that stays on this device, a receipt made again: all on top of the plain form.
// Old phones run this as it is: nothing newer than ECMAScript 2015.
(function () {
  'use strict';
  var root = document.documentElement;
  var PREFIX = 'phieu:';
  root.className += ' js';

  function all(selector, from) {
    return Array.prototype.slice.call((from || document).querySelectorAll(selector));
  }

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + key)) || {};
    } catch (error) {
      return {};
    }
  }

  function write(key, draft) {
    try {
      localStorage.setItem(PREFIX + key, JSON.stringify(draft));
    } catch (error) { /* a browser without storage keeps nothing */ }
  }

  function erase(key) {
    try {
      localStorage.removeItem(PREFIX + key);
    } catch (error) { /* nothing was kept */ }
  }

  function hex(bytes) {
    return Array.prototype.map.call(bytes, function (byte) {
      return ('0' + byte.toString(16)).slice(-2);
    }).join('');
  }

  function bytes(text) {
    return text.match(/../g).map(function (pair) { return parseInt(pair, 16); });
  }

  // The switch of text size, without a new page.
  function large() {
    var link = document.querySelector('[data-large]');
    link.addEventListener('click', function (event) {
      event.preventDefault();
      root.classList.toggle('large');
      var parts = [];
      if (root.classList.contains('large')) parts.push('chu-lon');
      if (/tuong-phan/.test(document.cookie)) parts.push('tuong-phan');
      document.cookie = 'hien-thi=' + parts.join('.') + '; Path=/; Max-Age=31536000; SameSite=Lax';
    });
  }

  // After sending: the draft goes; the receipt is made again from what this page chose itself.
  function sent(place) {
    var data = place.dataset;
    var draft = read(data.key);
    erase(data.key);
    if (data.home) {
      setTimeout(function () { location.replace(data.home); }, 8000);
    }
    if (!data.receipt || !draft.n || !window.crypto || !crypto.subtle || !window.TextEncoder) return;
    // Each part stands behind its length, four bytes with the highest first.
    var whole = [];
    ['thuocdo:receipt:v1', data.survey, data.token].map(function (text) {
      return Array.prototype.slice.call(new TextEncoder().encode(text));
    }).concat([bytes(draft.n)]).forEach(function (part) {
      whole = whole.concat([0, 0, part.length >> 8, part.length & 255], part);
    });
    crypto.subtle.digest('SHA-256', new Uint8Array(whole)).then(function (digest) {
      var same = hex(new Uint8Array(digest)) === data.receipt;
      document.getElementById(same ? 'dung' : 'sai').hidden = false;
    });
  }

  function Form(form) {
    var data = form.dataset;
    var isKiosk = 'kiosk' in data;
    var draft = isKiosk ? {} : read(data.key);
    var nav = form.querySelector('.nav');
    var bar = form.querySelector('.at');
    var sending = false;
    var byName = {};
    var rows = all('.r', form).map(function (place) {
      var question = place.parentNode;
      while (question.nodeName !== 'FIELDSET') question = question.parentNode;
      var row = { place: place, question: question, name: place.dataset.n, inputs: all('input,textarea', place) };
      byName[row.name] = row;
      return row;
    });
    var questions = all('fieldset', form);

    function values(row) {
      return row.inputs.filter(function (input) {
        return input.type === 'textarea' ? input.value.trim() : input.checked;
      }).map(function (input) { return input.value; });
    }

    function isAsked(row) {
      var of = row.question.dataset;
      if (!of.if) return true;
      var at = row.name.indexOf('@');
      var earlier = byName[of.if + ('same' in of && at >= 0 ? row.name.slice(at) : '')];
      if (!earlier || !isAsked(earlier)) return false;
      var wanted = of.in.split(' ');
      return values(earlier).some(function (value) { return wanted.indexOf(value) >= 0; });
    }

    function rowsOf(question) {
      return rows.filter(function (row) { return row.question === question && isAsked(row); });
    }

    // What is gone through: the start, each question that is asked (on phones each card of it), the end.
    function steps() {
      var wide = window.matchMedia('(min-width: 56.25em)').matches;
      var list = [{ id: 'dau' }];
      questions.forEach(function (question) {
        var own = rowsOf(question);
        if (own.length === 0) return;
        if (question.classList.contains('m') && !wide) {
          own.forEach(function (row) { list.push({ id: row.place.id, question: question, card: row.place }); });
        } else {
          list.push({ id: question.id, question: question });
        }
      });
      return list.concat({ id: 'gui' });
    }

    function here() {
      var id = decodeURIComponent(location.hash.slice(1));
      var list = steps();
      for (var i = 0; i < list.length; i += 1) {
        if (list[i].id === id || (list[i].question && list[i].question.id === id)) return i;
      }
      return 0;
    }

    function keep() {
      if (isKiosk) return;
      draft.v = {};
      rows.forEach(function (row) {
        var chosen = values(row);
        if (chosen.length) draft.v[row.name] = chosen;
      });
      write(data.key, draft);
    }

    function refresh() {
      rows.forEach(function (row) {
        var asked = isAsked(row);
        row.place.hidden = !asked;
        row.inputs.forEach(function (input) { input.disabled = !asked; });
      });
    }

    function fault(step, text) {
      var place = step.question.querySelector('.err');
      place.textContent = text;
      place.hidden = !text;
      if (text) place.focus();
    }

    function wrong(step) {
      if (!step.question) return '';
      var of = step.question.dataset;
      var own = rowsOf(step.question).filter(function (row) { return !step.card || row.place === step.card; });
      var isOpen = own.some(function (row) { return values(row).length === 0; });
      if ('must' in of && isOpen) return data.must;
      var isMuch = own.some(function (row) { return of.most && values(row).length > Number(of.most); });
      return isMuch ? data.most.replace('{0}', of.most) : '';
    }

    function show() {
      refresh();
      var list = steps();
      var index = here();
      var step = list[index];
      var asked = questions.filter(function (question) { return rowsOf(question).length > 0; });
      all('.on', form).forEach(function (place) { place.classList.remove('on'); });
      [step.question, step.card, step.question ? null : document.getElementById(step.id)].forEach(function (place) {
        if (place) place.classList.add('on');
      });
      nav.hidden = index === 0;
      bar.hidden = !step.question;
      form.querySelector('.next').hidden = index === list.length - 1;
      if (step.question) {
        var number = asked.indexOf(step.question) + 1;
        var cards = list.filter(function (other) { return other.card && other.question === step.question; });
        var card = step.card ? ' – ' + (cards.indexOf(step) + 1) + '/' + cards.length : '';
        bar.querySelector('span').textContent = data.at.replace('{0}', number).replace('{1}', asked.length) + card;
        bar.querySelector('progress').value = (index - 1) / (list.length - 2);
      }
      if (step.id === 'gui') left(asked);
      form.querySelector('.keep').hidden = isKiosk || index === 0;
      if (index > 0 || draft.at) {
        draft.at = step.id;
        keep();
      }
      var title = step.question ? step.question.querySelector('legend') : document.querySelector('#' + step.id + ' h2');
      if (title && location.hash) {
        title.tabIndex = -1;
        title.focus();
      }
      window.scrollTo(0, 0);
    }

    // Says at the end what was passed over.
    function left(asked) {
      var open = asked.filter(function (question) {
        return rowsOf(question).some(function (row) { return values(row).length === 0; });
      });
      var place = form.querySelector('.left');
      place.hidden = open.length === 0;
      if (open.length === 0) return;
      place.querySelector('span').textContent = data.left.replace('{0}', open.length);
      place.querySelector('a').href = '#' + open[0].id;
    }

    function go(id) {
      if (location.hash === '#' + id) show();
      else if (isKiosk) location.replace('#' + id);
      else location.hash = id;
    }

    function move(by) {
      var list = steps();
      var index = here();
      var text = by > 0 ? wrong(list[index]) : '';
      if (list[index].question) fault(list[index], text);
      if (!text) go(list[Math.max(0, Math.min(list.length - 1, index + by))].id);
    }

    function restore() {
      if ('kept' in data || !draft.v) return;
      rows.forEach(function (row) {
        var kept = draft.v[row.name] || [];
        row.inputs.forEach(function (input) {
          if (input.type === 'textarea') input.value = kept[0] || '';
          else input.checked = kept.indexOf(input.value) >= 0;
        });
      });
    }

    function submit(event) {
      if (sending) return event.preventDefault();
      var list = steps();
      for (var i = 0; i < list.length; i += 1) {
        var text = wrong(list[i]);
        if (text) {
          event.preventDefault();
          go(list[i].id);
          return setTimeout(fault, 50, list[i], text);
        }
      }
      if (window.crypto && crypto.getRandomValues) {
        draft.n = draft.n || hex(crypto.getRandomValues(new Uint8Array(16)));
        form.elements.so.value = draft.n;
      }
      keep();
      sending = true;
    }

    form.addEventListener('change', function () {
      refresh();
      keep();
      var step = steps()[here()];
      if (step.question && !wrong(step)) fault(step, '');
    });
    form.addEventListener('input', keep);
    form.addEventListener('submit', submit);
    form.addEventListener('keydown', function (event) {
      if (event.key !== 'Enter' || /TEXTAREA|BUTTON|A/.test(event.target.nodeName)) return;
      event.preventDefault();
      move(1);
    });
    form.querySelector('.begin').addEventListener('click', function () { move(1); });
    form.querySelector('.next').addEventListener('click', function () { move(1); });
    form.querySelector('.back').addEventListener('click', function () { move(-1); });
    form.querySelector('.wipe').addEventListener('click', function () {
      erase(data.key);
      location.replace(location.pathname);
    });
    window.addEventListener('hashchange', show);
    window.addEventListener('resize', show);
    window.addEventListener('pageshow', function () { sending = false; });
    if (isKiosk) idle(form, data);
    restore();
    refresh();
    if ('kept' in data) {
      var first = document.querySelector('.sum a');
      if (first) location.replace(first.getAttribute('href'));
    } else if (!location.hash && draft.at) {
      location.replace('#' + draft.at);
    }
    show();
  }

  // A device that nobody touches for a minute starts afresh.
  function idle(form, data) {
    var timer;
    function again() {
      clearTimeout(timer);
      timer = setTimeout(function () { location.replace(data.home); }, 60000);
    }
    ['click', 'keydown', 'touchstart', 'input', 'scroll'].forEach(function (kind) {
      document.addEventListener(kind, again, true);
    });
    again();
  }

  document.addEventListener('DOMContentLoaded', function () {
    large();
    var form = document.querySelector('form[data-key]');
    var done = document.querySelector('[data-sent]');
    if (form) Form(form);
    if (done) sent(done);
  });
})();
