// The parts of the scripts that need no browser: node --test unit/
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const load = createRequire(import.meta.url);
const ui = load('../../crates/web/assets/js/ui.js');
const upload = load('../../crates/web/assets/js/upload.js');

function storage(limit = Infinity) {
  const kept = {};
  Object.defineProperties(kept, {
    getItem: { value: (name) => kept[name] ?? null },
    removeItem: { value: (name) => { delete kept[name]; } },
    setItem: {
      value: (name, value) => {
        if (value.length > limit) throw new Error('full');
        kept[name] = value;
      },
    },
  });
  return kept;
}

const entry = (key, field, typedAt, values = { a: '1' }) => ({ key, field, typedAt, values, base: 0 });

test('words are found in any order, without accents and case', () => {
  assert.equal(ui.fold('Phường Đồng Tháp – HÒA'), 'phuong dong thap – hoa');
  assert.ok(ui.matches('3.2 Tỷ lệ máy tính cài phần mềm', 'phan mem 3.2'));
  assert.ok(!ui.matches('3.2 Tỷ lệ máy tính', 'mã độc'));
});

test('tries come after 2, 4 … 30 seconds', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 9].map(ui.patience), [2000, 4000, 8000, 16000, 30000, 30000]);
});

test('what two people wrote alike is no conflict', () => {
  assert.ok(ui.same({ a: '111', b: '120 ' }, { a: '111', b: '120' }));
  assert.ok(!ui.same({ a: '111' }, { a: '112' }));
  assert.ok(ui.same({ a: '' }, {}));
});

test('unknown names of a sentence stay', () => {
  assert.equal(ui.fill('Đã lưu lúc [at] [x]', { at: '14:32:08' }), 'Đã lưu lúc 14:32:08 [x]');
});

test('every state is shown for 800 ms, and the newest of those that wait wins', () => {
  let now = 0;
  const later = [];
  const shown = [];
  const set = ui.pacer((state) => shown.push([now, state]), () => now, (work, ms) => later.push([now + ms, work]));
  set('saving');
  now = 100;
  set('saved');
  now = 200;
  set('saving again');
  now = 800;
  later.shift()[1]();
  assert.deepEqual(shown, [[0, 'saving'], [800, 'saving again']]);
  assert.equal(later.length, 0);
});

test('what was typed is kept by person, oldest first, and erased for that person alone', () => {
  const kept = storage();
  const mine = ui.outbox(kept, 'p1');
  const other = ui.outbox(kept, 'p2');
  mine.put(entry('r|u|3.2', 'note', 20));
  mine.put(entry('r|u|3.1', 'figures', 10));
  other.put(entry('r|u|3.1', 'figures', 5));
  assert.deepEqual(mine.all().map((one) => one.field), ['figures', 'note']);
  mine.drop('r|u|3.1', 'figures');
  assert.equal(mine.all().length, 1);
  mine.erase();
  assert.equal(mine.all().length, 0);
  assert.equal(other.all().length, 1);
});

test('a full storage loses nothing while the page is open', () => {
  const mine = ui.outbox(storage(10), 'p1');
  mine.put(entry('r|u|3.2', 'note', 1));
  assert.equal(mine.get('r|u|3.2', 'note').values.a, '1');
  mine.drop('r|u|3.2', 'note');
  assert.equal(mine.all().length, 0);
});

test('what is damaged in the storage is left out', () => {
  const kept = storage();
  kept.setItem('thuocdo:chua-gui:p1:x:note', '{');
  assert.deepEqual(ui.outbox(kept, 'p1').all(), []);
});

test('pieces follow the line between 256 KB and 8 MB', () => {
  assert.equal(upload.nextPiece(1 << 20, 1), 2 << 20);
  assert.equal(upload.nextPiece(1 << 20, 4), 1 << 20);
  assert.equal(upload.nextPiece(1 << 20, 20), 1 << 19);
  assert.equal(upload.nextPiece(1 << 18, 60), 1 << 18);
  assert.equal(upload.nextPiece(8 << 20, 1), 8 << 20);
});

test('metadata travels as base64 of UTF-8', () => {
  assert.equal(upload.metadata({ filename: 'Ảnh.png', empty: '' }), `filename ${Buffer.from('Ảnh.png').toString('base64')}`);
  assert.ok(upload.isTaken('A.PDF', ['.pdf']));
  assert.ok(!upload.isTaken('a.exe', ['.pdf']));
});
