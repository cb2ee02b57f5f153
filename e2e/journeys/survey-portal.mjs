// What a survey said on the portal: nothing before the round is published, everything that may be shown after.
import { checkPage, expect, openPage } from '../lib/browser.mjs';
import { approve, onPortal, propose, publish } from '../lib/decision.mjs';
import { advanceTo } from '../lib/round.mjs';
import { openAs } from '../lib/staff.mjs';

const ROUND = 'par-tinh-2026';
const NUMBER = '77/QĐ-MH';

export async function what_a_survey_said_is_public_with_the_result_of_its_round_and_not_before(world) {
  const { base, browser } = world;
  const { page, faults, close } = await openPage(browser, { base });
  const early = await page.goto(`${base}/khao-sat/${ROUND}`);
  expect(early.status() === 404, `before publication: ${early.status()}`);
  faults.length = 0;
  await advanceTo(world, ROUND, 'phê duyệt');
  const office = await openAs(browser, base, 'thuongtruc');
  await propose(office.page, base, ROUND);
  for (const [login, says] of [['chidao', 'Còn chờ một thành viên nữa'], ['chidao2', 'đã đủ hai người phê duyệt']]) {
    const member = await openAs(browser, base, login);
    await approve(member.page, base, ROUND, says);
    await member.close();
  }
  await publish(office.page, base, ROUND, NUMBER);
  await office.close();
  await onPortal(page, base, ROUND, NUMBER);
  faults.length = 0;
  await page.getByRole('link', { name: 'Khảo sát', exact: true }).click();
  await checkPage(page, faults, 'what all said');
  await page.getByLabel('Cơ quan', { exact: true }).selectOption('tinh-mau-01');
  await page.getByRole('button', { name: 'Xem', exact: true }).click();
  await checkPage(page, faults, 'what one body heard');
  const said = await page.locator('main').innerText();
  expect(said.includes('sai số ±') && said.includes('Tỉnh Mẫu 1'), `points with margin: ${said.slice(0, 400)}`);
  await page.goto(page.url().replace('/khao-sat/', '/en/khao-sat/'));
  await checkPage(page, faults, 'the same in English');
  expect((await page.locator('main').innerText()).includes('margin of error'), 'margin in English');
  await page.goto(`${base}/en/co-quan/${ROUND}/tinh-mau-01`);
  expect((await page.content()).includes('margin of error'), 'the sheet says it in English');
  const file = await page.request.get(`${base}/du-lieu/${ROUND}/khao-sat.csv`);
  expect(file.status() === 200 && (await file.text()).includes('tinh-mau-01'), `the file: ${file.status()}`);
  const phone = await openPage(browser, { base, size: 'phone' });
  await phone.page.goto(`${base}/khao-sat/${ROUND}`);
  await checkPage(phone.page, phone.faults, 'on a phone');
  if (process.env.SHOTS) {
    await page.goto(`${base}/khao-sat/${ROUND}/can-bo?cq=tinh-mau-01`);
    await page.screenshot({ path: `${process.env.SHOTS}-desk.png`, fullPage: false });
    await phone.page.screenshot({ path: `${process.env.SHOTS}-phone.png`, fullPage: false });
  }
  await phone.close();
  await close();
}
