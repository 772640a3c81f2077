// The five core flows without a mouse, in English and in Arabic: sign in and triage the queue; a new
// request until it is signed; an answer by an act; evidence added and delivered; a package verified.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {check, finish, openPage, told, withBrowser} from './browser.mjs';
import {chooseFile, fillToButton, focused, keys, press, speaker, tabTo, tabToField}
  from './hands.mjs';

const statusIs = (page, text) => page.locator('h1 + .tag', {hasText: text}).waitFor();
const noPointer = async (page, language) =>
  check(await page.evaluate(() => window.pointers) === 0, `no pointer in ${language}`);
const isSigned = (page) => page.waitForURL((url) => /^#\/requests\/[0-9a-f]{32}$/.test(url.hash));
// Nothing typed may land in a field: letters are the page's own keys.
const leaveFields = (page) => page.waitForFunction(() =>
  !document.activeElement?.closest('input, textarea, select'));

// A desk of one State in one language. Whatever a pointer does is counted.
async function sitDown(open, state, language) {
  const context = await open();
  const made = {context, ...await openPage(context, [told[state].origin])};
  const {page} = made;
  await page.addInitScript(() => {
    window.pointers = 0;
    addEventListener('pointerdown', () => (window.pointers += 1), true);
  });
  await page.goto(`${told[state].origin}/`);
  await page.waitForSelector('#sign-in-name');
  if (language !== 'en') {
    for (let tabs = 0; (await focused(page)).tag !== 'SELECT' && tabs < 30; ++tabs)
      await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowUp'); // العربية stands before English
    await page.waitForSelector(`html[lang=${language}][dir=rtl]`);
  }
  await tabToField(page, 'sign-in-name');
  await page.keyboard.type('officer');
  await page.keyboard.press('Tab');
  await page.keyboard.type(told.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('nav.pages');
  await leaveFields(page);
  return made;
}

// Through the pages of the form until it is signed; the id of the request.
async function ask(page, say, measure) {
  const next = say('web.new.next');
  const heading = (name) => page.locator('form h2', {hasText: say(`web.new.step-${name}`)})
    .waitFor();
  await page.keyboard.press('n');
  await heading('measure');
  await tabToField(page, 'new-search');
  await page.keyboard.type(say(`measure.${measure}`));
  await keys(page, 'Tab', 'Space', 'Enter');
  await heading('state');
  await tabToField(page, 'new-to');
  await keys(page, 'Space', 'Enter');
  await heading('basis');
  await tabToField(page, 'new-bases');
  await page.keyboard.press('Space');
  await tabToField(page, 'new-offence');
  await page.keyboard.press('ArrowDown');
  await press(page, next);
  await heading('contents');
  await fillToButton(page, next, 'Typed with the keyboard.');
  await heading('check');
  await press(page, say('web.new.sign'));
  await isSigned(page);
  await leaveFields(page);
  return page.url().split('/').pop();
}

// To the row of the queue, by j alone.
async function toRow(page, request) {
  await page.locator(`a.request[data-id="${request}"]`).waitFor();
  for (let rows = 0; rows < 20; ++rows) {
    if ((await focused(page)).data === request) return;
    await page.keyboard.press('j');
  }
  throw new Error('j does not lead to the request');
}
async function openFromQueue(page, request) {
  await keys(page, 'g', 'q');
  await toRow(page, request);
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`#/requests/${request}`));
}

async function sayAct(page, say, kind, fill) {
  const act = say(`act.${kind}`);
  await press(page, act);
  await page.locator('form.step', {hasText: say(`hint.${kind}`)}).waitFor();
  await fill();
  await press(page, say('web.step.send', {act}));
}

async function preservedUntil(page) {
  await tabToField(page, 'step-until');
  await page.keyboard.type('15');
  await page.keyboard.press('Tab');
  const at = new Date();
  at.setMonth(at.getMonth() + 4, 15);
  for (let month = 0; month <= at.getMonth(); ++month) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.type(String(at.getFullYear()));
}

// What was done is in the numbers, and the numbers go into a file.
async function overview(page, say, language) {
  await leaveFields(page);
  await keys(page, 'g', 'o');
  await tabTo(page, say('web.overview.csv'));
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  const lines = fs.readFileSync(await file.path(), 'utf8').replace('\ufeff', '').split('\r\n');
  const row = lines.find((line) => line.includes(say('measure.preservation'))) ?? '';
  const made = language === 'en' ? 1 : 2; // one in each language, the English one first
  check(row.endsWith(`,0,0,${made},${made}`), `sent, and open: ${row} of ${lines[0]}`);
  check(lines.length === 4, `a heading, two measures and the end: ${lines.length} lines`);
}

async function walk(open, language) {
  const say = speaker(language);
  const asking = await sitDown(open, 'XA', language);
  const asked = await sitDown(open, 'XB', language);
  const image = path.join(told.place, `disk-${language}.img`);
  fs.writeFileSync(image, crypto.randomBytes(5_000_000));

  // Ask; see it in the queue; acknowledge; answer.
  const first = await ask(asking.page, say, 'preservation');
  await toRow(asked.page, first);
  await asked.page.keyboard.press('a');
  await statusIs(asking.page, say('status.acknowledged'));
  await openFromQueue(asked.page, first);
  await sayAct(asked.page, say, 'preserved', () => preservedUntil(asked.page));
  await statusIs(asking.page, say('status.preserved'));

  // Ask for the data; accept; add evidence; deliver it.
  const second = await ask(asking.page, say, 'stored-data');
  await leaveFields(asked.page);
  await openFromQueue(asked.page, second);
  await sayAct(asked.page, say, 'accept', async () => {
    await tabToField(asked.page, 'step-text');
    await asked.page.keyboard.type('Accepted.');
  });
  await statusIs(asked.page, say('status.accepted'));
  await press(asked.page, say('web.upload.title'));
  await tabToField(asked.page, 'add-acquired_by');
  await asked.page.keyboard.type('B. Examiner');
  await chooseFile(asked.page, 'add-files', image);
  await asked.page.getByText(say('web.upload.done')).waitFor();
  await sayAct(asked.page, say, 'deliver', async () => {});
  await statusIs(asking.page, say('status.retrieved'));

  // A package, and what the verifier says of it.
  await press(asking.page, say('web.package.make'));
  const folder = await asking.page.locator('.note.good .mono').first().innerText();
  await overview(asking.page, say, language);
  await noPointer(asking.page, language);
  await press(asking.page, say('web.nav.verify')); // a page of its own
  await asking.page.locator('#package-folder').waitFor({state: 'attached'});
  await chooseFile(asking.page, 'package-folder', folder.trim());
  await asking.page.locator('[data-verdict="unaltered"]').waitFor();
  await asking.page.waitForFunction(() =>
    document.activeElement?.querySelector('[data-verdict]') !== null);
  await tabTo(asking.page, say('web.verify.print'));

  for (const {page, faults, context} of [asking, asked]) {
    await noPointer(page, language);
    check(faults.length === 0, faults.join('\n'));
    await context.close();
  }
}

await withBrowser(async (open) => {
  for (const language of ['en', 'ar']) await walk(open, language);
});
finish('five flows without a mouse, in English and in Arabic');
