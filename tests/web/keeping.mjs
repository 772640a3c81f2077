// Who keeps the node puts it in order in a browser: an authority with its functions, an officer's
// post there, a shift and a deputy on the clock of that authority, and what needs a second officer.
// What the node refuses is said in its place and changes nothing.
import {axe, call, check, desk, finish, visit, withBrowser} from './browser.mjs';
import {keys, press, tabToField} from './hands.mjs';

const button = (at, name) => at.getByRole('button', {name, exact: true}).click();
const said = (page, text) => page.getByRole('status').filter({hasText: text}).waitFor();
const refused = async (page, why) => {
  const box = page.getByRole('alert').filter({hasText: why});
  await box.waitFor();
  const text = await box.innerText();
  check(text.includes('What next:') && /HD-\d{4}/.test(text), `it says what to do: ${text}`);
};
async function accessible(page, what) {
  const wrong = await axe(page);
  check(wrong.length === 0, `${what} is accessible: ${wrong.join('\n')}`);
}
async function section(page, name) {
  await page.getByRole('navigation', {name: 'Administration'}).getByRole('link', {name}).click();
}
// A day from today, as three fields and a time; the browser is in Ho Chi Minh City.
async function fillDate(page, id, days, time) {
  const at = new Date(Date.now() + 7 * 3_600_000 + days * 86_400_000);
  const field = page.locator('fieldset', {has: page.locator(`#${id}`)});
  await page.fill(`#${id}`, String(at.getUTCDate()));
  await field.locator('select').selectOption(String(at.getUTCMonth() + 1));
  await field.locator('input').nth(1).fill(String(at.getUTCFullYear()));
  await field.locator('input').nth(2).fill(time);
  return field;
}

async function authorities(page) {
  await section(page, 'Authorities');
  await page.getByText('Add an authority').click();
  const form = page.locator('details[open] form');
  await page.fill('#authority-new-id', 'contact-point');
  await page.fill('#authority-new-name', 'Ministry of Justice');
  await button(form, 'Save');
  check(await page.locator('#authority-new-id:invalid').count() === 1, 'a name that is taken waits');
  await page.fill('#authority-new-id', 'justice');
  await form.getByLabel('Central authority').check();
  await form.getByLabel('24/7 contact point').check();
  await page.selectOption('#authority-new-a', 'carry-out');
  await page.fill('#authority-new-languages', 'en, fr');
  await page.fill('#authority-new-hours', 'Mon-Fri 08:00-17:00');
  await page.selectOption('#authority-new-zone', 'Europe/Paris');
  await accessible(page, 'the form of an authority');
  await button(form, 'Save');
  await said(page, 'new version');
  const row = page.locator('[data-authority=justice]');
  await row.getByText('(a) Technical advice').first().waitFor();
  check((await row.innerText()).includes('nobody'), 'nobody is there yet');
  return row;
}

async function officer(page) {
  await section(page, 'Officers');
  await page.getByText('Add an officer').click();
  await page.fill('#officer-name', 'linh');
  await page.fill('#officer-password', 'a password for linh');
  const there = page.locator('details[open] fieldset', {hasText: 'Ministry of Justice'});
  await there.getByLabel('Central authority').check();
  await button(page, 'Open the account');
  await said(page, 'linh has an account.');
}

// What somebody still has is not taken from under him.
async function held(page) {
  await section(page, 'Authorities');
  const row = page.locator('[data-authority=justice]');
  await row.getByText('linh').waitFor();
  await row.getByRole('button', {name: /^Remove/}).click();
  await row.getByRole('group', {name: /Remove .*Ministry of Justice/}).waitFor();
  await row.getByRole('button', {name: /^Remove/}).click();
  await refused(page, 'linh still has a post');
  await row.getByText('Change').click();
  await row.getByLabel('Central authority').uncheck();
  await button(row, 'Save');
  await refused(page, 'linh has a role');
}

async function duty(page, context) {
  await section(page, 'Duty and deputies');
  await page.getByText('No shift is planned.').waitFor();
  await page.getByText('Plan a shift').click();
  await page.selectOption('#shift-authority', 'justice');
  await page.selectOption('#shift-officer', 'linh');
  const from = await fillDate(page, 'shift-from', -1, '08:00');
  await fillDate(page, 'shift-until', -2, '08:00');
  check((await from.innerText()).includes('(Europe/Paris)'), 'meant on the clock of the authority');
  await button(page, 'Put on duty');
  await refused(page, 'at most 31 days');
  check((await call(context, 'XA', 'GET', '/api/v1/roster')).shifts.length === 0, 'no shift');
  await fillDate(page, 'shift-until', 1, '08:00');
  await accessible(page, 'duty');
  await button(page, 'Put on duty');
  await said(page, 'linh is on the roster.');
  await page.locator('section', {hasText: 'On duty now'}).first().getByText('linh').waitFor();
  const row = await page.locator('[data-shift]').innerText();
  check(row.includes('Europe/Paris') && row.includes('Asia/'), `both clocks: ${row}`);

  await page.getByText('Name a deputy').click();
  await page.selectOption('#deputy-authority', 'justice');
  await page.selectOption('#deputy-officer', 'linh');
  await fillDate(page, 'deputy-until', -1, '12:00');
  await button(page, 'Let this deputy stand in');
  await refused(page, 'at most 366 days');
  await fillDate(page, 'deputy-until', 3, '12:00');
  await button(page, 'Let this deputy stand in');
  await said(page, 'officer stands in for linh');
  await page.locator('section', {hasText: 'On duty now'}).first().getByText('Deputy: officer').waitFor();
  await page.getByRole('button', {name: /^End/}).click();
  await said(page, 'The delegation has ended.');
  await page.getByText('Nobody has a deputy.').waitFor();
  await page.getByRole('button', {name: /^Remove linh/}).click();
  await page.getByText('No shift is planned.').waitFor();
}

// With the keyboard alone.
async function fourEyes(page, context, origin) {
  await visit(page, `${origin}/#/administration/duty`);
  await page.getByText('No shift is planned.').waitFor();
  await press(page, 'Four eyes');
  await page.getByText('No act needs a second officer here.').waitFor();
  await accessible(page, 'four eyes');
  await tabToField(page, 'four-eyes-act');
  await page.keyboard.type('Acceptance');
  await tabToField(page, 'four-eyes-measure');
  await keys(page, 'ArrowDown');
  await press(page, 'Require a second officer');
  await said(page, 'Saved');
  const {rules} = await call(context, 'XA', 'GET', '/api/v1/four-eyes');
  check(rules.length === 1 && /^accept:[a-z-]+$/.test(rules[0]), `kept: ${rules}`);
  await press(page, 'Remove');
  await page.getByText('No act needs a second officer here.').waitFor();
}

await withBrowser(async (open) => {
  const {page, faults, context, origin} = await desk(open, 'XA');
  await page.getByRole('link', {name: 'Administration'}).click();
  await authorities(page);
  await officer(page);
  await held(page);
  await duty(page, context);
  await fourEyes(page, context, origin);
  // Without the post the authority can go.
  await call(context, 'XA', 'POST', '/api/v1/officers/linh/posts', {posts: []});
  await section(page, 'Authorities');
  const row = page.locator('[data-authority=justice]');
  await row.getByRole('button', {name: /^Remove/}).click();
  await row.getByRole('button', {name: /^Remove/}).click();
  await row.waitFor({state: 'detached'});
  check(faults.length === 0, faults.join('\n'));
});
finish('authorities, posts, shifts, deputies and four eyes: kept, refused with the reason, taken off');
