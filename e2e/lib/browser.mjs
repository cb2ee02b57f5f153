// The browser of the system, with the guards every page must pass.
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 640 } };

export async function openBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  return browser;
}

// Opens a page whose requests, console and policy violations are watched.
export async function openPage(browser, { size = 'desktop', javaScript = true, base } = {}) {
  const context = await browser.newContext({
    viewport: SIZES[size], javaScriptEnabled: javaScript, locale: 'vi-VN', bypassCSP: false,
  });
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith('data:')) faults.push(`request leaves the host: ${url}`);
  });
  return { page, faults, close: () => context.close() };
}

// Checks what holds for every page: one h1, title, language, no sideways scroll, axe A/AA, no faults.
// The page must have been opened with scripts on: axe is one.
export async function checkPage(page, faults, label) {
  // A click that leads on returns before the page's style is there.
  await page.waitForLoadState('load');
  const facts = await page.evaluate(() => ({
    h1: document.querySelectorAll('h1').length,
    title: document.title,
    lang: document.documentElement.lang,
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    inline: document.querySelectorAll('[style], script:not([src]), style').length,
  }));
  const problems = [...faults.splice(0)];
  if (facts.h1 !== 1) problems.push(`${facts.h1} h1`);
  if (!facts.title.endsWith('Thước Đo')) problems.push(`title: ${facts.title}`);
  if (!['vi', 'en'].includes(facts.lang)) problems.push(`lang: ${facts.lang}`);
  if (facts.sideways > 1) problems.push(`scrolls sideways by ${facts.sideways} px`);
  if (facts.inline > 0) problems.push(`${facts.inline} inline styles or scripts`);
  problems.push(...(await axe(page)));
  if (problems.length > 0) throw new Error(`${label}: ${problems.join(' | ')}`);
}

// axe runs in an isolated world, so that the page's own policy stays in force.
async function axe(page) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  const { readFile } = await import('node:fs/promises');
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression, contextId: executionContextId, awaitPromise: true, returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  await evaluate(await readFile(axePath, 'utf8'));
  const violations = await evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    .then((result) => result.violations.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 140)).join(' ~ ')))`);
  await session.detach();
  return violations.map((violation) => `axe ${violation}`);
}

export function expect(condition, message) {
  if (!condition) throw new Error(message);
}
