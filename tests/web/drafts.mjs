// What is typed is never lost: a reload, a browser that dies, an ended session, another device
// that wrote meanwhile. And who takes the device reads nothing of it.
import {call, check, desk, finish, openPage, signIn, told, until, withBrowser} from './browser.mjs';

const typed = 'An intruder entered the hospital of Aurelia-on-Sea.';
const field = '#content-offence_and_facts';
const button = (page, name) => page.getByRole('button', {name, exact: true}).click();

async function begin(page) {
  await page.getByRole('link', {name: 'New request'}).first().click();
  await page.getByLabel('Expedited preservation').check();
  await button(page, 'Next');
  await page.getByLabel('State XB').check();
  await button(page, 'Next');
  await page.getByLabel('United Nations Convention against Cybercrime').check();
  await page.selectOption('#new-offence', 'UNCC-07');
  await button(page, 'Next');
}
const onlyHere = (page) => page.getByText('Also at the node.').waitFor({state: 'hidden'});
const atNode = (page) => page.getByText('Also at the node.').waitFor();
// The words that stood there may be at the node, and the page says so until it hears of the new ones.
async function writeToNode(page, context, text) {
  const there = () => call(context, 'XA', 'GET', '/api/v1/autosaves/new').catch(() => null);
  await page.fill(field, text);
  await until(async () => (await there())?.content.contents.offence_and_facts === text,
    `the node has "${text}"`);
  await atNode(page);
}
const reopen = async (page) => {
  await page.goto('about:blank');
  await page.goto(`${told.XA.origin}/#/new`);
  await page.locator(field).waitFor();
};

// Everything that the page keeps in this browser, as bytes in one text.
const onDevice = (page) => page.evaluate(() => new Promise((resolve, reject) => {
  const asked = indexedDB.open('haidang');
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => {
    const rows = asked.result.transaction('sealed').objectStore('sealed').getAll();
    rows.onsuccess = () => resolve(rows.result.map((row) => Object.values(row).map((value) =>
      value instanceof ArrayBuffer || ArrayBuffer.isView(value)
        ? new TextDecoder('latin1').decode(value) : `unsealed ${JSON.stringify(value)}`).join(' ')));
  };
}));

// A no to the former session that arrives after the sign-in was renewed: the request goes out once
// more, and nobody is asked to sign in again.
async function lateRefusal(page, context) {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  const statuses = [];
  await context.route('**/api/v1/evidence', async (route) => {
    const answer = await route.fetch();
    statuses.push(answer.status());
    if (statuses.length === 1) await released;
    await route.fulfill({response: answer});
  });
  await context.clearCookies();
  await page.evaluate(() => (location.hash = '#/evidence'));
  await page.getByText('Your session has ended').waitFor();
  while (statuses.length === 0) await page.waitForTimeout(50);
  await page.fill('#again-password', told.password);
  await page.press('#again-password', 'Enter');
  await page.getByText('Your session has ended').waitFor({state: 'hidden'});
  const before = statuses.length;
  release();
  while (statuses.length === before) await page.waitForTimeout(50);
  check(statuses[0] === 401 && statuses.at(-1) === 200, `asked once more: ${statuses.join()}`);
  await page.getByText('No evidence').waitFor();
  await page.waitForTimeout(300); // longer than a dialog takes to open
  check(await page.getByText('Your session has ended').count() === 0, 'no second dialog');
  await context.unroute('**/api/v1/evidence');
  await page.evaluate(() => (location.hash = '#/new'));
  await page.locator(field).waitFor();
}

// A request that relies on another one has a draft of its own: the unfinished new one stays.
async function oneForEach(page, context) {
  const contents = Object.fromEntries(['offence_and_facts', 'data_and_relationship', 'necessity',
    'intention_to_request'].map((name) => [name, `Stated: ${name}.`]));
  const {request} = await call(context, 'XA', 'POST', '/api/v1/requests', {to: 'XB/contact-point',
    body: {measure: 'preservation', legal_bases: ['uncc'], offence: 'UNCC-07', contents}});
  await page.evaluate((id) => (location.hash = `#/new?relies=${id}`), request);
  await page.getByText('This request relies on').waitFor();
  check(await page.getByText('Draft kept').count() === 0, 'nothing was written there yet');
  await page.getByLabel('Mutual legal assistance in accessing stored').check();
  await atNode(page);
  const {autosaves} = await call(context, 'XA', 'GET', '/api/v1/autosaves');
  check(autosaves.map((row) => row.name).join() === `new,new-${request}`, JSON.stringify(autosaves));
  await reopen(page);
  check(await page.inputValue(field) === typed, 'the unfinished request is as it was');
  await page.getByText('Also unfinished:').getByRole('link').click();
  await page.getByText('This request relies on').waitFor();
  check(await page.getByLabel('Mutual legal assistance in accessing stored').isChecked(),
    'and so is the one that relies on another');
  await button(page, 'Throw the draft away');
  await page.locator(field).waitFor(); // the other one again
  check(await page.inputValue(field) === typed, 'thrown away is only the one that was shown');
}

