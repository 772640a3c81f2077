// Whoever keeps the node, in a browser: an account is opened, its roles are changed, it is
// suspended and opened again; what was done is found in the journal and kept as a table; oversight
// sees the same and changes nothing, and others do not see the page.
import fs from 'node:fs';
import {axe, call, check, desk, finish, openPage, visit, withBrowser} from './browser.mjs';

const password = 'a password for linh';
const button = (at, name) => at.getByRole('button', {name, exact: true}).click();
const said = (page, text) => page.getByRole('status').filter({hasText: text}).waitFor();

async function accessible(page, what) {
  const wrong = await axe(page);
  check(wrong.length === 0, `${what} is accessible: ${wrong.join('\n')}`);
}

async function signIn(page, origin, until) {
  await visit(page, `${origin}/`);
  await page.fill('#sign-in-name', 'linh');
  await page.fill('#sign-in-password', password);
  await page.press('#sign-in-password', 'Enter');
  await until();
}

async function addOfficer(page) {
  await page.getByText('Add an officer').click();
  const form = page.locator('details[open] form');
  await page.fill('#officer-name', 'linh');
  await page.fill('#officer-password', 'short');
  await form.getByLabel('24/7 contact point').check();
  await button(page, 'Open the account');
  check(await page.locator('#officer-password:invalid').count() === 1, 'a short password waits');
  await page.fill('#officer-password', password);
  await accessible(page, 'the form of a new officer');
  await button(page, 'Open the account');
  await said(page, 'linh has an account.');
}

const rowOf = (page) => page.locator('section li', {has: page.locator('strong', {hasText: /^linh$/})})
  .first();

async function exported(page) {
  const [download] = await Promise.all([
    page.waitForEvent('download'), button(page, 'Export as CSV')]);
  return fs.readFileSync(await download.path(), 'utf8');
}

async function audit(page) {
  await page.getByRole('link', {name: 'What was done here'}).click();
  await accessible(page, 'the journal');
  await button(page, 'Search'); // the kinds that stand there by now
  await page.selectOption('#audit-kind', 'officer-added');
  await page.fill('#audit-words', 'LINH');
  await button(page, 'Search');
  await page.getByText('Entries shown: 1').waitFor();
  const table = await exported(page);
  check(/^index,at,kind,officer,about,event\r\n\d+,\S+,"officer-added","officer","linh","\{.*\}"\r\n$/
    .test(table), `the table is what was found: ${table}`);
  // A day as the page has it: tomorrow's entries are not there yet, today's are.
  const day = async (id, at) => {
    const field = page.locator('fieldset', {has: page.locator(`#${id}`)});
    await page.fill(`#${id}`, String(at.getUTCDate()));
    await field.locator('select').selectOption(String(at.getUTCMonth() + 1));
    await field.locator('input').nth(1).fill(String(at.getUTCFullYear()));
  };
  const here = Date.now() + 7 * 3_600_000; // the browser is in Ho Chi Minh City
  await day('audit-from', new Date(here + 86_400_000));
  await button(page, 'Search');
  await page.getByText('Entries shown: 0').waitFor();
  await day('audit-from', new Date(here - 86_400_000));
  await day('audit-until', new Date(here + 86_400_000));
  await button(page, 'Search');
  await page.getByText('Entries shown: 1').waitFor();
  await page.selectOption('#audit-kind', '');
  await page.fill('#audit-words', 'officer-added');
  await button(page, 'Search');
  await page.locator('ol.entries').getByText('journal-exported').waitFor();
  await page.fill('#audit-words', 'no such thing');
  await button(page, 'Search');
  await page.getByText('Entries shown: 0').waitFor();
}

await withBrowser(async (open) => {
  const {page, faults, context, origin} = await desk(open, 'XA');
  await call(context, 'XA', 'POST', '/api/v1/authorities', {id: 'committee', name: 'Committee',
    roles: ['oversight'], languages: ['en'], hours: '', time_zone: 'Etc/UTC', phone: '', email: ''});
  await page.getByRole('link', {name: 'Administration'}).click();
  await page.getByText('Add an officer').waitFor();
  await accessible(page, 'the page');
  await addOfficer(page);

  const other = await openPage(await open(), [origin]);
  const nav = other.page.locator('nav.pages');
  await signIn(other.page, origin, () => nav.waitFor());
  check(await nav.getByRole('link', {name: 'Administration'}).count() === 0, 'not for everybody');

  const row = rowOf(page);
  await row.getByText('Change').click();
  await row.getByLabel('24/7 contact point').uncheck();
  await row.getByLabel('Oversight body').check();
  await button(row, 'Keep these roles');
  await said(page, 'The roles of linh are changed');
  await row.getByText('Oversight body').first().waitFor();
  await other.page.reload();
  await signIn(other.page, origin, () => nav.waitFor());
  await nav.getByRole('link', {name: 'Administration'}).click();
  await other.page.getByText('to read').waitFor();
  check(await other.page.getByText('Add an officer').count() === 0, 'oversight changes nothing');
  await accessible(other.page, 'the page for oversight');

  await button(row, 'Suspend the account');
  await said(page, 'linh is suspended');
  await other.page.reload();
  await signIn(other.page, origin, () => other.page.getByRole('alert').waitFor());
  await button(row, 'Open the account again');
  await said(page, 'linh may sign in again.');
  await signIn(other.page, origin, () => nav.waitFor());
  await button(row, 'Take app and passkeys away');
  await said(page, 'linh signs in with the password alone now');
  await audit(page);
  check(faults.length + other.faults.length === 0, [...faults, ...other.faults].join('\n'));
});
finish('administration: officers added, placed, suspended, opened; the journal searched and exported');
