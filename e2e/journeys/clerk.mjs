// A clerk assesses: by keyboard and phone, with a colleague, over a bad line, without scripts.
import { checkPage, expect } from '../lib/browser.mjs';
import { criteria, openAs, pdf, says, workbench } from '../lib/staff.mjs';

const note = (page) => page.getByLabel(/^Giải trình, ghi chú/);

// The n-th criterion that the clerk may fill in.
async function openCriterion(page, base, n, unit) {
  const codes = await criteria(page, base, unit);
  for (const code of codes.slice(n)) {
    await page.goto(base + workbench(code, unit));
    if (await page.locator('form[data-save] [data-field="note"] textarea:enabled').count()) return code;
  }
  throw new Error('no criterion is open');
}

async function assess(world, size) {
  const { page, faults, close } = await openAs(world.browser, world.base, 'canbo', { size });
  await page.goto(world.base + workbench());
  await checkPage(page, faults, `list ${size}`);
  const code = await openCriterion(page, world.base, size === 'phone' ? 6 : 0);
  await checkPage(page, faults, `criterion ${size}`);
  const text = `Ghi chú ${size} ${Date.now()}`;
  await note(page).fill(text);
  await says(page, 'Đã lưu');
  await page.reload();
  expect((await note(page).inputValue()) === text, 'a reload shows the text');
  await page.keyboard.press('Alt+ArrowDown');
  await page.waitForFunction((before) => !location.pathname.endsWith(`/${before}`), code);
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  await checkPage(page, faults, `next ${size}`);
  if (size === 'phone') {
    const heights = await page.$$eval('form[data-save] .inp input, form[data-save] textarea, form[data-save] button', (controls) => controls
      .map((control) => control.getBoundingClientRect()).filter((box) => box.height > 0).map((box) => box.height));
    expect(heights.every((height) => height >= 44), `targets of ${heights.map(Math.round)} px`);
  }
  await close();
}

export const a_clerk_assesses_on_a_desk = (world) => assess(world, 'desktop');

export const a_clerk_assesses_on_a_phone = (world) => assess(world, 'phone');

// A real file through the real protocol: declared, sent in pieces, named, attached, looked at.
async function upload(world, size) {
  const { page, faults, close } = await openAs(world.browser, world.base, 'canbo', { size });
  await openCriterion(page, world.base, size === 'phone' ? 12 : 9);
  const pane = page.locator('#minh-chung');
  const name = `bao-cao-${size}-${Date.now()}.pdf`;
  const number = `${Date.now() % 100000}/BC-UBND`;
  await pane.locator('[data-declare]').check();
  await pane.locator('#tep-chon').setInputFiles([{ name, mimeType: 'application/pdf', buffer: pdf(name) }]);
  const waiting = pane.locator('.ev', { hasText: name });
  await waiting.locator('[name="so"]').waitFor({ timeout: 20000 });
  await checkPage(page, faults, `a file waits ${size}`);
  await waiting.locator('[name="so"]').fill(number);
  await waiting.locator('[name="ngay"]').fill('12/03/2026');
  await waiting.locator('[name="cq-bh"]').fill('UBND Xã Mẫu 1');
  await waiting.locator('[name="trich-yeu"]').fill('Báo cáo thử tải tệp (minh họa)');
  await waiting.getByRole('button', { name: 'Lưu và gắn vào tiêu chí' }).click();
  const item = pane.locator('.ev', { hasText: number });
  await item.waitFor();
  await page.reload();
  await item.getByRole('link', { name: /^Xem/ }).click();
  await page.locator('#xem-tep img').first().waitFor({ timeout: 20000 });
  await checkPage(page, faults, `the viewer ${size}`);
  const frames = await page.locator('#xem-tep img').evaluateAll((images) => images.map((image) => new URL(image.src).pathname));
  expect(frames.every((path) => !path.endsWith('.pdf')), 'pages are pictures of ours');
  await close();
}

export const a_clerk_uploads_a_file_on_a_desk = (world) => upload(world, 'desktop');

export const a_clerk_uploads_a_file_on_a_phone = (world) => upload(world, 'phone');

export async function keys_save_and_open_the_next_criterion({ base, browser }) {
  const { page, close } = await openAs(browser, base, 'canbo');
  const code = await openCriterion(page, base, 2);
  const text = `Bằng phím ${Date.now()}`;
  await note(page).fill(text);
  await page.keyboard.press('Control+Enter');
  await page.waitForFunction((before) => !location.pathname.endsWith(`/${before}`), code);
  await page.goto(base + workbench(code));
  expect((await note(page).inputValue()) === text, 'Ctrl+Enter saved before it went on');
  await close();
}

