// The scripts of the staff pages against a server that plays tricks: late, cut, contradicting, locked.
// The page is the workbench of the gallery; what it sends is answered here.
import { checkPage, expect, openPage } from '../lib/browser.mjs';

const BENCH = '/kieu-dang/can-bo/ban-lam-viec';

// Opens the bench; `answer(values, n)` gives [status, body] for the n-th save, or null to cut the line.
async function openBench({ base, browser }, answer, options = {}) {
  const opened = await openPage(browser, { base, ...options });
  const { page } = opened;
  const saves = [];
  let flying = 0;
  const state = { answer, most: 0, saves };
  await page.route('**/kieu-dang/can-bo/luu', async (route) => {
    const values = Object.fromEntries(new URLSearchParams(route.request().postData()));
    saves.push(values);
    flying += 1;
    state.most = Math.max(state.most, flying);
    try {
      const told = await state.answer(values, saves.length);
      if (told === null) await route.abort('connectionfailed').catch(() => {});
      else await route.fulfill({ status: told[0], contentType: 'application/json', body: JSON.stringify(told[1]) }).catch(() => {});
    } finally {
      flying -= 1;
    }
  });
  await page.goto(base + BENCH);
  return { ...opened, state };
}

const fine = (values) => [200, { v: Number(values.ban) + 1, at: '14:32:08', points: '1,90', ratio: '95,00%', done: 37 }];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const line = (page) => page.locator('[data-status]');
const shows = (page, text) => page.waitForFunction((wanted) => document.querySelector('[data-status]').textContent.includes(wanted), text, { timeout: 4000 });

export async function typing_is_saved_after_a_moment_one_request_at_a_time(world) {
  const { page, state, close } = await openBench(world, async (values) => {
    await pause(700);
    return fine(values);
  });
  await page.getByLabel('a – Máy tính đã cài phần mềm').fill('114');
  await pause(800);
  expect(state.saves.length === 1, `a pause sends once, sent ${state.saves.length}`);
  expect(state.saves[0].truong === 'figures' && state.saves[0].ban === '3' && state.saves[0].a === '114' && state.saves[0].b === '120', JSON.stringify(state.saves[0]));
  await page.getByLabel('a – Máy tính đã cài phần mềm').fill('115');
  await page.getByLabel(/Giải trình/).fill('Ghi chú mới');
  await shows(page, 'Đã lưu lúc 14:32:08');
  await pause(2500);
  expect(state.most === 1, `${state.most} requests at once`);
  const figures = state.saves.filter((values) => values.truong === 'figures');
  expect(figures.at(-1).a === '115' && figures.at(-1).ban === '4', `what was typed meanwhile follows on the new version: ${JSON.stringify(figures)}`);
  expect(state.saves.some((values) => values.truong === 'note' && values.note === 'Ghi chú mới'), 'the other field went out by itself');
  expect((await page.locator('output').innerText()) === '95,00%', 'the page shows what the server computed');
  expect(await page.evaluate(() => Object.keys(localStorage).length) === 0, 'nothing stays behind');
  await close();
}

export async function a_cut_line_is_said_within_3_s_and_nothing_is_lost(world) {
  const { page, state, close } = await openBench(world, () => null);
  const began = Date.now();
  await page.getByLabel(/Giải trình/).fill('Viết khi mất mạng');
  await shows(page, 'Mất kết nối');
  expect(Date.now() - began < 3800, 'within 3 s after sending');
  await page.reload();
  expect((await page.getByLabel(/Giải trình/).inputValue()) === 'Viết khi mất mạng', 'the text is there after a reload');
  state.answer = fine;
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await shows(page, 'Đã lưu');
  expect(state.saves.at(-1).note === 'Viết khi mất mạng', 'it went out without a click');
  await close();
}

export async function a_silent_server_counts_as_no_line(world) {
  const { page, close } = await openBench(world, async (values) => {
    await pause(5000);
    return fine(values);
  });
  await page.getByLabel(/Giải trình/).fill('Chờ');
  await page.locator('h1').click();
  await page.waitForFunction(() => document.querySelector('[data-status]').dataset.state === 'offline', null, { timeout: 4500 });
  await shows(page, 'Đã lưu').catch(() => {});
  await close();
}

