// What officers are told of, in the browser: the count in the head, read and not read, what opening
// a case means, and a choice that holds on the next device.
import {axe, call, check, desk, finish, visit, withBrowser} from './browser.mjs';

const contents = (names) => Object.fromEntries(names.map((name) => [name, `Stated: ${name}.`]));
const preservation = {measure: 'preservation', legal_bases: ['uncc'], offence: 'UNCC-07',
  contents: contents(['offence_and_facts', 'data_and_relationship', 'necessity',
    'intention_to_request'])};

await withBrowser(async (open) => {
  const {page, context, faults, origin} = await desk(open, 'XB');
  const ask = async () => (await call(context, 'XA', 'POST', '/api/v1/requests',
    {to: 'XB/contact-point', body: preservation})).request;
  const link = page.locator('.tools a[href="#/notices"]');
  const count = (text) => link.locator('.tag', {hasText: text}).waitFor();

  check(await link.locator('.tag').count() === 0, 'nothing counts before anything happened');
  const first = await ask();
  await count('1'); // without a reload
  const second = await ask();
  await count('2');

  await link.focus();
  await page.keyboard.press('Enter');
  const row = (id) => page.locator('li.notice', {hasText: id.slice(0, 8)});
  await page.getByRole('heading', {name: 'Not read (2)'}).waitFor();
  check((await row(first).innerText()).includes('Not acknowledged'), 'the notice says why');
  await row(first).getByRole('button', {name: /Mark as read/}).click();
  await page.getByRole('heading', {name: 'Read, still open (1)'}).waitFor();
  await count('1');

  // Opening the case is reading what one was told of it.
  await row(second).getByRole('link').click();
  await page.waitForURL(new RegExp(second));
  await link.locator('.tag').waitFor({state: 'detached'});
  const rows = (await call(context, 'XB', 'GET', '/api/v1/notices')).notices;
  check(rows.length === 2 && rows.every((one) => one.seen_at), 'both are seen, at the node');

  // The choice: by keyboard and labels, kept at the node.
  await visit(page, `${origin}/#/notices`);
  await page.getByText('What reaches me, and when').click();
  await page.getByLabel('Not acknowledged').uncheck();
  await page.getByLabel(/My cases/).check();
  await page.getByLabel('How often').selectOption('daily');
  await page.getByLabel('At what time').fill('07:30');
  await page.getByLabel('Quiet hours').check();
  await page.getByLabel('From', {exact: true}).fill('22:00');
  await page.getByLabel('Until', {exact: true}).fill('06:45');
  await page.getByLabel('Time zone', {exact: true}).selectOption('Asia/Ho_Chi_Minh');
  const wrong = await axe(page);
  check(wrong.length === 0, wrong.join('\n'));
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByText('Saved').waitFor();
  const chosen = await call(context, 'XB', 'GET', '/api/v1/notices/preferences');
  check(JSON.stringify(chosen.without) === '["unacknowledged"]' && chosen.cases === 'own' &&
    chosen.digest === 'daily' && chosen.daily_at === '07:30' && chosen.quiet.until === '06:45' &&
    chosen.time_zone === 'Asia/Ho_Chi_Minh', `chosen: ${JSON.stringify(chosen)}`);
  const other = await desk(open, 'XB');
  await visit(other.page, `${origin}/#/notices`);
  await other.page.getByText('What reaches me, and when').click();
  check(!(await other.page.getByLabel('Not acknowledged').isChecked()) &&
    await other.page.getByLabel('From', {exact: true}).inputValue() === '22:00',
  'the next device has the choice');

  // He is the only officer: what he would not have reaches him all the same, but in the morning.
  const third = await ask();
  await page.getByRole('heading', {name: 'Held back (1)'}).waitFor();
  check((await row(third).innerText()).includes('07:30'), await row(third).innerText());
  check(await link.locator('.tag').count() === 0, 'what is held back does not count yet');
  await call(context, 'XB', 'POST', `/api/v1/requests/${third}/acts`,
    {kind: 'acknowledge', body: {text: 'Read.'}});
  await page.getByRole('heading', {name: 'Settled (1)'}).waitFor();
  check(faults.length + other.faults.length === 0, [...faults, ...other.faults].join('\n'));
});
finish('told without a reload, read, opened, chosen, held back, settled');

