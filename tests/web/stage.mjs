// The demonstration as a visitor meets it: one address, both desks, a cable, five steps, with the
// keyboard alone; in English, and in Arabic. Arguments: the program.
import {axe, check, finish, openPage, withBrowser} from './browser.mjs';
import {startDemo} from './demo.mjs';
import {press, speaker} from './hands.mjs';

const program = process.argv[2];
const stepsBefore = 5; // two nodes, pinned, a request, its answer, the next: nothing else is waited for

async function isDone(page, number) {
  await page.waitForFunction((at) => document.querySelectorAll('.marks button')[at - 1]
    ?.textContent.includes('✓'), number);
}

async function walk(page, language) {
  const say = speaker(language);
  const act = (kind) => say(`act.${kind}`);
  const frame = (name) => page.frameLocator(`iframe[title="${name}"]`);
  await frame('Aurelia').locator('nav.pages').waitFor();
  await frame('Borealia').locator('nav.pages').waitFor();
  if (language !== 'en') {
    await page.selectOption('header .tools select', language);
    await frame('Borealia').locator(`html[lang=${language}]`).waitFor();
  }

  // 1: ask. The form is filled in; it is read, page by page, and signed.
  await press(page, say('stage.open', {state: 'Aurelia'}));
  const aurelia = frame('Aurelia');
  for (const name of ['measure', 'state', 'basis', 'contents']) {
    await aurelia.locator('form h2', {hasText: say(`web.new.step-${name}`)}).waitFor();
    await press(page, say('web.new.next'));
  }
  await aurelia.locator('form h2', {hasText: say('web.new.step-check')}).waitFor();
  await press(page, say('web.new.sign'));
  await isDone(page, 1);

  // 2: acknowledge, with the keys of the queue.
  await page.locator('.marks button').nth(1).focus();
  await page.keyboard.press('Enter');
  await press(page, say('stage.open', {state: 'Borealia'}));
  const borealia = frame('Borealia');
  const row = borealia.locator('a.request', {hasText: say('status.sent')});
  await row.waitFor();
  for (let keys = 0; keys < 10; ++keys) {
    if (await row.evaluate((one) => one === document.activeElement)) break;
    await page.keyboard.press('j');
  }
  await page.keyboard.press('a');
  await isDone(page, 2);

  // 3: the cable is cut, evidence is added and delivered, nothing arrives; it is mended.
  await page.locator('.marks button').nth(2).focus();
  await page.keyboard.press('Enter');
  await press(page, say('stage.cut'));
  await page.getByText(say('stage.cable-cut')).waitFor();
  await page.locator('.marks button').nth(2).focus();
  await press(page, say('stage.open', {state: 'Borealia'}));
  await borealia.locator('#add-files').waitFor({state: 'attached'});
  await page.locator('.marks button').nth(2).focus();
  await press(page, say('stage.sample'));
  await borealia.getByText(say('web.upload.done')).waitFor();
  await page.locator('.marks button').nth(2).focus();
  await press(page, say('stage.open', {state: 'Borealia'}));
  await press(page, act('deliver'));
  await press(page, say('web.step.send', {act: act('deliver')}));
  await borealia.locator('h1 + .tag', {hasText: say('status.delivered')}).waitFor();
  await page.waitForTimeout(1500);  // two looks of the page
  check(!(await page.locator('.marks button').nth(2).textContent()).includes('✓'),
    'nothing arrives through a cable that is cut');
  await page.locator('.marks button').nth(4).focus();
  await press(page, say('stage.mend'));
  await isDone(page, 3);

  // 4: verified, then altered.
  await page.locator('.marks button').nth(3).focus();
  await page.keyboard.press('Enter');
  await press(page, say('stage.make-package'));
  await page.locator('[data-verdict="unaltered"]').waitFor();
  await press(page, say('stage.change-byte'));
  await page.locator('[data-verdict="altered"]').waitFor();
  check((await page.locator('[data-verdict]').innerText()).includes('sample.img'),
    'the alteration names its file');
  await isDone(page, 4);
  await press(page, say('stage.on'));

  // 5: another language, everywhere.
  const other = language === 'en' ? 'ar' : 'vi';
  await page.locator('header .tools select').focus();
  await page.selectOption('header .tools select', other);
  await borealia.locator(`html[lang=${other}][dir=${other === 'ar' ? 'rtl' : 'ltr'}]`).waitFor();
  await aurelia.locator(`html[lang=${other}]`).waitFor();
  await isDone(page, 5);
}

async function look(page, what) {
  const wrong = await axe(page);
  check(wrong.length === 0, `${what}: ${wrong.join('\n')}`);
  await page.setViewportSize({width: 360, height: 800});
  const over = await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(over <= 0, `${what}: ${over} pixels wider than 360`);
  await page.setViewportSize({width: 1440, height: 1000});
}

const took = [];
await withBrowser(async (open) => {
  for (const language of ['en', 'ar']) {
    const demo = await startDemo(program);
    took.push(demo.tookMs);
    check(demo.steps === stepsBefore, `${demo.steps} steps before it is ready, not ${stepsBefore}`);
    const {origin} = new URL(demo.address);
    const context = await open({viewport: {width: 1440, height: 1000}, ignoreHTTPSErrors: false});
    const {page, faults} = await openPage(context, ['http://127.0.0.1:']);
    try {
      const stranger = await context.request.get(`${origin}/state`);
      check(stranger.status() === 401, `without the key: ${stranger.status()}`);
      await page.goto(demo.address);
      await walk(page, language);
      await look(page, `the page after the walk in ${language}`);
      const rebound = await context.request.get(`${origin}/state`, {headers: {host: 'evil.test'}});
      check(rebound.status() === 403, `under another name: ${rebound.status()}`);
    } finally {
      check(faults.length === 0, faults.join('\n'));
      await demo.end();
      await context.close();
    }
  }
});
finish(`the five steps, by keyboard, in English and Arabic; ready after ${took.join(' and ')} ms`);
