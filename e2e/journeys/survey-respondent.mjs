// Answering a survey on a small phone: with scripts and without, left and taken up again, looked at by scanners.
import { checkPage, expect, openPage } from '../lib/browser.mjs';

const PHONE = { size: 'phone' };

// A link of somebody who has not answered yet; the guide of the demo has one.
async function freshLink({ base, browser }) {
  const { page, close } = await openPage(browser, { base });
  await page.goto(`${base}/bat-dau`);
  const link = await page.locator('#phieu').getAttribute('href');
  await close();
  expect(/^\/s\/[\w-]{43}$/.test(link), `a link: ${link}`);
  return base + link;
}

// Whatever is shown and can be touched is at least 48 px high.
async function checkTargets(page, label) {
  const small = await page.evaluate(() => [...document.querySelectorAll('a, button, label, textarea')]
    .filter((one) => one.offsetParent !== null && !one.closest('p:not(.left)')?.querySelector('a.inline'))
    .map((one) => [one.textContent.trim().slice(0, 30), Math.round(one.getBoundingClientRect().height)])
    .filter(([, height]) => height < 48));
  expect(small.length === 0, `${label}: smaller than 48 px: ${JSON.stringify(small)}`);
}

const at = (page) => page.locator('.at span').innerText();
// The address changes first and the screen after it.
const goOn = async (page) => {
  const before = await at(page);
  await next(page);
  await page.waitForFunction((was) => document.querySelector('.next').hidden
    || document.querySelector('.at span').innerText !== was, before);
};
const next = (page) => page.locator('.next').click();

export async function a_form_is_gone_through_a_question_a_screen_left_at_the_fourth_and_taken_up_again(world) {
  const { page, faults, close } = await openPage(world.browser, { base: world.base, ...PHONE });
  const link = await freshLink(world);
  await page.goto(link);
  expect(new URL(page.url()).pathname === '/s', `the secret left the address: ${page.url()}`);
  await checkPage(page, faults, 'the start');
  await checkTargets(page, 'the start');
  await page.locator('.begin').click();
  await checkPage(page, faults, 'the first question');
  await checkTargets(page, 'the first question');
  await next(page);
  expect((await page.locator('fieldset.on .err').innerText()).includes('Xin chọn'), 'what must be answered is said');
  await page.getByText('Đến nộp trực tiếp', { exact: true }).click();
  await next(page);
  await page.locator('fieldset.on').getByText('Rất hài lòng').click();
  await goOn(page);
  await goOn(page);
  const fourth = await at(page);
  expect(fourth.startsWith('Câu 4/'), `the fourth: ${fourth}`);
  await page.goto('about:blank');
  await page.goto(link);
  expect((await at(page)) === fourth, `taken up again at ${await at(page)}`);
  await page.goBack().catch(() => {});
  await page.goto(`${world.base}/s#c-2`);
  expect(await page.locator('[name="2"][value="rhl"]').isChecked(), 'what was said is still there');
  // In English at the same question, and back.
  await page.getByRole('link', { name: 'English' }).click();
  await page.waitForURL('**/s/en*');
  expect(await page.locator('[name="2"][value="rhl"]').isChecked(), 'the draft knows both languages');
  await checkPage(page, faults, 'in English');
  await page.getByRole('link', { name: 'Tiếng Việt' }).click();
  await page.locator('[data-large]').click();
  expect(await page.evaluate(() => document.documentElement.classList.contains('large')), 'large letters');
  await checkPage(page, faults, 'with large letters');
  await page.locator('[data-large]').click();
  for (let step = 0; step < 40 && await page.locator('.next').isVisible(); step += 1) {
    const choices = page.locator('fieldset.on input[type="radio"]');
    if (await choices.count()) await choices.first().check();
    await goOn(page);
  }
  await checkPage(page, faults, 'the end');
  await checkTargets(page, 'the end');
  await page.locator('.end .go').click();
  await page.locator('h1', { hasText: 'Đã nhận phiếu' }).waitFor();
  await page.locator('#dung').waitFor();
  expect(await page.locator('#sai').isHidden(), 'the receipt is the one that the page makes');
  expect(await page.evaluate(() => Object.keys(localStorage).length) === 0, 'the draft is erased');
  await checkPage(page, faults, 'thanks');
  await page.goto(link);
  await checkPage(page, faults, 'sent');
  const told = await page.locator('main').innerText();
  expect(told.includes('Phiếu này đã được gửi') && !/\d/.test(told), `without a time: ${told}`);
  await close();
}

export async function without_scripts_the_form_is_one_page_and_what_is_missing_is_listed(world) {
  const { page, close } = await openPage(world.browser, { base: world.base, ...PHONE, javaScript: false });
  await page.goto(await freshLink(world));
  expect((await page.locator('fieldset').count()) >= 18, 'all questions are there');
  expect((await page.locator('main').innerText()).includes('Chỉ trả lời nếu'), 'conditions are said');
  await page.getByText('Nộp trực tuyến', { exact: true }).click();
  await page.getByRole('button', { name: 'Gửi phiếu' }).click();
  expect((await page.locator('.sum a').count()) === 1, 'one question must still be answered');
  expect(await page.locator('[name="1"][value="b"]').isChecked(), 'what was typed is kept');
  await page.locator('[name="17"][value="hl"]').check();
  await page.getByRole('button', { name: 'Gửi phiếu' }).click();
  expect((await page.locator('h1').innerText()) === 'Đã nhận phiếu', await page.locator('main').innerText());
  await close();
}

export async function a_mail_scanner_uses_nothing_up(world) {
  const link = await freshLink(world);
  for (let visit = 0; visit < 100; visit += 1) {
    const entered = await fetch(link, { redirect: 'manual', method: visit % 10 ? 'GET' : 'HEAD' });
    const cookie = entered.headers.get('set-cookie').split(';')[0];
    expect((await fetch(`${world.base}/s`, { headers: { cookie } })).status === 200, 'the form');
    if (visit % 5 === 0) {
      const type = 'application/x-www-form-urlencoded';
      const post = await fetch(`${world.base}/s`, { method: 'POST', body: 'so=&x=1', headers: { cookie, 'content-type': type } });
      expect(post.status === 422, `a form without answers: ${post.status}`);
    }
  }
  const { page, close } = await openPage(world.browser, { base: world.base, ...PHONE });
  await page.goto(link);
  expect(await page.locator('.begin').isVisible(), 'the link is still good');
  await close();
}

export async function all_that_is_loaded_is_at_most_15_kilobytes(world) {
  const { page, close } = await openPage(world.browser, { base: world.base, ...PHONE });
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  let answers = 0;
  session.on('Network.loadingFinished', (event) => {
    bytes += event.encodedDataLength;
    answers += 1;
  });
  const link = await freshLink(world);
  await page.goto(link, { waitUntil: 'networkidle' });
  expect(answers >= 3 && bytes <= 15 * 1024, `${answers} answers, ${bytes} bytes`);
  await close();
}