export async function two_texts_are_shown_and_the_person_chooses(world) {
  const theirs = { v: 9, value: { note: 'Bản của đồng nghiệp' }, by: 'Trần Văn Mẫu', at: '14:29:10' };
  const { page, state, faults, close } = await openBench(world, (values) => (values.ban === '9' ? fine(values) : [409, theirs]));
  await page.getByLabel(/Giải trình/).fill('Bản của tôi');
  const box = page.locator('#xung-dot-note');
  await box.waitFor();
  const text = await box.innerText();
  for (const part of ['Bản của đồng nghiệp', 'Bản của tôi', 'Trần Văn Mẫu', '14:29:10']) expect(text.includes(part), `the box shows ${part}: ${text}`);
  await shows(page, 'Có xung đột');
  faults.length = 0;
  await checkPage(page, faults, 'conflict');
  await box.getByRole('button', { name: 'Dùng bản của tôi' }).click();
  await shows(page, 'Đã lưu');
  expect(state.saves.at(-1).ban === '9' && state.saves.at(-1).note === 'Bản của tôi', JSON.stringify(state.saves.at(-1)));
  state.answer = () => [409, { ...theirs, v: 12 }];
  await page.getByLabel(/Giải trình/).fill('Lần nữa');
  await box.waitFor();
  await box.getByRole('button', { name: 'Dùng bản đã lưu' }).click();
  expect((await page.getByLabel(/Giải trình/).inputValue()) === 'Bản của đồng nghiệp', 'the saved text stands in the field');
  expect(await page.evaluate(() => Object.keys(localStorage).length) === 0, 'nothing waits any more');
  await close();
}

export async function the_same_text_twice_is_no_conflict(world) {
  const { page, close } = await openBench(world, () => [409, { v: 5, value: { note: 'Giống nhau' }, by: 'B', at: '10:00:00' }]);
  await page.getByLabel(/Giải trình/).fill('Giống nhau');
  await shows(page, 'Đã lưu');
  expect(await page.locator('#xung-dot-note').count() === 0, 'no box');
  await close();
}

export async function a_refused_value_stays_and_is_marked(world) {
  const { page, state, close } = await openBench(world, (values) => (values.diem === '2,50' ? [422, { message: 'Điểm phải từ 0 đến 2,00.', field: 'diem' }] : fine(values)));
  await page.getByLabel('Điểm tự chấm').fill('2,50');
  await page.getByText('Điểm phải từ 0 đến 2,00.').first().waitFor();
  const field = page.getByLabel('Điểm tự chấm');
  expect((await field.inputValue()) === '2,50' && (await field.getAttribute('aria-invalid')) === 'true', 'kept and marked');
  await field.fill('2,00');
  await shows(page, 'Đã lưu');
  expect((await field.getAttribute('aria-invalid')) === null, 'the mark goes');
  expect(state.saves.at(-1).diem === '2,00', 'the corrected value went out');
  await close();
}

export async function a_locked_session_keeps_the_text_and_sends_it_after_the_password(world) {
  const { page, state, faults, close } = await openBench(world, () => [401, {}]);
  await page.route('**/dang-nhap/mo-khoa', (route) => {
    const isRight = route.request().postData().includes('mat-khau=dung');
    return route.fulfill({ status: isRight ? 200 : 422, contentType: 'text/html', body: '' });
  });
  await page.getByLabel(/Giải trình/).fill('Trước khi khóa');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  faults.length = 0;
  await checkPage(page, faults, 'unlock');
  await dialog.getByLabel('Mật khẩu').fill('sai');
  await page.keyboard.press('Enter');
  await dialog.getByText('Mật khẩu chưa đúng').waitFor();
  state.answer = fine;
  await dialog.getByLabel('Mật khẩu').fill('dung');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await shows(page, 'Đã lưu');
  expect(state.saves.at(-1).note === 'Trước khi khóa', 'sent after unlocking');
  await close();
}

