// What officers are told of, in the browser: the count in the head, read and not read, what opening
// a case means, and a choice that holds on the next device.
import net from 'node:net';
import readline from 'node:readline';
import {axe, call, check, desk, finish, until, visit, withBrowser} from './browser.mjs';

const contents = (names) => Object.fromEntries(names.map((name) => [name, `Stated: ${name}.`]));
const preservation = {measure: 'preservation', legal_bases: ['uncc'], offence: 'UNCC-07',
  contents: contents(['offence_and_facts', 'data_and_relationship', 'necessity',
    'intention_to_request'])};

// A relay of this machine that takes everything; what it took, as text.
async function openRelay() {
  const mails = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    let text = null;
    const take = (line) => {
      if (text === null) return;
      if (line !== '.') return void (text += `${line}\n`);
      mails.push(Buffer.from(text.split('\n\n')[1] ?? '', 'base64').toString());
      text = null;
      socket.write('250 taken\r\n');
    };
    socket.write('220 relay\r\n');
    readline.createInterface({input: socket, crlfDelay: Infinity}).on('line', (line) => {
      if (text !== null) return take(line);
      if (/^QUIT/i.test(line)) return void socket.end('221 bye\r\n');
      if (/^DATA/i.test(line)) text = '';
      socket.write(text === null ? '250 well\r\n' : '354 go on\r\n');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {mails, port: server.address().port, end: () => server.close()};
}

// Nothing is mailed to an address before its code came back, typed by keyboard, in Arabic too.
async function confirmAddress(page, context) {
  const save = () => page.locator('details.card > form button.main').press('Enter');
  await page.getByLabel('Also by e-mail').check();
  await page.fill('#notice-mail', 'officer@justice.example');
  await save();
  await page.getByText('This node sends no mail yet').waitFor();
  const relay = await openRelay();
  await call(context, 'XB', 'POST', '/api/v1/mail', {relay: `smtp://127.0.0.1:${relay.port}`,
    plain: true, from: 'node@justice.example'});
  await page.fill('#notice-mail', 'officer@agency.example');
  await save(); // another address: a code goes there by itself
  await page.getByText('Not confirmed: nothing is mailed there').waitFor();
  for (let tries = 0; relay.mails.length === 0 && tries < 300; ++tries) await page.waitForTimeout(100);
  const code = /^ +(\d{8})\r?$/m.exec(relay.mails[0] ?? '')?.[1];
  check(code, `the message holds a code: ${relay.mails[0]}`);
  await page.fill('#address-code', code === '00000000' ? '11111111' : '00000000');
  await page.press('#address-code', 'Enter');
  await page.getByRole('alert').getByText('this is not the code').waitFor();
  await page.selectOption('.tools select', 'ar');
  await page.waitForSelector('html[dir=rtl]');
  const wrong = await axe(page);
  check(wrong.length === 0, wrong.join('\n'));
  if (process.env.SHOTS)
    await page.screenshot({path: `${process.env.SHOTS}/address.png`, fullPage: true});
  await page.selectOption('.tools select', 'en');
  await page.fill('#address-code', `${code?.slice(0, 4)} ${code?.slice(4)}`);
  await page.press('#address-code', 'Enter');
  await page.getByText('Confirmed: notices are mailed there.').waitFor();
  check((await call(context, 'XB', 'GET', '/api/v1/notices/mail-address')).confirmed, 'at the node');
  check(relay.mails.length === 1, `one message, not ${relay.mails.length}`);
  relay.end();
}

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
  await until(async () => !(await other.page.getByLabel('Not acknowledged').isChecked()) &&
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
  await confirmAddress(page, context);
  check(faults.length + other.faults.length === 0, [...faults, ...other.faults].join('\n'));
});
finish('told without a reload, read, opened, chosen, held back, settled; an address confirmed');

