// The page of a case: all that was asked is there to be read, in words; its papers; what is typed for
// a step stays while another is looked at; a node that is away is said to be; paper and a narrow page.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {axe, call, check, desk, finish, told, until, visit, withBrowser} from './browser.mjs';

const stated = (names) => Object.fromEntries(names.map((name) => [name, `Stated: ${name}.`]));
const asked = {measure: 'stored-data', legal_bases: ['uncc'], offence: 'UNCC-07',
  contents: {...stated(['subject_and_nature', 'facts', 'assistance_and_procedure', 'purpose',
    'persons_items_accounts']), authority: 'XA/contact-point'},
  confidential: true, emergency: true, emergency_risk: 'life', emergency_facts: 'A patient may die.',
  authorisation: {body: 'Court of First Instance', reference: 'B 7/26', grounds: 'Suspicion.',
    scope: 'One account.', duration: '90 days'},
  necessity: 'Nothing milder would do.', special_procedure: 'In the presence of an expert.',
  dual_criminality: {required: true, conduct: 'Access without right.', result: 'met',
    requested_state_offence: 'Section 202a'}};
const away = 'The node does not answer';
const press = (page, name) => page.getByRole('button', {name, exact: true}).press('Enter');

async function everythingIsSaid({page}) {
  const facts = await page.locator('aside').innerText();
  for (const text of ['Court of First Instance', 'B 7/26', 'Suspicion.', 'One account.', '90 days',
    'Nothing milder would do.', 'In the presence of an expert.', 'Access without right.',
    'Section 202a', 'A patient may die.', 'Authorised by', 'Dual criminality, judged by conduct']) {
    check(facts.includes(text), `the facts lack "${text}": ${facts}`);
  }
  for (const mark of ['Confidential', 'Emergency'])
    await page.locator('.tag', {hasText: mark}).first().waitFor();
  const said = page.locator('ol.timeline > li').first();
  await said.locator('summary').click();
  const text = await said.innerText();
  for (const one of ['Court of First Instance', 'Section 202a', 'State XA · ', 'Mutual legal assistance'])
    check(text.includes(one), `the timeline lacks "${one}": ${text}`);
  const all = await page.locator('main').innerText();
  for (const raw of ['XA/contact-point', 'UNCC-07', 'stored-data'])
    check(!all.includes(raw), `a code of the wire is shown: ${raw}`);
}

async function papers({page, context, origin}, id) {
  const href = await page.getByRole('link', {name: 'Letter (PDF)'}).first().getAttribute('href');
  const letter = await context.request.get(`${origin}${href}`);
  check(letter.headers()['content-type'] === 'application/pdf' &&
    (await letter.body()).subarray(0, 5).toString() === '%PDF-', `a letter: ${letter.status()}`);
  await press(page, 'Make the extract');
  const save = page.getByRole('button', {name: 'Save as a file'});
  await save.waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), save.press('Enter')]);
  const text = fs.readFileSync(await file.path(), 'utf8');
  check(file.suggestedFilename() === `${id}.txt` && text.includes('Stated: persons_items_accounts.') &&
    !/Stated: facts\.|B 7\/26|XB\/contact-point/.test(text), `what is told: ${text}`);
}

async function typedStays({page}) {
  await press(page, 'Refusal');
  await page.fill('#step-reasons', 'Against our public order.');
  await press(page, 'Postponement');
  await page.fill('#step-reasons', 'The trial goes on.');
  await press(page, 'Cancel');
  await press(page, 'Refusal');
  check(await page.inputValue('#step-reasons') === 'Against our public order.', 'kept for this step');
  await page.locator('[data-settled=true]').waitFor();
  await page.reload();
  await page.locator('#step-reasons').waitFor();
  check(await page.inputValue('#step-reasons') === 'Against our public order.', 'over a reload');
  await press(page, 'Postponement');
  check(await page.inputValue('#step-reasons') === 'The trial goes on.', 'and for the other');
  await press(page, 'Throw the draft away');
  await page.getByText('It cannot be brought back.').waitFor();
  await press(page, 'Keep it');
  check(await page.inputValue('#step-reasons') === 'The trial goes on.', 'asked first');
  // A day that does not exist is said to be none, and nothing is sent.
  let sent = 0;
  page.on('request', (one) => (sent += one.method() === 'POST' && one.url().endsWith('/acts')));
  await page.fill('#step-review_at', '31');
  await page.getByLabel('Month').selectOption('2');
  await page.getByLabel('Year').fill('2027');
  await page.getByText('There is no such day.').waitFor();
  await press(page, 'Sign and send: Postponement');
  await page.waitForTimeout(500); // longer than to send
  check(sent === 0, 'no act with a day that does not exist');
  await press(page, 'Throw the draft away');
  await page.locator('.dropping').getByRole('button', {name: 'Throw the draft away'}).press('Enter');
  await press(page, 'Postponement');
  check(await page.inputValue('#step-reasons') === '', 'thrown away');
  await press(page, 'Cancel');
}

