// The secretariat's side of collecting: a device in an office, a bundle of paper typed by two people.
import { checkPage, expect, openPage } from '../lib/browser.mjs';
import { ROUND, openAs } from '../lib/staff.mjs';

// The open survey of the demo.
async function survey(page, base) {
  await page.goto(`${base}/ky/${ROUND}/khao-sat`);
  await page.getByRole('link', { name: /Khảo sát sự hài lòng/ }).first().click();
  return new URL(page.url()).pathname;
}

export async function a_device_in_an_office_takes_responses_and_starts_afresh({ base, browser }) {
  const office = await openAs(browser, base, 'thuongtruc');
  const path = await survey(office.page, base);
  await checkPage(office.page, office.faults, 'the survey');
  await office.page.goto(`${base}${path}/thiet-bi`);
  await checkPage(office.page, office.faults, 'devices');
  await office.page.getByLabel('Tên thiết bị').fill('Một cửa Phường Mẫu 1');
  await office.page.getByRole('button', { name: 'Thêm thiết bị' }).click();
  const address = await office.page.locator('#thiet-bi-moi').getAttribute('href');
  await checkPage(office.page, office.faults, 'a new device');
  const { page, faults, close } = await openPage(browser, { base, size: 'phone' });
  await page.goto(new URL(address, base).href);
  expect(new URL(page.url()).pathname === '/k', page.url());
  await checkPage(page, faults, 'the device');
  await page.locator('.begin').click();
  await page.getByText('Chưa làm thủ tục nào').click();
  for (let step = 0; step < 40 && await page.locator('.next').isVisible(); step += 1) {
    const choices = page.locator('fieldset.on input[type="radio"]');
    if (await choices.count()) await choices.last().check();
    await page.locator('.next').click();
  }
  await page.locator('.end .go').click();
  await page.locator('h1', { hasText: 'Đã nhận phiếu' }).waitFor();
  await checkPage(page, faults, 'thanks at the device');
  await page.getByRole('link', { name: 'Phiếu tiếp theo' }).click();
  expect(await page.locator('.begin').isVisible(), 'it starts afresh');
  expect((await page.locator('input:checked').count()) === 0, 'nothing of the last answers is left');
  expect(await page.evaluate(() => Object.keys(localStorage).length) === 0, 'nothing is kept on the device');
  await office.page.goto(`${base}${path}/thiet-bi`);
  await office.page.getByRole('button', { name: /Thu hồi/ }).first().click();
  const gone = await page.goto(`${base}/k`);
  expect(gone.status() === 404, `taken back: ${gone.status()}`);
  await close();
  await office.close();
}

// Types a paper: the number of a choice for the first and the overall question.
async function type(page, overall) {
  await page.locator('[name="1"]').fill('4');
  await page.locator('[name="17"]').fill(overall);
  await page.getByRole('button', { name: 'Lưu và sang phiếu sau' }).click();
}

export async function two_people_type_a_bundle_of_paper_and_settle_what_differs({ base, browser }) {
  const first = await openAs(browser, base, 'thuongtruc');
  const path = await survey(first.page, base);
  await first.page.goto(`${base}${path}/phieu-giay`);
  await checkPage(first.page, first.faults, 'bundles');
  await first.page.getByLabel('Số phiếu').fill('2');
  await first.page.getByRole('button', { name: 'Tạo lô' }).click();
  const bundle = new URL(first.page.url()).pathname;
  await checkPage(first.page, first.faults, 'a bundle');
  await first.page.getByRole('link', { name: /^Nhập/ }).first().click();
  await checkPage(first.page, first.faults, 'a paper');
  await type(first.page, '2');
  await type(first.page, '3');
  const second = await openAs(browser, base, 'thamdinh', { javaScript: false });
  await second.page.goto(base + bundle);
  await second.page.getByRole('link', { name: /^Nhập/ }).first().click();
  expect((await second.page.locator('[name="17"]').inputValue()) === '', 'nobody sees the first typing');
  await type(second.page, '2');
  await type(second.page, '1');
  await second.close();
  await first.page.goto(base + bundle);
  await first.page.getByRole('link', { name: /khác nhau/ }).click();
  await checkPage(first.page, first.faults, 'differences');
  await first.page.locator('[name="17"]').fill('1');
  await first.page.getByRole('button', { name: 'Lưu kết quả đối chiếu' }).click();
  await first.page.getByRole('button', { name: 'Đưa cả lô vào thùng phiếu' }).click();
  await first.page.getByText('Đã đưa 2 phiếu vào thùng phiếu').waitFor();
  await checkPage(first.page, first.faults, 'who typed');
  await first.close();
}
