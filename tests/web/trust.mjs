// Trust, in a browser: another State is let go and pinned again by the words that it reads out, and a
// wrong word is refused; its new profile is fetched; our declarations; our keys are changed, and after
// the node's next start those published ahead are the ones in force.
import fs from 'node:fs';
import path from 'node:path';
import {axe, call, check, desk, finish, told, until, visit, withBrowser} from './browser.mjs';
import {serveAgain} from './serve.mjs';

const button = (at, name) => at.getByRole('button', {name, exact: true}).click();
const said = (page, text) => page.getByRole('status').filter({hasText: text}).waitFor();
const refused = async (page, why) => {
  const box = page.getByRole('alert');
  await box.filter({hasText: why}).waitFor();
  const text = await box.innerText();
  check(text.includes('What next:') && /HD-\d{4}/.test(text), `it says what to do: ${text}`);
};
async function accessible(page, what) {
  const wrong = await axe(page);
  check(wrong.length === 0, `${what} is accessible: ${wrong.join('\n')}`);
}
const section = (page, name) => page.getByRole('navigation', {name: 'Administration'})
  .getByRole('link', {name}).click();

// An act that does not arrive, for an authority that XB has closed meanwhile, is sent again when
// somebody says so.
async function setAside(page, context) {
  await call(context, 'XB', 'POST', '/api/v1/authorities', {id: 'night', name: 'Night desk',
    roles: ['contact-point'], languages: ['en'], hours: '', time_zone: 'Etc/UTC', phone: '', email: ''});
  await call(context, 'XA', 'POST', '/api/v1/parties/XB/refresh', {});
  await call(context, 'XB', 'POST', '/api/v1/authorities/night/removal', {});
  const contents = Object.fromEntries(['offence_and_facts', 'data_and_relationship', 'necessity',
    'intention_to_request'].map((name) => [name, `Stated: ${name}.`]));
  await call(context, 'XA', 'POST', '/api/v1/requests', {to: 'XB/night', body: {measure: 'preservation',
    legal_bases: ['uncc'], offence: 'UNCC-07', contents}});
  await page.getByRole('button', {name: 'Send again what was set aside'}).click();
  await said(page, 'It is being sent again.');
  const {entries} = await call(context, 'XA', 'GET', '/api/v1/journal/entries?kind=outbox-retried');
  check(entries.length === 1, 'that it was sent again is in the journal');
}

async function letGo(page, context) {
  const row = page.locator('[data-party=XB]');
  await row.getByText('Forget this Party').first().click();
  await row.getByText('Open requests: 1.').waitFor();
  await page.fill('#party-XB-confirm', 'XA');
  await row.getByRole('button', {name: 'Forget this Party'}).click();
  await refused(page, 'the Party\'s code was not repeated');
  await page.fill('#party-XB-confirm', 'XB');
  await row.getByRole('button', {name: 'Forget this Party'}).click();
  await refused(page, 'there are 1 open requests with XB');
  check((await call(context, 'XA', 'GET', '/api/v1/parties')).parties.length === 1, 'still pinned');
  await row.getByLabel('Give these up').check();
  await row.getByRole('button', {name: 'Forget this Party'}).click();
  await page.getByText('No other Party is pinned yet.').waitFor();
}

async function typeWords(page, words) {
  await page.locator('#trust-word-1').focus();
  for (const word of words) await page.keyboard.type(`${word} `); // a space goes on to the next
}

async function pinAgain(page, context, fresh) {
  const answer = await fresh.request.get(`${told.XB.origin}/api/v1/profile`);
  const file = path.join(told.place, 'xb.profile');
  fs.writeFileSync(file, await answer.body());
  const words = told.XB.fingerprint.split('-');
  check(words.length === 8, `eight words: ${words}`);
  await page.setInputFiles('#trust-file', file);
  await page.getByText('xb.profile').waitFor();
  await typeWords(page, [...words.slice(0, 7), words[0] === words[7] ? 'babab' : words[0]]);
  await accessible(page, 'the words of another Party');
  await button(page, 'Compare and pin');
  await refused(page, 'the fingerprint given is not that of this profile');
  check(!(await page.locator('main').innerText()).includes(told.XB.fingerprint.replaceAll('-', ' ')),
    'the page does not tell what it wants to hear');
  check((await call(context, 'XA', 'GET', '/api/v1/parties')).parties.length === 0, 'nobody is pinned');
  await page.fill('#trust-word-8', words[7]);
  await button(page, 'Compare and pin');
  await said(page, 'the words agree');
  const shown = async () => (await page.locator('[data-party=XB] li').allInnerTexts()).join('-');
  await until(async () => await shown() === told.XB.fingerprint,
    async () => `its words are shown: ${await shown()}`);
}