async function nodeAway({page, context, origin}, id) {
  await visit(page, `${origin}/#/requests/${id}`);
  await page.getByRole('button', {name: 'Notice', exact: true}).waitFor();
  await context.route('**/api/v1/**', (route) => route.abort());
  await press(page, 'Notice');
  await page.fill('#step-text', 'The trial begins in May.');
  await press(page, 'Sign and send: Notice');
  await page.getByRole('alert').getByText(away).first().waitFor();
  await page.getByText('Look whether it runs, and try again.').first().waitFor();
  check(!(await page.locator('main').innerText()).includes('Failed to fetch'), 'in words of the page');
  // A page that cannot come says so, and comes when the node is back.
  await context.route('**/assets/Directory-*', (route) => route.abort());
  await page.evaluate(() => (location.hash = '#/directory'));
  await page.getByRole('button', {name: 'Load it again'}).waitFor();
  await context.unroute('**/assets/Directory-*');
  await context.unroute('**/api/v1/**');
  await page.locator('h1', {hasText: 'Directory'}).waitFor();

  // Signing in again, while the node is away, after a wrong password.
  await context.clearCookies();
  await page.evaluate(() => (location.hash = '#/evidence'));
  await page.fill('#again-password', 'not the password');
  await page.press('#again-password', 'Enter');
  await page.getByText('the name or the password is wrong').waitFor();
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await context.route('**/api/v1/session', async (route) => {
    await released;
    await route.abort();
  });
  await page.fill('#again-password', told.password);
  await page.press('#again-password', 'Enter');
  await page.getByText('Asking the node…').waitFor();
  check(await page.getByText('the name or the password is wrong').count() === 0, 'no old message');
  release();
  await page.locator('dialog').getByText(away).waitFor();
  await context.unroute('**/api/v1/session');
  await page.press('#again-password', 'Enter');
  await page.getByText('Your session has ended').waitFor({state: 'hidden'});
}

async function evidence({page, context, origin}, id) {
  const folder = path.join(told.place, 'هاتف');
  for (const one of ['صادر', 'وارد']) {
    fs.mkdirSync(path.join(folder, one), {recursive: true});
    fs.writeFileSync(path.join(folder, one, 'سجل.csv'), one.repeat(100));
  }
  await call(context, 'XB', 'POST', `/api/v1/requests/${id}/acts`,
    {kind: 'accept', body: {text: 'Accepted.'}});
  await visit(page, `${origin}/#/requests/${id}`);
  await page.getByText('Add evidence').click();
  await page.setInputFiles('#add-folder', folder);
  const added = page.locator('ol.timeline li', {hasText: 'Evidence added'});
  await until(async () => await added.count() === 2, 'both are in the timeline');
  const names = (await added.locator('bdi').allInnerTexts()).filter((text) => text.includes('سجل'));
  check(names.sort().join() === 'هاتف/صادر/سجل.csv,هاتف/وارد/سجل.csv', `which is which: ${names}`);
  await call(context, 'XB', 'POST', `/api/v1/requests/${id}/deliveries`, {note: 'Both.'});
  const given = page.locator('ol.timeline li', {has: page.locator('h3', {hasText: 'Delivery'})});
  await given.locator('dd bdi').first().waitFor();
  const rows = await given.locator('dd bdi').allInnerTexts();
  check(rows.filter((text) => text.includes('سجل')).length === 2 && rows.some((text) =>
    /^\d+ B$/.test(text)), `a name and a size of its own: ${rows}`);
}

