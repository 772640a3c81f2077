// Evidence sent by the browser: half-way the page is loaded again, the same file is chosen, and it
// goes on where it was; what the node then holds has the digest that was taken first.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {call, check, desk, finish, told, visit, withBrowser} from './browser.mjs';

// Arts 24, 35(3): what such a request states beside its contents.
const safeguards = {necessity: 'Stated.', authorisation: {body: 'Court', reference: '1/2026',
  grounds: 'Stated.', scope: 'Stated.', duration: '30 days'}, dual_criminality: {required: true,
  conduct: 'Stated.', result: 'met', requested_state_offence: 'Stated.'}};
const bytes = 21 * 1024 * 1024 + 12345;

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
  await page.fill('#add-acquired_by', 'B. Examiner');
  // After the third piece the line is down for good, until the page is loaded again.
  let pieces = 0;
  await context.route('**/api/v1/uploads/*', (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    pieces += 1;
    return pieces > 3 ? route.abort() : route.continue();
  });
  await page.setInputFiles('#add-files', file);
  await page.getByText(`SHA-256 ${digest}`).waitFor();
  while (pieces <= 3) await page.waitForRequest((one) => one.method() === 'PATCH');
  const {uploads} = await (await context.request.get(`${origin}/api/v1/uploads`)).json();
  check(uploads.length === 1 && uploads[0].offset === 3 * 4 * 1024 * 1024,
    `three pieces are at the node: ${JSON.stringify(uploads)}`);
  await page.getByText('no line to the node').waitFor();
  await page.getByText(/Next try in \d+ seconds?\. Nothing is lost\./).first().waitFor();
  // What was chosen after it waits, and takes no fingerprint yet.
  const later = path.join(told.place, 'later.txt');
  fs.writeFileSync(later, 'later');
  await page.setInputFiles('#add-files', later);
  await page.locator('li', {hasText: 'later.txt'}).getByText('waiting', {exact: true}).waitFor();

  page.on('dialog', (dialog) => dialog.accept()); // leave, though something is being sent
  await visit(page, `${origin}/#/requests/${request}`);
  await page.getByText('image.E01 is unfinished').waitFor();
  await context.unroute('**/api/v1/uploads/*'); // before, the page that was left would go on by itself
  let sent = 0;
  page.on('request', (one) => {
    if (one.method() === 'PATCH') sent += 1;
  });
  await page.setInputFiles('#add-files', file);
  await page.getByText('verified by the node').waitFor();
  check(sent === 3, `three pieces were left to send; ${sent} were sent`);

  const {items} = await (await context.request.get(
    `${origin}/api/v1/requests/${request}/evidence`)).json();
  check(items.length === 1 && items[0].sha256 === digest && items[0].size === bytes,
    `the node holds what was chosen: ${JSON.stringify(items)}`);
  check(fs.readdirSync(path.join(told.XB.data, 'uploads')).length === 0, 'nothing is left of it');
  // A folder: each file keeps its path, as a fact of its acquisition.
  const folder = path.join(told.place, 'phone');
  fs.mkdirSync(path.join(folder, 'mail'), {recursive: true});
  fs.writeFileSync(path.join(folder, 'mail', 'inbox.eml'), 'From: somebody');
  fs.writeFileSync(path.join(folder, 'calls.csv'), 'a,b');
  await page.setInputFiles('#add-folder', folder);
  const held = async () => (await (await context.request.get(
    `${origin}/api/v1/requests/${request}/evidence`)).json()).items;
  await page.getByText('phone/mail/inbox.eml').first().waitFor();
  await page.locator('.tag', {hasText: 'verified by the node'}).nth(2).waitFor();
  const inbox = (await held()).find((item) => item.name === 'inbox.eml');
  check(inbox?.source === 'phone/mail/inbox.eml', `where it lay: ${JSON.stringify(inbox)}`);

  // What is dropped is walked the same way; a path that leads out of the folder is refused.
  await page.evaluate(() => {
    const file = (fullPath, text) => ({isFile: true, fullPath,
      file: (take) => take(new File([text], fullPath.split('/').pop()))});
    let read = 0;
    const root = {isFile: false, fullPath: '/disk', createReader: () => ({readEntries: (take) =>
      take(read++ ? [] : [file('/disk/../../passwd', 'x'), file('/disk/a/notes.txt', 'notes')])})};
    const drop = new Event('drop', {bubbles: true, cancelable: true});
    Object.defineProperty(drop, 'dataTransfer',
      {value: {items: [{webkitGetAsEntry: () => root}], files: []}});
    document.querySelector('.drop').dispatchEvent(drop);
  });
  await page.getByText('disk/../../passwd was left out').waitFor();
  await page.locator('.tag', {hasText: 'verified by the node'}).nth(3).waitFor();
  const names = (await held()).map((item) => item.name).sort();
  check(names.join() === 'calls.csv,image.E01,inbox.eml,notes.txt', `held: ${names}`);

  // Who had it, when and why, on the page of all evidence.
  await visit(page, `${origin}/#/evidence`);
  await page.locator('summary', {hasText: 'Custody log'}).first().click();
  await page.locator('li', {hasText: 'Evidence added'}).first().waitFor();
  check(faults.length === 0, faults.join('\n'));
});
finish('evidence survived a reload half-way and arrived whole');
