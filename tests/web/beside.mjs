// What stands beside cases: the directory (what a Party asks for, hours on both clocks, the drill and
// its answer), notes for ourselves, and what each State has of a case.
import {execFileSync} from 'node:child_process';
import {axe, call, check, desk, finish, told, until, visit, withBrowser} from './browser.mjs';

const monday = '2027-03-01T07:30:00Z';
const contents = Object.fromEntries(['offence_and_facts', 'data_and_relationship', 'necessity',
  'intention_to_request'].map((name) => [name, `Stated: ${name}.`]));
const body = {measure: 'preservation', language: 'en', legal_bases: ['uncc'], offence: 'UNCC-07', contents,
  needed_by: '2099-01-14T09:00:00Z', needed_by_reason: 'The trial begins.'};
const type = (state, ...words) =>
  execFileSync(told.program, [...words, '--data', told[state].data], {stdio: ['ignore', 'pipe', 'inherit']});
const button = (page, name) => page.getByRole('button', {name, exact: true}).click();

async function directory(open) {
  type('XB', 'authority', 'add', 'contact-point', '--hours', 'Mon-Fri 08:00-17:00', '--time-zone',
    'Europe/Paris', '--email', 'duty@xb.example');
  type('XA', 'authority', 'add', 'contact-point', '--time-zone', 'Asia/Ho_Chi_Minh');
  type('XB', 'declaration', 'set', 'languages', '--value', 'en', '--value', 'fr');
  type('XB', 'declaration', 'set', 'diplomatic-channel');
  type('XB', 'declaration', 'set', 'preservation-dual-criminality');
  const {page, faults, context, origin} = await desk(open, 'XA');
  await call(context, 'XA', 'POST', '/api/v1/parties/XB/refresh', {});
  await visit(page, `${origin}/#/directory`);
  const card = page.locator('article', {hasText: 'State XB'});
  const asks = card.locator('[data-requirements]');
  await asks.getByText('English · French').waitFor();
  const text = await asks.innerText();
  for (const part of ['Requests through the diplomatic channel', 'Reservation: dual criminality',
    'art. 42(5)', 'Legal bases', 'declares nothing on this']) {
    check(text.includes(part), `the requirements say "${part}": ${text}`);
  }
  check(/^([a-z]{5} ){7}[a-z]{5}$/m.test(await card.innerText()), 'the fingerprint in words');

  check(await card.locator('a[href="mailto:duty@xb.example"]').count() === 1, 'an address to write to');
  // Chromium calls this zone by the name that its city had once.
  const own = await page.locator('article', {hasText: 'this node'}).innerText();
  check(/Time there and here\n[^\n]*\d \(Asia\/Ho_Chi_Minh\)\n/.test(own) && !own.includes('Saigon'),
    `one zone is named once: ${own}`);

  // The drill: asked here, answered by a person there, shown here.
  const contact = card.locator('[data-contact]');
  check((await contact.innerText()).includes('not yet'), 'nothing was heard yet');
  await button(card, 'Drill: ask its contact point');
  await contact.getByText('Sent').waitFor();
  const {requests} = await call(context, 'XA', 'GET', '/api/v1/requests');
  const drill = requests.find((row) => row.measure === 'liveness-drill');
  for (let tries = 0; ; ++tries) {
    const there = await call(context, 'XB', 'GET', '/api/v1/requests');
    if (there.requests.some((row) => row.id === drill.id)) break;
    if (tries === 100) throw new Error('the drill does not arrive');
    await page.waitForTimeout(100);
  }
  await call(context, 'XB', 'POST', `/api/v1/requests/${drill.id}/acts`,
    {kind: 'answer', body: {text: 'Linh, 09:12 here.', fields: {}}});
  await contact.getByText('answered after 1 minute').waitFor();
  check(!(await contact.innerText()).includes('not yet'), 'it was heard of');
  const wrong = await axe(page);
  check(wrong.length === 0, wrong.join('\n'));

  // On Monday at half past eight in Paris, and after five.
  for (const [at, open, there, here] of [[monday, true, 'Mon, 17:00', 'Mon, 23:00'],
    ['2027-03-01T16:00:00Z', false, 'Tue, 08:00', 'Tue, 14:00']]) {
    await page.clock.setFixedTime(at);
    await visit(page, `${origin}/#/directory`);
    const hours = card.locator('[data-open]');
    await hours.waitFor();
    check((await hours.getAttribute('data-open')) === String(open), `at ${at} it is open: ${open}`);
    const said = await card.innerText();
    const shows = (text) => said.replaceAll(',', '').includes(text.replace(',', ''));
    check(shows(there) && shows(here), `at ${at}: ${there}, ${here} here: ${said}`);
  }
  check(faults.length === 0, faults.join('\n'));
  await context.close();
}

