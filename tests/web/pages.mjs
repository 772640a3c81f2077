// Every page in English and Arabic, light and dark, with real content: nothing that WCAG 2.2 AA
// forbids, no error under the production policy, nothing wider than the screen at 360 pixels.
// With SHOTS=FOLDER it also makes screenshots, at 360 and 1280 pixels; ROUTES=duty|keys chooses pages.
import fs from 'node:fs';
import {axe, call, check, desk, finish, told, visit, withBrowser} from './browser.mjs';

const shots = process.env['SHOTS'];
const chosen = new RegExp(process.env['ROUTES'] ?? '');
const languages = (process.env['LANGUAGES'] ?? 'en,ar').split(',');

async function fillTheDesk(context) {
  const contents = Object.fromEntries(['offence_and_facts', 'data_and_relationship', 'necessity',
    'intention_to_request'].map((name) => [name, `Stated: ${name}. 192.0.2.17 <b>`]));
  const body = {measure: 'preservation', legal_bases: ['uncc'], offence: 'UNCC-07', contents,
    needed_by: '2099-01-14T09:00:00Z', needed_by_reason: 'The trial begins.'};
  const {request} = await call(context, 'XA', 'POST', '/api/v1/requests',
    {to: 'XB/contact-point', body});
  await call(context, 'XA', 'POST', '/api/v1/requests', {to: 'XB/contact-point', body});
  // What whoever keeps the node sees: a second officer, on duty and with a deputy.
  await call(context, 'XA', 'POST', '/api/v1/officers', {name: 'linh', password: 'a password for linh',
    posts: [{authority: 'contact-point', roles: ['contact-point']}]});
  const from = new Date(Date.now() - 3_600_000).toISOString().slice(0, 19) + 'Z';
  const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 19) + 'Z';
  await call(context, 'XA', 'POST', '/api/v1/roster', {authority: 'contact-point', officer: 'linh',
    from, until});
  await call(context, 'XA', 'POST', '/api/v1/delegations', {authority: 'contact-point',
    officer: 'linh', deputy: 'officer', until});
  await call(context, 'XA', 'POST', '/api/v1/four-eyes', {rules: ['accept:extradition']});
  await call(context, 'XA', 'POST', '/api/v1/drafts', {kind: 'request', to: 'XB/contact-point', body});
  return request;
}

const pages = (request) => [['sign-in', null], ['queue', ''], ['case', `requests/${request}`],
  ['new', 'new'], ['approvals', 'approvals'], ['evidence', 'evidence'],
  ['overview', 'overview'], ['directory', 'directory'], ['health', 'health'],
  ['learn', 'learn'], ['nothing', 'nonsense/here'],
  ['notices', 'notices'],
  ['verify', 'verify'], ['account', 'account'],
  ...['officers', 'authorities', 'duty', 'four-eyes', 'trust', 'declarations', 'keys', 'mail', 'look',
    'backups', 'audit'].map((section) =>
    [`administration-${section}`, `administration/${section}`])];

async function look(page, what) {
  const wrong = await axe(page);
  check(wrong.length === 0, `${what}: ${wrong.join('\n')}`);
}

// 1280 pixels at 400 % are 320 (WCAG 1.4.10); on paper nothing that one presses is left.
async function reflow(page, what) {
  const over = () => page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.setViewportSize({width: 320, height: 640});
  check((await over()) <= 0, `${what} at 400 % is ${await over()} pixels too wide`);
  await page.setViewportSize({width: 794, height: 1123}); // A4
  await page.emulateMedia({media: 'print'});
  check((await over()) <= 0, `${what} on paper is ${await over()} pixels too wide`);
  const pressed = await page.evaluate(() => [...document.querySelectorAll('header.top, nav.pages')]
    .filter((one) => one.checkVisibility()).length);
  check(pressed === 0, `${what} prints its menu`);
  await page.emulateMedia({media: 'screen'});
  const moving = await page.evaluate(() =>
    document.getAnimations().filter((one) => one.playState === 'running').length);
  check(moving === 0, `${what} moves, though less motion is wanted`);
}

await withBrowser(async (open) => {
  const {page, faults, context, origin} = await desk(open, 'XA');
  const request = await fillTheDesk(context);
  const {page: stranger, faults: more} = await desk(open, 'XA');
  await stranger.click('text=Sign out');
  await stranger.waitForSelector('#sign-in-name');
  for (const language of languages) {
    for (const [name, route] of pages(request).filter(([one]) => chosen.test(one))) {
      const at = route === null ? stranger : page;
      const what = `${name} in ${language}`;
      // Without motion: a colour half-way between two schemes is nobody's choice.
      await at.emulateMedia({colorScheme: 'light', reducedMotion: 'reduce'});
      await visit(at, `${origin}/${name === 'verify' ? 'verify.html' : `#/${route ?? ''}`}`);
      await at.selectOption('.tools select', language);
      await at.waitForSelector(`html[lang=${language}] main h1`);
      check((await at.getAttribute('html', 'dir')) === (language === 'ar' ? 'rtl' : 'ltr'),
        `${what} is written in its direction`);
      await at.waitForFunction(() => !document.querySelector('main > p.soft:only-child'));
      await at.waitForFunction(() => !document.querySelector('main .loading'));
      if (name === 'overview') {
        await at.locator('main figure').nth(1).waitFor();
        const cut = await at.locator('.wide').evaluateAll((all) => all.filter((one) =>
          one.scrollWidth > one.clientWidth).map((one) => one.getAttribute('aria-label')));
        check(cut.length === 0, `${what} at 1280 pixels cuts: ${cut}`);
      }
      if (name === 'nothing') {
        check(await at.locator('main ul a').count() === 5 && await at.locator('a.request').count() === 0,
          `${what} says that there is nothing, and where to go`);
      }
      await look(at, what);
      await at.emulateMedia({colorScheme: 'dark'});
      await look(at, `${what}, dark`);
      await at.emulateMedia({colorScheme: 'light'});
      for (const width of shots ? [1280, 360] : [360]) {
        await at.setViewportSize({width, height: 900});
        const over = await at.evaluate(() =>
          document.documentElement.scrollWidth - document.documentElement.clientWidth);
        check(over <= 0, `${what} is ${over} pixels wider than ${width}`);
        if (shots) {
          fs.mkdirSync(shots, {recursive: true});
          await at.screenshot({path: `${shots}/${name}-${language}-${width}.png`, fullPage: true});
        }
      }
      await reflow(at, what);
      await at.setViewportSize({width: 1280, height: 900});
    }
  }
  check(faults.length + more.length === 0, [...faults, ...more].join('\n'));
});
finish(`${pages('').filter(([one]) => chosen.test(one)).length} pages in ${languages.join(', ')}, light and dark: nothing forbidden`);
void told;