async function onPaper({page, context}, id) {
  const {items: [item]} = await call(context, 'XB', 'GET', `/api/v1/requests/${id}/evidence`);
  const paper = path.join(told.place, 'case.pdf');
  await page.pdf({path: paper, format: 'A4'});
  const printed = execFileSync('pdftotext', ['-layout', paper, '-'], {encoding: 'utf8'});
  const joined = printed.replace(/\s/g, '');
  check(!printed.includes('Next step'), 'no buttons on paper');
  for (const text of ['B7/26', item.sha256, 'Evidenceadded', 'Section202a'])
    check(joined.split(text).length > (text === 'Evidenceadded' ? 3 : 1), `paper lacks ${text}`);
  check(await page.locator('main details[open]').count() < await page.locator('main details').count(),
    'folded again afterwards');
  await page.setViewportSize({width: 360, height: 900});
  const top = async (title) => (await page.locator('h2', {hasText: title}).first().boundingBox()).y;
  check(await top('Next step') < await top('Facts'), 'first what is to be done');
  const over = await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(over <= 0, `${over} pixels too wide`);
  const wrong = await axe(page);
  check(wrong.length === 0, wrong.join('\n'));
  await page.setViewportSize({width: 1280, height: 900});
}

// A step that waits for another officer is not offered once more.
async function waitsForSecond({page, context}) {
  await call(context, 'XB', 'POST', '/api/v1/four-eyes', {rules: ['notify']});
  await press(page, 'Notice');
  await page.fill('#step-text', 'The provider was told.');
  await press(page, 'Give it to a second officer');
  const note = page.locator('.note', {hasText: 'Notice: waits for a second officer.'});
  await note.getByRole('link', {name: 'Approvals'}).waitFor();
  check(await page.getByRole('button', {name: 'Notice', exact: true}).count() === 0, 'not offered again');
}

// What a new request lacks is marked where it is missing, the safeguards too.
async function missingIsMarked({page, origin}) {
  await visit(page, `${origin}/#/new`);
  await page.getByLabel('Mutual legal assistance in accessing stored').check();
  await press(page, 'Next');
  await page.getByLabel('State XB').check();
  await press(page, 'Next');
  await page.getByLabel('United Nations Convention against Cybercrime').check();
  await page.selectOption('#new-offence', 'UNCC-07');
  await press(page, 'Next');
  await page.locator('#new-necessity').waitFor();
  check(await page.getByText('This is needed.').count() === 0, 'nothing is marked before');
  await press(page, 'Next');
  await page.getByText('things are missing').waitFor();
  for (const name of ['necessity', 'authorisation\\.body', 'dual_criminality\\.result']) {
    const field = page.locator('.is-wrong', {has: page.locator(`#new-${name}`)});
    await field.getByText('This is needed.').waitFor();
    check(await page.locator(`#new-${name}`).getAttribute('aria-invalid') === 'true', `${name} is marked`);
  }
  const wrong = await axe(page);
  check(wrong.length === 0, wrong.join('\n'));
}

// The other side: what it fetched by itself, in words.
async function fetched({page, origin}, id) {
  await visit(page, `${origin}/#/requests/${id}`);
  const row = page.locator('ol.timeline li', {hasText: 'Confirmation of retrieval'}).first();
  await row.waitFor();
  check((await row.innerText()).includes('سجل.csv'), `which: ${await row.innerText()}`);
  const opened = page.locator('ol.timeline li', {hasText: 'Evidence opened'}).first();
  await opened.getByText('(on receipt)').waitFor();
  await opened.getByText('the node itself').waitFor();
}

const part = (what, work) => work().catch((error) => check(false, `${what}: ${error}`));

await withBrowser(async (open) => {
  const xa = await desk(open, 'XA');
  const xb = await desk(open, 'XB');
  const {request: id} = await call(xa.context, 'XA', 'POST', '/api/v1/requests',
    {to: 'XB/contact-point', body: asked});
  await xb.page.locator(`a.request[data-id="${id}"]`).click();
  await xb.page.locator('aside').waitFor();
  await part('all that was asked', () => everythingIsSaid(xb));
  await part('papers', () => papers(xb, id));
  await call(xb.context, 'XB', 'POST', `/api/v1/requests/${id}/acts`,
    {kind: 'consult', body: {text: 'Before we refuse.'}});
  await visit(xb.page, `${xb.origin}/#/requests/${id}`);
  await part('what is typed', () => typedStays(xb));
  await part('evidence', () => evidence(xb, id));
  await part('paper', () => onPaper(xb, id));
  await part('a second officer', () => waitsForSecond(xb));
  await part('what the other fetched', () => fetched(xa, id));
  await part('what is missing', () => missingIsMarked(xa));
  await part('a node that is away', () => nodeAway(xa, id));
  const faults = [...xa.faults, ...xb.faults];
  check(faults.length === 0, faults.join('\n'));
});
finish('all that was asked, in words; papers, drafts, a node away, paper and a narrow page');