await withBrowser(async (open) => {
  const {page, faults, context} = await desk(open, 'XA');
  await begin(page);
  await writeToNode(page, context, typed);
  const rows = await onDevice(page);
  check(rows.length === 1 && rows[0].length > 200, `one draft is on the device: ${rows.length}`);
  check(!rows.some((row) => row.includes('intruder') || row.includes('unsealed')),
    'nothing on the device is readable');
  await oneForEach(page, context);

  // A reload before the node heard of the last words.
  await context.route('**/api/v1/autosaves/new', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.continue());
  await page.fill(field, `${typed} At night.`);
  await onlyHere(page);
  await page.locator('[data-settled=true]', {hasText: 'Draft kept on this device.'}).waitFor();
  await reopen(page);
  check(await page.inputValue(field) === `${typed} At night.`, 'a reload loses nothing');
  await context.unroute('**/api/v1/autosaves/new');

  // The session ends while it is typed: it is kept on, signed in over the page, and saved.
  await context.clearCookies();
  await page.fill(field, `${typed} At night, twice.`);
  await onlyHere(page);
  await page.getByText('Your session has ended').waitFor();
  await page.fill('#again-password', told.password);
  await page.press('#again-password', 'Enter');
  await atNode(page);
  const kept = await call(context, 'XA', 'GET', '/api/v1/autosaves/new');
  check(kept.content.contents.offence_and_facts === `${typed} At night, twice.`,
    'the node has the last word');

  await lateRefusal(page, context);

  // The browser is gone with everything in it: another one goes on from the node.
  const other = await openPage(await open(), [told.XA.origin]);
  await signIn(other.page, 'XA');
  await reopen(other.page);
  check(await other.page.inputValue(field) === `${typed} At night, twice.`,
    'another device goes on');

  // Both write: whoever saves second sees both versions, and nothing is overwritten.
  await writeToNode(other.page, context, 'Written on the other device.');
  await page.fill(field, 'Written on the first device.');
  await page.getByText('This draft was changed in another place too.').waitFor();
  for (const version of ['other', 'first']) { // both stand side by side
    await page.locator('ins', {hasText: version}).waitFor();
  }
  await reopen(page);
  await page.getByText('This draft was changed in another place too.').waitFor();
  check(await page.inputValue(field) === 'Written on the first device.', 'and outlive a reload');
  await page.getByRole('button', {name: 'Go on with this one'}).first().click();
  await atNode(page);
  const {content} = await call(context, 'XA', 'GET', '/api/v1/autosaves/new');
  check(content.contents.offence_and_facts === 'Written on the first device.', 'mine was chosen');
  await other.page.fill(field, 'Written on the other device, later.');
  await other.page.getByText('This draft was changed in another place too.').waitFor();
  await other.page.getByRole('button', {name: 'Go on with this one'}).last().click();
  // Theirs is fetched and dropped into the field: not before the next turn of the page.
  await other.page.waitForFunction(([where, text]) => document.querySelector(where)?.value === text,
    [field, 'Written on the first device.']);

  await button(page, 'Throw the draft away');
  await page.waitForFunction(() => !document.querySelector('[role=status]')?.textContent
    .includes('Draft kept'));
  check((await onDevice(page)).length === 0, 'what is thrown away is not on the device');
  const {autosaves} = await call(context, 'XA', 'GET', '/api/v1/autosaves');
  check(autosaves.length === 0, 'nor at the node');
  check(faults.length + other.faults.length === 0, [...faults, ...other.faults].join('\n'));
});
finish('kept over a reload, an ended session, a lost browser and a second writer; unreadable without a session');