export async function two_colleagues_edit_at_once({ base, browser }) {
  const first = await openAs(browser, base, 'canbo');
  const second = await openAs(browser, base, 'canbo2');
  const code = await openCriterion(first.page, base, 4);
  await second.page.goto(base + workbench(code));
  await first.page.locator('[data-presence]').getByText('Phạm Văn Mẫu Đồng Nghiệp').waitFor({ timeout: 6000 });
  const [mine, theirs] = [`Của tôi ${Date.now()}`, `Của đồng nghiệp ${Date.now()}`];

  // The same field: the slower one sees both texts and chooses.
  await first.page.route('**/cung-lam', (route) => route.abort());
  await note(second.page).fill(theirs);
  await says(second.page, 'Đã lưu');
  await note(first.page).fill(mine);
  const box = first.page.locator('#xung-dot-note');
  await box.waitFor();
  const text = await box.innerText();
  for (const part of [mine, theirs, 'Phạm Văn Mẫu Đồng Nghiệp']) expect(text.includes(part), `the box shows ${part}`);
  first.faults.length = 0;
  await checkPage(first.page, first.faults, 'conflict');
  await box.getByRole('button', { name: 'Dùng bản của tôi' }).click();
  await says(first.page, 'Đã lưu');
  await first.page.goto(`${base}${workbench(code)}/lich-su/note`);
  const history = await first.page.locator('main').innerText();
  expect(history.includes(mine) && history.includes(theirs), 'the history has both');
  first.faults.length = 0;
  await checkPage(first.page, first.faults, 'history');

  // Different fields: no conflict, and the other's value appears by itself.
  await first.page.unroute('**/cung-lam');
  await first.page.goto(base + workbench(code));
  await second.page.goto(base + workbench(code));
  await first.page.locator('h1').click();
  const late = `Sau đó ${Date.now()}`;
  await note(second.page).fill(late);
  await says(second.page, 'Đã lưu');
  await first.page.waitForFunction((wanted) => document.querySelector('[data-field="note"] textarea').value === wanted, late, { timeout: 8000 });
  expect(await first.page.locator('.clash').count() === 0, 'no conflict');
  await first.close();
  await second.close();
}

export async function a_cut_line_keeps_the_text_and_sends_it_on_return({ base, browser }) {
  const { page, close } = await openAs(browser, base, 'canbo');
  await openCriterion(page, base, 8);
  const text = `Khi mất mạng ${Date.now()}`;
  await page.context().setOffline(true);
  const began = Date.now();
  await note(page).fill(text);
  await says(page, 'Mất kết nối', 3500);
  expect(Date.now() - began < 3500, 'said within 3 s');
  await page.context().route('**/luu', (route) => route.abort());
  await page.context().setOffline(false);
  await page.reload();
  expect((await note(page).inputValue()) === text, 'after a reload the text is there');
  await page.context().unroute('**/luu');
  await says(page, 'Đã lưu', 12000);
  await page.reload();
  expect((await note(page).inputValue()) === text, 'the server has it');
  await close();
}

export async function the_tree_filters_as_one_types({ base, browser }) {
  const { page, close } = await openAs(browser, base, 'canbo');
  const code = await openCriterion(page, base, 0);
  await page.keyboard.press('Alt+l');
  await page.keyboard.type(code);
  const shown = await page.locator('#danh-muc a:visible').count();
  const whole = await page.locator('#danh-muc a').count();
  expect(shown > 0 && shown < whole, `${shown} of ${whole} shown`);
  expect(await page.locator('#danh-muc a[aria-current="page"]:visible').count() === 1, 'the current one has aria-current');
  await close();
}

export async function a_clerk_assesses_without_scripts({ base, browser }) {
  const { page, close } = await openAs(browser, base, 'canbo', { javaScript: false });
  await page.goto(base + workbench());
  const paths = await page.locator('#danh-muc a').evaluateAll((anchors) => anchors.map((anchor) => anchor.getAttribute('href')));
  for (const path of paths.slice(10)) {
    await page.goto(base + path);
    if (await page.locator('[data-field="note"] textarea').count()) break;
  }
  const here = new URL(page.url()).pathname;
  const text = `Không có kịch bản ${Date.now()}`;
  await note(page).fill(text);
  await page.locator('#form button.btn').last().click();
  expect(new URL(page.url()).pathname !== here, 'saving leads to the next criterion');
  await page.getByText(/Đã lưu/).first().waitFor();
  await page.goto(base + here);
  expect((await note(page).inputValue()) === text, 'and the text is kept');
  await close();
}
