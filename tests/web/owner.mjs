// Who has a request in hand: taken and given back with the key t, kept in the address as a view of
// one's own, given to a colleague on the page of the case; the other State's desk shows nothing of it.
import {axe, call, check, desk, finish, openPage, told, visit, withBrowser} from './browser.mjs';

const contents = (names) => Object.fromEntries(names.map((name) => [name, `Stated: ${name}.`]));
const preservation = {measure: 'preservation', legal_bases: ['uncc'], offence: 'UNCC-07',
  contents: contents(['offence_and_facts', 'data_and_relationship', 'necessity',
    'intention_to_request'])};
const password = 'a password for linh';

async function signInAs(open, name) {
  const context = await open();
  const made = await openPage(context, [told.XB.origin]);
  await made.page.goto(`${told.XB.origin}/`);
  await made.page.fill('#sign-in-name', name);
  await made.page.fill('#sign-in-password', password);
  await made.page.press('#sign-in-password', 'Enter');
  await made.page.waitForSelector('nav.pages');
  return {...made, context};
}
const row = (page, id) => page.locator(`a.request[data-id="${id}"]`);
const tagOf = (page, id, text) => row(page, id).locator('.tag', {hasText: text}).waitFor();
async function toRow(page, id) {
  await row(page, id).waitFor();
  for (let rows = 0; rows < 20; ++rows) {
    if (await page.evaluate(() => document.activeElement?.dataset['id'] ?? '') === id) return;
    await page.keyboard.press('j');
  }
  check(false, 'j leads to the request');
}

async function byKey(page, request) {
  await toRow(page, request);
  await page.keyboard.press('t');
  await page.getByText('Taken: Expedited preservation', {exact: false}).waitFor();
  await tagOf(page, request, 'Taken by you');
  check(await page.evaluate(() => document.activeElement?.dataset['id']) === request,
    'taking a request takes no focus away');
  await page.keyboard.press('t');
  await page.getByText('Given back: Expedited preservation', {exact: false}).waitFor();
  await row(page, request).locator('.tag', {hasText: 'Taken by you'}).waitFor({state: 'detached'});
  await page.keyboard.press('t');
  await tagOf(page, request, 'Taken by you');
  await page.keyboard.press('?');
  await page.locator('dialog tr', {hasText: 'Take the marked request, or give it back'}).waitFor();
  await page.keyboard.press('Escape');
}

await withBrowser(async (open) => {
  const {page, context, faults, origin} = await desk(open, 'XB');
  await call(context, 'XB', 'POST', '/api/v1/officers', {name: 'linh', password,
    posts: [{authority: 'contact-point', roles: ['contact-point']}]});
  const ask = async () => (await call(context, 'XA', 'POST', '/api/v1/requests',
    {to: 'XB/contact-point', body: preservation})).request;
  const [first, second] = [await ask(), await ask()];

  await byKey(page, first);
  await page.getByRole('link', {name: 'Mine', exact: true}).click();
  await page.waitForURL(/show=mine/);
  await page.getByText('1 request', {exact: true}).waitFor();
  await visit(page, page.url()); // the view stands in the address
  await row(page, first).waitFor();
  check(await row(page, second).count() === 0, 'mine are mine alone');

  // A colleague sees who has it, cannot take it by the key, and takes it over on the case's page.
  const colleague = await signInAs(open, 'linh');
  await tagOf(colleague.page, first, 'officer');
  await toRow(colleague.page, first);
  await colleague.page.keyboard.press('t');
  await colleague.page.getByRole('alert').getByText('officer has taken the request').waitFor();
  await toRow(colleague.page, first);
  await colleague.page.keyboard.press('Enter');
  await colleague.page.getByRole('button', {name: 'Take it over from officer'}).press('Enter');
  await colleague.page.getByText('Taken by you').waitFor();
  await page.getByText('Nothing fits this view').waitFor(); // at the other desk, without a reload

  // And gives it to who had it, by keyboard.
  await colleague.page.getByRole('button', {name: 'Give it to…'}).press('Enter');
  await colleague.page.locator('#owner-officer').selectOption('officer');
  await colleague.page.getByRole('button', {name: 'Give', exact: true}).press('Enter');
  await colleague.page.getByRole('button', {name: 'Take it over from officer'}).waitFor();
  await row(page, first).waitFor();

  // In Arabic, at 360 pixels, queue and case.
  await page.setViewportSize({width: 360, height: 900});
  await page.selectOption('.tools select', 'ar');
  for (const address of [`${origin}/#/?show=open`, `${origin}/#/requests/${first}`]) {
    await visit(page, address);
    await page.waitForSelector('html[dir=rtl] main .tag.accent');
    const over = await page.evaluate(() =>
      document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(over <= 0, `${over} pixels too wide: ${address}`);
    const wrong = await axe(page);
    check(wrong.length === 0, wrong.join('\n'));
    if (process.env.SHOTS) {
      await page.screenshot({path: `${process.env.SHOTS}/owner-${address.length}.png`,
        fullPage: true});
    }
  }
  const other = await desk(open, 'XA');
  await visit(other.page, `${told.XA.origin}/#/requests/${first}`);
  await other.page.getByText('Nobody has taken this request').waitFor();
  const all = [...faults, ...colleague.faults, ...other.faults];
  check(all.length === 0, all.join('\n'));
});
finish('taken, given back, taken over and given on; the other State learns nothing');
