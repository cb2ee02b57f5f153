// The administrator opens a round, step by step; and one round goes its whole way without scripts.
import { checkPage, expect } from '../lib/browser.mjs';
import { mend, openAs, pdf } from '../lib/staff.mjs';

const STEPS = ['thong-tin', 'bo-tieu-chi', 'don-vi', 'thoi-gian', 'tham-dinh', 'hoi-dong', 'quyen', 'mo'];
const SET = 'vinh-long/cap-xa@2022';

// A day from now on, as people write it.
const day = (ahead) => {
  const at = new Date(Date.now() + ahead * 86_400_000);
  const two = (number) => String(number).padStart(2, '0');
  return `${two(at.getDate())}/${two(at.getMonth() + 1)}/${at.getFullYear()}`;
};

const stepOf = (code, step) => (step === 'quyen' ? `/ky/${code}/quyen` : `/ky/${code}/thiet-lap/${step}`);

const choose = async (form, name, words) => {
  const options = form.locator(`[name="${name}"] option`);
  const value = await options.evaluateAll((all, wanted) => all.find((option) => option.textContent.includes(wanted))?.value, words);
  expect(value !== undefined, `${name} offers ${words}`);
  await form.locator(`[name="${name}"]`).selectOption(value);
};

// Lays a round down on /ky/moi and takes it through every step up to the last look.
async function prepare(page, base, code, look) {
  await page.goto(`${base}/ky`);
  await page.getByRole('link', { name: 'Lập kỳ đánh giá mới' }).click();
  await look('new');
  const form = page.locator('form:has([name="ten"])');
  await form.locator('[name="ten"]').fill(`Đánh giá thử ${code}`);
  await form.locator('[name="ma"]').fill(code);
  await form.locator('[name="bo"]').selectOption(SET);
  await choose(form, 'loai', 'Cấp xã');
  await form.locator('[name="nhom"]').fill('Xã, phường');
  await form.getByRole('button', { name: 'Lập kỳ' }).click();
  await page.waitForURL(new RegExp(`/ky/${code}/`));

  // Every step is there and sound before anything more is said.
  for (const step of STEPS) {
    await page.goto(base + stepOf(code, step));
    await look(step);
  }

  // The check says what is missing and leads there.
  const blocked = page.locator('section.panel').first().locator('a');
  expect(await blocked.count() > 0, 'a round without dates is blocked');
  await page.goto(base + stepOf(code, 'thoi-gian'));
  const dates = page.locator('form:has([name="self_assessment-ngay"])');
  await dates.locator('[name="self_assessment-ngay"]').fill(day(20));
  await dates.locator('[name="self_assessment-gio"]').fill('17:00');
  for (const after of await dates.locator('input[name$="-sau"]:not([name^="self_assessment"])').all()) await after.fill('10');
  await dates.locator('button[name="tiep"]').click();

  // Who appraises, who sits in the council, who fills in and signs for one commune.
  await page.goto(base + stepOf(code, 'tham-dinh'));
  const appraisal = page.locator('form:has([name="tieu-chi"])');
  await choose(appraisal, 'nguoi', '(thamdinh)');
  await appraisal.getByRole('button', { name: 'Giao' }).click();
  await page.goto(base + stepOf(code, 'hoi-dong'));
  const decision = page.locator('form:has([name="so"])');
  await decision.locator('[name="so"]').fill('12/QĐ-UBND');
  await decision.locator('[name="ngay"]').fill(day(-5));
  await decision.locator('[name="noi-ban-hanh"]').fill('Ủy ban nhân dân tỉnh (giả định)');
  await decision.getByRole('button', { name: 'Lưu' }).click();
  const council = page.locator('form:has([name="vai"])');
  await choose(council, 'nguoi', '(hoidong)');
  await choose(council, 'vai', 'Chủ tịch');
  await council.getByRole('button', { name: 'Thêm' }).click();
  for (const [login, role] of [['canbo', 'Người nhập liệu'], ['lanhdao', 'Thủ trưởng']]) {
    await page.goto(base + stepOf(code, 'quyen'));
    const roles = page.locator('form:has([name="vai"])');
    await choose(roles, 'nguoi', `(${login})`);
    await choose(roles, 'vai', role);
    await choose(roles, 'don-vi', 'Xã Mẫu 1');
    await roles.getByRole('button', { name: 'Giao' }).click();
    await look(`role of ${login}`);
  }
}

// The last look, and opening.
async function open(page, base, code, look) {
  await page.goto(base + stepOf(code, 'mo'));
  await look('open');
  const blocked = await page.locator('section.panel').first().locator('ul').first().innerText().catch(() => '');
  const button = page.getByRole('button', { name: 'Mở kỳ' });
  expect(await button.count() === 1, `nothing blocks: ${blocked}`);
  await page.locator('[name="dong-y"]').check();
  await button.click();
  await page.goto(`${base}/ky/${code}`);
  const told = await page.locator('main').innerText();
  expect(/[1-9]\d* cơ quan/.test(told), `the dashboard counts the communes: ${told.slice(0, 300)}`);
  await look('opened');
}