async function renewed(page, context) {
  await call(context, 'XB', 'POST', '/api/v1/declarations', {id: 'languages', values: ['en', 'ar']});
  await page.getByRole('button', {name: 'Fetch its profile'}).click();
  await said(page, 'profile version 4 is pinned');
}

async function declarations(page, context) {
  await section(page, 'Declarations of our State');
  await page.getByText('Nothing is declared.').waitFor();
  await page.selectOption('#declaration-id', 'languages');
  await page.fill('#declaration-codes', 'english language!');
  await button(page, 'Declare');
  await refused(page, 'HD-');
  await page.fill('#declaration-codes', 'en, vi');
  await button(page, 'Declare');
  await said(page, 'new version');
  const {declarations: kept} = await call(context, 'XA', 'GET', '/api/v1/declarations');
  check(JSON.stringify(kept) === '[{"id":"languages","values":["en","vi"]}]', JSON.stringify(kept));
  await accessible(page, 'declarations');
  const row = page.locator('[data-declaration=languages]');
  await row.getByRole('button', {name: /^Withdraw/}).click();
  await row.getByRole('button', {name: 'Cancel'}).click();
  await row.getByRole('button', {name: /^Withdraw/}).click();
  await row.getByRole('button', {name: /^Withdraw/}).click();
  await page.getByText('Nothing is declared.').waitFor();
}

const print = (page, key) => page.locator(`[data-key="${key}"] bdi.mono`).innerText();

async function keys(page, open) {
  await section(page, 'Keys');
  await page.locator('[data-advice=good]').waitFor();
  const [was, ahead] = [await print(page, 'signing current'), await print(page, 'signing next')];
  check(was !== ahead, 'another key is published ahead');
  await page.getByText('Change the keys').first().click();
  await page.fill('#keys-passphrase', 'not the passphrase');
  await accessible(page, 'keys');
  await button(page, 'Change the keys');
  await refused(page, 'HD-');
  await page.locator('[data-advice=good]').waitFor();
  await page.fill('#keys-passphrase', fs.readFileSync(told.XA.secret, 'utf8').trim());
  await button(page, 'Change the keys');
  await said(page, 'The new keys are ready.');
  await page.locator('[data-advice=staged]').waitFor();
  check(await page.getByRole('button', {name: 'Change the keys'}).count() === 0, 'not twice');
  const again = await serveAgain('XA');
  try {
    // With another certificate it is another node to the browser: somebody signs in anew.
    const {page: later, origin} = await desk(open, 'XA');
    await visit(later, `${origin}/#/administration/keys`);
    await later.locator('[data-advice=good]').waitFor();
    check(await print(later, 'signing current') === ahead, 'what was published ahead is in force');
    const next = await print(later, 'signing next');
    check(next !== ahead && next !== was, 'and another is published ahead');
  } finally {
    again.stop();
  }
}

await withBrowser(async (open) => {
  const {page, faults, context, origin} = await desk(open, 'XA');
  const {context: theirs} = await desk(open, 'XB');
  await visit(page, `${origin}/#/administration/trust`);
  await page.getByText('Read these eight words').waitFor();
  const own = await page.locator('section', {hasText: 'Read these eight words'}).locator('li')
    .allInnerTexts();
  check(own.join('-') === told.XA.fingerprint, `our own words: ${own}`);
  const [file] = await Promise.all([page.waitForEvent('download'),
    page.getByRole('button', {name: 'Download our profile'}).click()]);
  check(file.suggestedFilename() === 'XA.profile' && fs.statSync(await file.path()).size > 1000,
    'our profile as a file');
  await accessible(page, 'trust');
  await setAside(page, context);
  await letGo(page, context);
  await pinAgain(page, context, theirs);
  await renewed(page, context);
  await declarations(page, context);
  await keys(page, open);
  check(faults.length === 0, faults.join('\n'));
});
finish('pinned by its words, a wrong word refused; renewed; declared and withdrawn; keys changed');
