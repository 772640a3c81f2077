// Mail, look and backups in a browser: a relay that is refused, set, tried and taken off; an agency's
// look, refused where it could not be read, set and taken off; a backup put on record.
import net from 'node:net';
import {axe, call, check, desk, finish, visit, withBrowser} from './browser.mjs';
import {png} from './png.mjs';

const button = (at, name) => at.getByRole('button', {name, exact: true}).click();
const said = (page, text) => page.getByRole('status').filter({hasText: text}).waitFor();
const refused = async (page, why) => {
  const box = page.getByRole('alert');
  await box.filter({hasText: why}).waitFor();
  check(/HD-\d{4}/.test(await box.innerText()), 'with its code');
};
async function accessible(page, what) {
  const wrong = await axe(page);
  check(wrong.length === 0, `${what} is accessible: ${wrong.join('\n')}`);
}
const section = (page, name) => page.getByRole('navigation', {name: 'Administration'})
  .getByRole('link', {name, exact: true}).click();

// RFC 5321 as far as a trial goes; what `refuse` names is no mailbox here.
function relay(refuse) {
  const taken = [];
  const server = net.createServer((socket) => {
    let body = null;
    let rest = '';
    socket.on('error', () => {});
    socket.write('220 relay\r\n');
    socket.on('data', (more) => {
      rest += more;
      for (let end; (end = rest.indexOf('\r\n')) >= 0;) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (body !== null && line !== '.') body += `${line}\n`;
        else if (body !== null) {
          taken.push(body);
          body = null;
          socket.write('250 taken\r\n');
        } else if (/^DATA/i.test(line)) {
          body = '';
          socket.write('354 go on\r\n');
        } else if (/^RCPT/i.test(line) && line.includes(refuse)) socket.write('550 no such mailbox\r\n');
        else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else socket.write('250 relay\r\n');
      }
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () =>
    resolve({port: server.address().port, taken, close: () => server.close()})));
}

async function mail(page, context) {
  await section(page, 'Mail');
  await page.getByText('No relay: nobody is mailed anything.').waitFor();
  const server = await relay('nobody@');
  await page.fill('#mail-relay', `smtp://mail.example:${server.port}`);
  await page.getByLabel('Without TLS').check();
  await page.fill('#mail-from', 'node@justice.example');
  await button(page, 'Save');
  await refused(page, 'mail goes without TLS to this machine only');
  check((await call(context, 'XA', 'GET', '/api/v1/mail')).relay === null, 'no relay is set');
  await page.fill('#mail-relay', `smtp://127.0.0.1:${server.port}`);
  await button(page, 'Save');
  await said(page, 'Saved');
  await page.fill('#mail-to', 'nobody@justice.example');
  await button(page, 'Send one message now');
  await refused(page, '550');
  check(server.taken.length === 0, 'nothing was taken');
  await page.fill('#mail-to', 'an@justice.example');
  await accessible(page, 'mail');
  await button(page, 'Send one message now');
  await said(page, 'The relay took a message to an@justice.example.');
  check(server.taken.length === 1 && /^To: .*an@justice\.example/m.test(server.taken[0]),
    `it came: ${server.taken}`);
  await page.getByRole('button', {name: /^Remove/}).click();
  await page.getByRole('button', {name: /^Remove/}).click();
  await page.getByText('No relay: nobody is mailed anything.').waitFor();
  server.close();
}

async function look(page, context) {
  await section(page, 'Look');
  await page.getByText('It looks as the program does.').waitFor();
  await page.fill('#look-name', 'Bureau of Cyber Affairs');
  await page.fill('#look-light', '#ff0000');
  check((await page.locator('#look-light-ratio').getAttribute('class')).includes('late'),
    'it is shown that red cannot be read');
  await button(page, 'Save');
  await refused(page, '4.5:1 is needed');
  await page.fill('#look-light', '#7a1f1f');
  await page.setInputFiles('#look-emblem', {name: 'mark.png', mimeType: 'image/png',
    buffer: Buffer.from('<svg/>')});
  await button(page, 'Save');
  await refused(page, 'no PNG');
  check((await call(context, 'XA', 'GET', '/api/v1/looks')).looks.length === 0, 'nothing was kept');
  await page.setInputFiles('#look-emblem', {name: 'mark.png', mimeType: 'image/png', buffer: png(48)});
  await accessible(page, 'look');
  await button(page, 'Save');
  await said(page, 'Saved');
  await page.locator('a.brand').getByText('Bureau of Cyber Affairs').waitFor();
  await page.waitForFunction(() => document.querySelector('a.brand img').naturalWidth === 48);
  await page.waitForFunction(() =>
    getComputedStyle(document.documentElement).getPropertyValue('--accent').trim() === '#7a1f1f');
  await page.getByRole('button', {name: /^Remove/}).click();
  await page.getByRole('button', {name: /^Remove/}).click();
  await page.getByText('It looks as the program does.').waitFor();
  await page.waitForFunction(() =>
    document.querySelector('a.brand img').getAttribute('src') === '/mark.svg');
  check((await call(context, 'XA', 'GET', '/api/v1/looks')).looks.length === 0, 'it is taken off');
}

async function backups(page, context) {
  await page.evaluate(() => (location.hash = '#/health'));
  await page.getByText('Last backup on record: none').waitFor();
  await page.evaluate(() => (location.hash = '#/administration'));
  await section(page, 'Backups');
  await page.locator('[data-backup=""]').waitFor();
  await accessible(page, 'backups');
  await button(page, 'A backup was made just now');
  await said(page, 'Saved');
  const {backed_up_at: at} = await call(context, 'XA', 'GET', '/api/v1/status');
  check(await page.locator('[data-backup]').getAttribute('data-backup') === at, `on record: ${at}`);
}

await withBrowser(async (open) => {
  const {page, faults, context, origin} = await desk(open, 'XA');
  await visit(page, `${origin}/#/administration`);
  await page.getByText('Add an officer').waitFor();
  await mail(page, context);
  await look(page, context);
  await backups(page, context);
  check(faults.length === 0, faults.join('\n'));
});
finish('a relay set, tried, refused, taken off; a look likewise; a backup on record');
