// Use of what another Party gave: a package for another proceeding is refused with what binds; the
// officer asks for consent to one item that he chooses, the other State consents to it on a
// condition, and only that item is free; then for all of them, and the package is made.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {axe, call, check, desk, finish, told, until, visit, withBrowser} from './browser.mjs';

const stated = (names) => Object.fromEntries(names.map((name) => [name, `Stated: ${name}.`]));
const condition = 'Not in public.';
const request = {measure: 'stored-data', legal_bases: ['uncc'], offence: 'UNCC-07',
  contents: stated(['authority', 'subject_and_nature', 'facts', 'assistance_and_procedure',
    'purpose']),
  authorisation: {body: 'Court', reference: 'B 7/26', grounds: 'Suspicion.', scope: 'One account.',
    duration: '90 days'},
  necessity: 'Nothing milder would do.',
  dual_criminality: {required: true, conduct: 'Access without right.', result: 'met',
    requested_state_offence: ''}};
const press = (page, name) => page.getByRole('button', {name, exact: true}).press('Enter');

// Two files, given on a condition that the officer of XB writes in the browser.
async function give(xa, xb) {
  const {request: id} = await call(xa.context, 'XA', 'POST', '/api/v1/requests',
    {to: 'XB/contact-point', body: request});
  const at = `/api/v1/requests/${id}`;
  const here = async (context, state) => (await call(context, state, 'GET', '/api/v1/requests'))
    .requests.find((row) => row.id === id);
  await until(() => here(xb.context, 'XB'), 'the request arrives');
  await call(xb.context, 'XB', 'POST', `${at}/acts`, {kind: 'accept', body: {text: 'Accepted.'}});
  for (const name of ['one.log', 'two.log']) {
    const file = path.join(told.place, name);
    fs.writeFileSync(file, name.repeat(20_000));
    execFileSync(told.program, ['evidence', 'add', id, file, '--data', told.XB.data]);
  }
  await visit(xb.page, `${xb.origin}/#/requests/${id}`);
  await press(xb.page, 'Delivery of evidence');
  await xb.page.locator('#step-conditions').fill(`confidential: ${condition}`);
  await press(xb.page, 'Sign and send: Delivery of evidence');
  await until(async () => (await here(xa.context, 'XA')).status === 'retrieved', 'both are here');
  return id;
}

// Through the form for a request that relies on this one; `choose` chooses the items.
async function askConsent(page, id, choose) {
  await visit(page, `${told.XA.origin}/#/new?relies=${id}`);
  await page.getByLabel('Consent to use for another investigation').check();
  await press(page, 'Next');
  await press(page, 'Next');
  await press(page, 'Next');
  for (const area of await page.locator('textarea[aria-required=true]').all()) {
    if (!await area.inputValue()) await area.fill('For the trial in case 7/26.');
  }
  const items = page.locator('#new-about_items');
  check(await items.locator('input:checked').count() === 0, 'nothing is chosen by itself');
  await press(page, 'Next');
  await page.getByRole('alert').getByText('Items that it is about').press('Enter');
  check(await items.evaluate((one) => one === document.activeElement), 'what is missing is found');
  await choose(items);
  await press(page, 'Next');
  await press(page, 'Sign and send');
  await page.waitForURL(/#\/requests\/[0-9a-f]{32}/);
  return page.url().split('/').pop();
}

async function consent(xb, id, boxes, words) {
  const {page} = xb;
  await visit(page, `${xb.origin}/#/requests/${id}`);
  await press(page, 'Consent');
  const items = page.locator('#step-items');
  await until(async () => await items.locator('input').count() === boxes,
    `${boxes} items to choose from`);
  check(await items.locator('input:checked').count() === 0, 'none is chosen by itself');
  await press(page, 'Sign and send: Consent');
  await page.getByRole('alert').getByText('One thing is missing').first().waitFor();
  for (const box of await items.locator('input').all()) await box.check();
  await page.locator('#step-conditions').fill(words);
  const wrong = await axe(page);
  check(wrong.length === 0, wrong.join('\n'));
  await press(page, 'Sign and send: Consent');
  await page.getByText('Consent: signed and sent').waitFor();
}

async function makePackage(page, use, fill = async () => {}) {
  await page.getByLabel('For which use').selectOption(use);
  await fill();
  await press(page, 'Make a court package');
}
async function refusal(page, ...texts) {
  const alert = page.getByRole('alert');
  for (const text of ['HD-4007', ...texts]) await alert.getByText(text).first().waitFor();
}

await withBrowser(async (open) => {
  const xa = await desk(open, 'XA');
  const xb = await desk(open, 'XB');
  const {page} = xa;
  const id = await give(xa, xb);

  await visit(page, `${xa.origin}/#/requests/${id}`);
  await page.getByText(condition).first().waitFor();
  await until(async () => await page.locator('ul.conditions').count() === 2,
    'each item shows what binds it');
  await makePackage(page, 'other-proceeding');
  await refusal(page, condition, 'no consent of XB covers it');
  await makePackage(page, 'onward', () => page.getByLabel(/Who receives it/).fill('XC'));
  await refusal(page, 'may not go on to XC');
  const wrong = await axe(page);
  check(wrong.length === 0, wrong.join('\n'));

  const first = await askConsent(page, id, (items) => items.getByLabel('one.log').check());
  await until(async () => (await call(xb.context, 'XB', 'GET', '/api/v1/requests'))
    .requests.some((row) => row.id === first), 'XB is asked');
  const {body} = (await call(xb.context, 'XB', 'GET', `/api/v1/requests/${first}`))
    .requests.find((row) => row.id === first);
  check(body.about_items.length === 1, `asked about one item, not ${body.about_items.length}`);
  await consent(xb, first, 1, 'purpose: This trial only.');

  await visit(page, `${xa.origin}/#/requests/${id}`);
  const row = (name) => page.locator('main li', {has: page.locator('strong', {hasText: name})});
  await row('one.log').getByText('This trial only.').waitFor();
  check(await row('two.log').getByText('This trial only.').count() === 0, 'the other is not free');
  await makePackage(page, 'other-proceeding');
  await refusal(page, 'two.log');

  const second = await askConsent(page, id, (items) =>
    items.getByRole('button', {name: 'Choose all'}).press('Enter'));
  await until(async () => (await call(xb.context, 'XB', 'GET', '/api/v1/requests'))
    .requests.some((row) => row.id === second), 'XB is asked again');
  await consent(xb, second, 2, 'Tell us when it ends.');
  await visit(page, `${xa.origin}/#/requests/${id}`);
  await row('two.log').getByText('Tell us when it ends.').waitFor();
  await makePackage(page, 'other-proceeding');
  await page.getByText('The package is made').waitFor();
  await page.getByText('It lies on the node’s own machine, in the folder below.').waitFor();

  await page.setViewportSize({width: 360, height: 900});
  await page.selectOption('.tools select', 'ar');
  await page.waitForSelector('html[dir=rtl]');
  const over = await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(over <= 0, `${over} pixels too wide`);
  const arabic = await axe(page);
  check(arabic.length === 0, arabic.join('\n'));
  if (process.env.SHOTS)
    await page.screenshot({path: `${process.env.SHOTS}/consent.png`, fullPage: true});
  const faults = [...xa.faults, ...xb.faults];
  check(faults.length === 0, faults.join('\n'));
});
finish('refused with its condition, asked for one item, consented to, asked for all, made');
