// Four eyes end to end, with two officers of one State: one writes, the other sends it back with a
// reason, the first writes it again, and the second sees what changed before it is said.
import {call, check, desk, finish, openPage, told, until, withBrowser} from './browser.mjs';
import {speaker} from './hands.mjs';

const contents = Object.fromEntries(['offence_and_facts', 'data_and_relationship', 'necessity',
  'intention_to_request'].map((name) => [name, `Stated: ${name}.`]));
const body = {measure: 'preservation', legal_bases: ['uncc'], offence: 'UNCC-07', contents};

async function enter(open, name) {
  const context = await open();
  const made = await openPage(context, [told.XB.origin]);
  await made.page.goto(`${told.XB.origin}/`);
  await made.page.fill('#sign-in-name', name);
  await made.page.fill('#sign-in-password', told.password);
  await made.page.press('#sign-in-password', 'Enter');
  await made.page.waitForSelector('nav.pages');
  return made;
}
const button = (page, name) => page.getByRole('button', {name, exact: true}).click();

async function write(page, request, text) {
  await page.goto(`${told.XB.origin}/#/requests/${request}`);
  if (text) {
    await button(page, 'Status report');
    await page.fill('#step-text', text);
  }
  await button(page, 'Give it to a second officer');
  await page.getByText('It waits in Approvals until another officer has seen it.').waitFor();
}

// What is approved is read in the reader's language, in the order of the form, without a code.
async function inWords(page, context) {
  const {id} = await call(context, 'XB', 'POST', '/api/v1/drafts', {kind: 'request',
    to: 'XA/contact-point', body: {...body, confidential: true, language: 'fr'}});
  await page.selectOption('.tools select', 'ar');
  await page.locator(`summary[data-id="${id}"]`).click();
  const say = speaker('ar');
  const rows = page.locator('li', {has: page.locator(`summary[data-id="${id}"]`)}).locator('dt, dd');
  await until(async () => (await rows.allInnerTexts()).some((one) =>
    one.includes(say('instrument.uncc'))), async () => (await rows.allInnerTexts()).join('\n'));
  const texts = (await rows.allInnerTexts()).map((one) => one.trim());
  const wanted = [say('web.new.step-measure'), say('measure.preservation'), say('web.case.basis'),
    say('instrument.uncc'), say('web.case.offence'), say('offence.UNCC-07'),
    say('web.new.confidential'), '✓', say('web.new.language'), 'الفرنسية',
    ...Object.entries({authority: 'XB/contact-point', ...contents}).flatMap(([name, text]) =>
      [say(`content.preservation.${name}`), text])];
  check(texts.join('\n') === wanted.join('\n'), `in Arabic: ${texts.join(' | ')}`);
}

await withBrowser(async (open) => {
  const first = await desk(open, 'XB');
  const {context} = first;
  await call(context, 'XB', 'POST', '/api/v1/officers', {name: 'second', password: told.password,
    posts: [{authority: 'contact-point', roles: ['contact-point']}]});
  await call(context, 'XB', 'POST', '/api/v1/four-eyes', {rules: ['status']});
  const {request} = await call(context, 'XA', 'POST', '/api/v1/requests',
    {to: 'XB/contact-point', body});
  await first.page.locator(`a.request[data-id="${request}"]`).waitFor();
  await call(context, 'XB', 'POST', `/api/v1/requests/${request}/acts`,
    {kind: 'acknowledge', body: {text: 'Read.'}});

  await write(first.page, request, 'The provider answers in two weeks.');
  const second = await enter(open, 'second');
  await second.page.locator('nav.pages').getByRole('link', {name: 'Approvals'}).click();
  // Nobody approves his own.
  await first.page.locator('nav.pages').getByRole('link', {name: 'Approvals'}).click();
  await first.page.getByText('Nothing waits for you.').waitFor();
  check(await first.page.getByRole('button', {name: 'Approve and sign'}).count() === 0,
    'the writer is offered no approval');

  await second.page.locator('summary[data-id]').click();
  await second.page.getByText('The provider answers in two weeks.').waitFor();
  await button(second.page, 'Send back');
  await second.page.getByLabel('Why it goes back').fill('Two weeks is not what he wrote.');
  await button(second.page, 'Send back');
  await second.page.getByText('Sent back to officer.').waitFor();

  // The writer hears of it without a reload, and writes it again where it was written.
  await first.page.getByText('Two weeks is not what he wrote.').waitFor();
  await button(first.page, 'Write it again');
  await first.page.waitForURL(/#\/requests\//);
  await first.page.locator('#step-text').waitFor();
  check(await first.page.inputValue('#step-text') === 'The provider answers in two weeks.',
    'what was written is there again');
  await first.page.fill('#step-text', 'The provider answers in ten days.');
  await button(first.page, 'Give it to a second officer');
  await first.page.getByText('It waits in Approvals').waitFor();

  // By keyboard: j marks, a opens, and a second a approves what was seen.
  await second.page.locator('summary[data-id]').waitFor();
  await second.page.keyboard.press('j');
  await second.page.keyboard.press('a');
  await second.page.locator('ins', {hasText: 'ten days.'}).waitFor();
  check((await second.page.locator('del').innerText()).includes('two weeks.'), 'what was taken out');
  await second.page.getByText('Changed since the version that second sent back').waitFor();
  const {drafts} = await call(context, 'XB', 'GET', '/api/v1/drafts');
  check(drafts[0].state === 'open', 'the first a only opened it');
  await second.page.keyboard.press('a');
  await second.page.getByText('Approved: signed and sent to State XA.').waitFor();

  const {timeline} = await call(context, 'XB', 'GET', `/api/v1/requests/${request}`);
  const said = timeline.filter((act) => act.kind === 'status');
  check(said.length === 1 && said[0].officer === 'officer' &&
    said[0].body.text === 'The provider answers in ten days.', `said once: ${JSON.stringify(said)}`);
  await first.page.getByText('The provider answers in ten days.').first().waitFor();
  await inWords(second.page, context);
  check(first.faults.length + second.faults.length === 0,
    [...first.faults, ...second.faults].join('\n'));
});
finish('written, sent back with a reason, written again, compared, approved by another officer');