export async function signing_out_with_unsent_text_asks(world) {
  const { page, close } = await openBench(world, () => null);
  await page.getByLabel(/Giải trình/).fill('Chưa gửi');
  await shows(page, 'Mất kết nối');
  await page.locator('details.menu > summary').click();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Còn 1 mục chưa gửi').waitFor();
  await dialog.getByRole('button', { name: 'Thôi' }).click();
  expect(await page.evaluate(() => Object.keys(localStorage).length) === 1, 'the text is still kept');
  await close();
}

export async function keys_work_and_are_listed(world) {
  const { page, faults, close } = await openBench(world, fine);
  await page.getByLabel(/Giải trình/).focus();
  await page.keyboard.press('Alt+h');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Ctrl+Enter').waitFor();
  faults.length = 0;
  await checkPage(page, faults, 'keys');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+l');
  expect(await page.evaluate(() => document.activeElement.id) === 'loc', 'Alt+L leads to the filter');
  await page.keyboard.type('3.6');
  await page.waitForFunction(() => [...document.querySelectorAll('.items li')].filter((item) => !item.hidden).length === 1);
  await page.getByLabel(/Giải trình/).fill('Xong');
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/#sau$/);
  await close();
}

// A tus server in memory; `cut(n)` says whether the n-th piece is cut on the way.
async function tusServer(page, cut) {
  const files = new Map();
  let pieces = 0;
  await page.route('**/tep/**', async (route) => {
    const request = route.request();
    const path = new URL(request.url()).pathname;
    if (request.method() === 'POST') {
      files.set('/tep/1', { size: Number(request.headers()['upload-length']), bytes: Buffer.alloc(0) });
      return route.fulfill({ status: 201, headers: { location: '/tep/1' } });
    }
    const file = files.get(path);
    if (!file) return route.fulfill({ status: 404 });
    if (request.method() === 'PATCH') {
      pieces += 1;
      if (cut(pieces)) return route.abort('connectionreset');
      if (Number(request.headers()['upload-offset']) !== file.bytes.length) return route.fulfill({ status: 409 });
      file.bytes = Buffer.concat([file.bytes, request.postDataBuffer() ?? Buffer.alloc(0)]);
    }
    return route.fulfill({ status: request.method() === 'HEAD' ? 200 : 204, headers: { 'upload-offset': String(file.bytes.length), 'upload-length': String(file.size) } });
  });
  return files;
}

export async function an_upload_goes_on_after_cuts(world) {
  const { page, close } = await openBench(world, fine);
  const files = await tusServer(page, (piece) => [1, 3].includes(piece));
  const bytes = Buffer.alloc(700_000, 7);
  await page.getByLabel('Tôi cam kết').check();
  await page.locator('#tep').setInputFiles([{ name: 'bao-cao.pdf', mimeType: 'application/pdf', buffer: bytes }]);
  await page.getByText('Đang chờ mạng – sẽ gửi tiếp từ 0,0/0,7 MB').waitFor();
  await page.getByText('Đã gửi xong').first().waitFor({ timeout: 20000 });
  expect(files.get('/tep/1').bytes.equals(bytes), 'all bytes arrived once');
  await close();
}

export async function a_wrong_type_is_refused_before_it_is_sent(world) {
  const { page, close } = await openBench(world, fine);
  const files = await tusServer(page, () => false);
  await page.locator('#tep').setInputFiles([{ name: 'tep.pdf', mimeType: 'application/pdf', buffer: Buffer.from('x') }]);
  await page.getByText('Hãy đánh dấu cam kết').waitFor();
  await page.getByLabel('Tôi cam kết').check();
  await page.locator('#tep').setInputFiles([{ name: 'chuong-trinh.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') }]);
  await page.getByText('chuong-trinh.exe: Không nhận loại tệp này').waitFor();
  expect(files.size === 0, 'nothing was sent');
  await close();
}

export async function the_gallery_of_the_staff_pages_is_sound(world) {
  for (const size of ['desktop', 'phone']) {
    for (const path of ['/kieu-dang/can-bo', BENCH, `/en${BENCH}`]) {
      const { page, faults, close } = await openPage(world.browser, { base: world.base, size });
      await page.goto(world.base + path);
      await checkPage(page, faults, `${path} ${size}`);
      await close();
    }
  }
}
