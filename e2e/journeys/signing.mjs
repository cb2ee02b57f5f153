// One record on its whole way, without scripts: filled in, handed over, returned with a remark, mended, signed.
// The clerk and the head each check their pages with scripts on as well.
import { checkPage, expect } from '../lib/browser.mjs';
import { ROUND, UNIT, mend, openAs, workbench } from '../lib/staff.mjs';

const page_ = (name) => `/ky/${ROUND}/${name}/${UNIT}`;

const isSound = async (world, login, paths, size) => {
  const { page, faults, close } = await openAs(world.browser, world.base, login, { size });
  for (const path of paths) {
    await page.goto(world.base + path);
    await checkPage(page, faults, `${login} ${path} ${size}`);
  }
  await close();
};

export async function a_record_is_handed_over_returned_mended_and_signed(world) {
  const { base, browser } = world;
  await isSound(world, 'canbo', [page_('trinh-ky')], 'desktop');
  const clerk = await openAs(browser, base, 'canbo', { javaScript: false });
  await mend(clerk.page, base + page_('trinh-ky'));
  await clerk.page.goto(base + page_('trinh-ky'));
  await clerk.page.getByRole('button', { name: 'Trình thủ trưởng ký duyệt' }).click();
  await isSound(world, 'lanhdao', [page_('ky-duyet')], 'desktop');
  await isSound(world, 'lanhdao', [page_('ky-duyet')], 'phone');

  // The head sends it back for one criterion; that one alone opens.
  const head = await openAs(browser, base, 'lanhdao', { javaScript: false });
  await head.page.goto(base + page_('ky-duyet'));
  const criterion = head.page.getByLabel('Tiêu chí cần sửa (1)');
  const [, named, other] = await criterion.locator('option').evaluateAll((options) => options.map((option) => option.value));
  await criterion.selectOption(named);
  await head.page.getByLabel('Ý kiến (1)').fill('Đề nghị rà lại số liệu này.');
  await head.page.getByRole('button', { name: 'Trả lại để sửa' }).click();
  await clerk.page.goto(base + workbench(named));
  await clerk.page.getByText('Đề nghị rà lại số liệu này.').first().waitFor();
  expect(await clerk.page.locator('#form textarea:enabled').count() > 0, 'the named criterion is open');
  await clerk.page.goto(base + workbench(other));
  expect(await clerk.page.locator('#form textarea:enabled').count() === 0, 'the others stay closed');

  // Mended, handed over again, signed.
  await clerk.page.goto(base + workbench(named));
  await clerk.page.locator('#form [name="ghi-chu"]').fill('Đã rà lại số liệu.');
  await clerk.page.locator('#form .foot button.btn').click();
  await clerk.page.goto(base + page_('trinh-ky'));
  await clerk.page.getByRole('button', { name: 'Trình thủ trưởng ký duyệt' }).click();
  await head.page.goto(base + page_('ky-duyet'));
  await head.page.getByRole('button', { name: 'Ký duyệt và nộp' }).click();
  await head.page.goto(base + page_('bien-nhan'));
  const receipt = await head.page.locator('main').innerText();
  const code = receipt.match(/[0-9A-F]{4}-[0-9A-F]{4}/)?.[0];
  expect(code, `the receipt has a check code: ${receipt.slice(0, 200)}`);

  // Submitted: nothing opens any more, and the sheet carries the code.
  await clerk.page.goto(base + workbench(named));
  expect(await clerk.page.locator('#form textarea:enabled').count() === 0, 'a submitted record is closed');
  await clerk.page.goto(base + page_('phieu'));
  expect((await clerk.page.locator('body').innerText()).includes(code), 'the printed sheet carries the code');
  await clerk.close();
  await head.close();
  await isSound(world, 'lanhdao', [page_('bien-nhan'), page_('phieu')], 'desktop');
  await isSound(world, 'canbo', [workbench(named)], 'phone');
}
