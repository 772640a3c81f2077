// Evidence on its way, the node killed (SIGKILL) when 43 % of it are durable, and the page loaded again:
// the same file is chosen, and not one byte that the node had verified is sent twice.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {call, check, desk, finish, told, visit, withBrowser} from './browser.mjs';
import {serveAgain} from './serve.mjs';

const pieceBytes = 4 * 1024 * 1024;
const bytes = Math.floor((3 * pieceBytes) / 0.43); // three pieces are 43 % of it
const safeguards = {necessity: 'Stated.', authorisation: {body: 'Court', reference: '1/2026',
  grounds: 'Stated.', scope: 'Stated.', duration: '30 days'}, dual_criminality: {required: true,
  conduct: 'Stated.', result: 'met', requested_state_offence: 'Stated.'}};

let again = null;
try {
  await withBrowser(async (open) => {
    const {page, faults, context, origin} = await desk(open, 'XB');
    const contents = Object.fromEntries(['subject_and_nature', 'facts', 'assistance_and_procedure',
      'purpose'].map((name) => [name, `Stated: ${name}.`]));
    const {request} = await call(context, 'XA', 'POST', '/api/v1/requests', {to: 'XB/contact-point',
      body: {measure: 'stored-data', legal_bases: ['uncc'], offence: 'UNCC-07', contents,
        ...safeguards}});
    const file = path.join(told.place, 'image.E01');
    fs.writeFileSync(file, crypto.randomBytes(bytes));
    const digest = crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex');
    await page.locator(`a.request[data-id="${request}"]`).click();
    await page.getByText('Add evidence').click();

    // The fourth piece is on its way when the node is killed.
    let pieces = 0;
    let killed;
    const dead = new Promise((resolve) => (killed = resolve));
    await context.route('**/api/v1/uploads/*', async (route) => {
      if (route.request().method() !== 'PATCH') return route.continue();
      pieces += 1;
      if (pieces < 4) return route.continue();
      if (pieces === 4) {
        await page.getByText('43 %').waitFor();
        process.kill(told.XB.pid, 'SIGKILL');
        killed();
      }
      return route.abort();
    });
    await page.setInputFiles('#add-files', file);
    await dead;
    again = await serveAgain('XB', 'SIGKILL');

    page.on('dialog', (dialog) => dialog.accept()); // leave, though something is being sent
    await visit(page, `${origin}/#/requests/${request}`);
    await page.getByText('image.E01 is unfinished').waitFor();
    await context.unroute('**/api/v1/uploads/*'); // before, the page that was left would go on by itself
    const {uploads} = await (await context.request.get(`${origin}/api/v1/uploads`)).json();
    check(uploads.length === 1 && uploads[0].offset === 3 * pieceBytes,
      `three pieces outlived the kill: ${JSON.stringify(uploads)}`);
    const sent = [];
    page.on('request', (one) => {
      if (one.method() === 'PATCH') sent.push(Number(one.headers()['upload-offset']));
    });
    await page.setInputFiles('#add-files', file);
    await page.getByText('verified by the node').waitFor();
    const wanted = [3, 4, 5, 6].map((at) => at * pieceBytes).filter((at) => at < bytes);
    check(sent.join() === wanted.join(), `sent again from ${sent.join()}, not ${wanted.join()}`);
    const {items} = await (await context.request.get(
      `${origin}/api/v1/requests/${request}/evidence`)).json();
    check(items.length === 1 && items[0].sha256 === digest && items[0].size === bytes,
      `the node holds what was chosen: ${JSON.stringify(items)}`);
    check(faults.length === 0, faults.join('\n'));
  });
} finally {
  again?.stop();
}
finish('killed at 43 %, and no verified byte sent twice');