async function notes(open) {
  const xa = await desk(open, 'XA');
  const xb = await desk(open, 'XB');
  const {request} = await call(xa.context, 'XA', 'POST', '/api/v1/requests',
    {to: 'XB/contact-point', body});
  await xb.page.locator(`a.request[data-id="${request}"]`).waitFor();
  await visit(xa.page, `${xa.origin}/#/requests/${request}`);
  await visit(xb.page, `${xb.origin}/#/requests/${request}`);
  await xa.page.fill('#note-text', 'The source is a neighbour.');
  await xa.page.locator('form[data-settled=true]', {has: xa.page.locator('#note-text')}).waitFor();
  await xa.page.reload();
  // A note that is being written outlives a reload.
  await xa.page.waitForFunction(() =>
    document.querySelector('#note-text')?.value === 'The source is a neighbour.');
  await button(xa.page, 'Keep the note');
  await xa.page.locator('.own-note', {hasText: 'The source is a neighbour.'}).waitFor();
  await call(xb.context, 'XB', 'POST', `/api/v1/requests/${request}/acts`,
    {kind: 'acknowledge', body: {text: 'Read.'}});
  await xa.page.locator('h1 + .tag', {hasText: 'Acknowledged'}).waitFor();
  await xb.page.locator('h1 + .tag', {hasText: 'Acknowledged'}).waitFor();
  check(!(await xb.page.innerText('main')).includes('neighbour'), 'the other State sees no note');
  await xa.page.locator('[data-clock=started]', {hasText: 'Clock starts:'}).first().waitFor();

  // What each State has of it; then Borealia's node does not answer, and that is said.
  await button(xa.page, 'What each State has');
  const there = () => xa.page.locator('[data-there]').evaluateAll((cells) =>
    cells.map((cell) => cell.dataset.there).join());
  await until(async () => await there() === 'delivered,never,said',
    async () => `beside each other: ${await there()}`);
  check((await xa.page.getAttribute('[data-there-status]', 'data-there-status')) === 'acknowledged',
    'how it stands there');
  for (const page of [xa.page, xb.page]) {
    const wrong = await axe(page);
    check(wrong.length === 0, wrong.join('\n'));
  }
  process.kill(told.XB.pid, 'SIGSTOP');
  try {
    await call(xa.context, 'XA', 'POST', `/api/v1/requests/${request}/acts`,
      {kind: 'withdraw', body: {text: 'Not needed any more.'}});
    await xa.page.locator('[data-there=waiting]').waitFor();
    check((await xa.page.getAttribute('[data-there-status]', 'data-there-status')) === 'acknowledged',
      'there it still stands as before, as far as is proven');
  } finally {
    process.kill(told.XB.pid, 'SIGCONT');
  }
  await xa.page.locator('[data-there-status=withdrawn]').waitFor();
  check(xa.faults.length + xb.faults.length === 0, [...xa.faults, ...xb.faults].join('\n'));
}

await withBrowser(async (open) => {
  await directory(open);
  await notes(open);
});
finish('requirements, hours, a drill answered; notes kept here; what each State has');
