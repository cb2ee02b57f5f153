// Every page that somebody of a role can reach by links is sound: one h1, no faults, axe A/AA, no sideways scroll.
import { checkPage, expect, openPage } from '../lib/browser.mjs';
import { openAs, signIn } from '../lib/staff.mjs';

const ROLES = ['canbo', 'lanhdao', 'thuongtruc', 'quantri', 'kiemtra', 'thamdinh', 'chuyenvien', 'thuky', 'chidao'];

const isFile = (link) => /\.(csv|json|xlsx|zip|xml|txt|toml|svg|pdf|png)$/.test(link.split('?')[0])
  || /^\/(hien-thi|tinh|en|tep|dang-xuat)\b/.test(link) || /\/(xuat|tai|tai-ve|tep|tep-tieng-anh)(\/|$|\?)/.test(link);
// Pages of one kind differ in their codes alone.
const kindOf = (link) => link.split('?')[0].split('/')
  .map((part, place) => (place > 1 && (/\d/.test(part) || part.length > 20) ? '*' : part)).join('/');
const isStaff = (link) => /^\/(viec|thong-bao|bat-dau|tai-khoan|ky|kho|quan-tri|kiem-toan|bo-tieu-chi|bo-tieu-chi-nhap)\b/.test(link);

async function walk({ base, browser }, login, size) {
  const { page, faults, close } = await openAs(browser, base, login, { size });
  const kinds = new Map();
  const queue = ['/viec', '/ky', '/kho', '/bat-dau', '/tai-khoan', '/thong-bao'];
  const seen = new Set(queue);
  const problems = [];
  while (queue.length > 0 && seen.size < 600) {
    const path = queue.shift();
    const kind = kindOf(path);
    if ((kinds.get(kind) ?? 0) >= 1) continue;
    faults.length = 0;
    const answer = await page.goto(base + path).catch(() => null);
    if (!answer || !(answer.headers()['content-type'] ?? '').startsWith('text/html')) continue;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (answer.status() === 404 && ['/viec', '/ky', '/kho', '/bat-dau', '/tai-khoan', '/thong-bao'].includes(path)) continue;
    if (answer.status() >= 400) problems.push(`${path} answers ${answer.status()}`);
    await checkPage(page, faults.filter((fault) => !fault.includes('status of 404')), `${login} ${path}`).catch((error) => problems.push(error.message));
    const links = await page.$$eval('a[href]', (anchors) => anchors.map((anchor) => anchor.getAttribute('href')));
    for (const link of links.map((href) => href.split('#')[0])) {
      if (!link.startsWith('/') || seen.has(link) || isFile(link) || !isStaff(link)) continue;
      seen.add(link);
      queue.push(link);
    }
  }
  await close();
  expect(problems.length === 0, problems.join('\n     '));
  expect(kinds.size >= 3, `${login} reaches ${kinds.size} pages`);
}

export async function the_pages_of_every_role_are_sound_on_a_desk(world) {
  for (const login of ROLES) await walk(world, login, 'desktop');
}

export const the_pages_of_a_clerk_are_sound_on_a_phone = (world) => walk(world, 'canbo', 'phone');

export async function signing_in_says_what_is_wrong_and_signing_out_ends({ base, browser }) {
  const { page, faults, close } = await openPage(browser, { base });
  await page.goto(`${base}/viec`);
  expect(page.url().includes('/dang-nhap'), 'who is not signed in is sent to sign in');
  await checkPage(page, faults, 'sign in');
  await page.getByLabel('Tên đăng nhập').fill('canbo');
  await page.getByLabel('Mật khẩu').fill('sai mật khẩu');
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.locator('#loi').waitFor();
  expect(await page.evaluate(() => document.activeElement.id) === 'loi', 'the focus is on what is wrong');
  faults.length = 0;
  await checkPage(page, faults, 'sign in again');
  await signIn(page, base, 'canbo');
  await page.locator('details.menu > summary').click();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page.waitForURL(/dang-nhap/);
  await page.goto(`${base}/viec`);
  expect(page.url().includes('/dang-nhap'), 'the session is over');
  await close();
}

export async function what_is_not_there_says_so_to_staff({ base, browser }) {
  const { page, faults, close } = await openAs(browser, base, 'canbo');
  const answer = await page.goto(`${base}/ky/khong-co`);
  expect(answer.status() === 404, `answers ${answer.status()}`);
  faults.length = 0;
  await checkPage(page, faults, 'not found');
  await page.getByText('Số hồ sơ lỗi').waitFor();
  await close();
}