export async function an_administrator_opens_a_round_from_the_first_step_to_the_last({ base, browser }) {
  for (const size of ['desktop', 'phone']) {
    const { page, faults, close } = await openAs(browser, base, 'quantri', { size });
    const look = (label) => checkPage(page, faults, `${label} ${size}`);
    const code = `thu-${size}-${Date.now()}`;
    await prepare(page, base, code, look);
    await open(page, base, code, look);
    // What was frozen cannot be set up again.
    await page.goto(base + stepOf(code, 'thoi-gian'));
    expect(await page.locator('[name="self_assessment-ngay"]').count() === 0, 'an open round has no set-up');
    await close();
  }
}

// Nothing to look at: axe is a script.
const unlooked = async () => {};

export async function a_round_goes_its_whole_way_without_scripts({ base, browser }) {
  const without = (login) => openAs(browser, base, login, { javaScript: false });
  const code = `khong-kich-ban-${Date.now()}`;
  const [admin, clerk, head] = [await without('quantri'), await without('canbo'), await without('lanhdao')];
  await prepare(admin.page, base, code, unlooked);
  await open(admin.page, base, code, unlooked);
  const of = (page) => `${base}/ky/${code}/${page}/xa-001`;

  // The task leads to the form; a document is cited, a file is sent with a plain form and named.
  await clerk.page.goto(`${base}/viec`);
  await clerk.page.locator(`a[href*="/ky/${code}/"]`).first().click();
  const first = await clerk.page.locator('#danh-muc a').first().getAttribute('href');
  await clerk.page.goto(`${base}${first.split('?')[0]}/minh-chung`);
  const cite = clerk.page.locator('#them form');
  await cite.locator('[name="so"]').fill('45/KH-UBND');
  await cite.locator('[name="ngay"]').fill(day(-30));
  await cite.locator('[name="cq-bh"]').fill('Ủy ban nhân dân xã (giả định)');
  await cite.locator('[name="trich-yeu"]').fill('Kế hoạch chuyển đổi số (minh họa)');
  await cite.getByRole('button', { name: 'Thêm minh chứng' }).click();
  await clerk.page.goto(`${base}${first.split('?')[0]}/minh-chung`);
  await clerk.page.locator('#minh-chung').getByText('45/KH-UBND').waitFor();
  const drop = clerk.page.locator('form.drop');
  await drop.locator('[name="khai"]').check();
  await drop.locator('#tep-chon').setInputFiles([{ name: `bao-cao-${code}.pdf`, mimeType: 'application/pdf', buffer: pdf(code) }]);
  await drop.getByRole('button', { name: 'Gửi tệp' }).click();
  await clerk.page.goto(`${base}${first.split('?')[0]}/minh-chung`);
  const waiting = clerk.page.locator('#minh-chung form:has([name="tep"][type="hidden"])').first();
  await waiting.locator('[name="khac"]').check();
  await waiting.locator('[name="trich-yeu"]').fill('Ảnh chụp hệ thống (minh họa)');
  await waiting.getByRole('button').click();
  await clerk.page.goto(`${base}${first.split('?')[0]}/minh-chung`);
  await clerk.page.locator('#minh-chung').getByText('Ảnh chụp hệ thống (minh họa)').first().waitFor();

  // Filled in, looked over, handed to the head.
  await mend(clerk.page, of('trinh-ky'));
  await clerk.page.goto(of('trinh-ky'));
  await clerk.page.getByRole('button', { name: 'Trình thủ trưởng ký duyệt' }).click();
  await head.page.goto(`${base}/viec`);
  await head.page.locator(`a[href*="/ky/${code}/ky-duyet/"]`).click();
  await head.page.getByRole('button', { name: 'Ký duyệt và nộp' }).click();
  await head.page.goto(of('bien-nhan'));
  const receipt = (await head.page.locator('main').innerText()).match(/[0-9A-F]{4}-[0-9A-F]{4}/)?.[0];
  expect(receipt, 'the receipt has a check code');
  await head.page.locator('[name="so"]').fill('87/BC-UBND');
  await head.page.locator('[name="ngay"]').fill(day(0));
  await head.page.locator('form:has([name="so"]) button').click();
  await head.page.goto(of('bien-nhan'));
  await head.page.getByText('87/BC-UBND').first().waitFor();

  // The administrator sees it handed in, whole, and reminds another commune.
  await admin.page.goto(`${base}/ky/${code}?xem=submitted`);
  const row = await admin.page.locator('tbody tr', { hasText: 'Xã Mẫu 1' }).first().innerText();
  expect(row.includes('Đã nộp') && /(\d+)\/\1/.test(row), `the dashboard says: ${row}`);
  await admin.page.goto(`${base}/ky/${code}/nhac`);
  expect(!(await admin.page.locator('main').innerText()).includes('Nhắc Xã Mẫu 1\n'), 'who has handed in is not reminded');
  for (const { close } of [admin, clerk, head]) await close();
}
