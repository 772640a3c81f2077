// The emergency's way: five things to say on one page, checked and signed; what its law needs beside
// is ticked by the law, whichever way one comes; and what is wrong leads to where it is put right.
import {axe, call, check, desk, finish, visit, withBrowser} from './browser.mjs';

const button = (page, name) => page.getByRole('button', {name, exact: true}).click();
const facts = 'A girl of nine was taken on Sunday evening; her telephone was on until 21:40.';
const data = 'The location of the account at its last sign-in.';
const account = 'runner@example.org at Example Mail';
const bodyOf = async (context, id) => (await call(context, 'XA', 'GET', `/api/v1/requests/${id}`))
  .requests.find((row) => row.id === id).body;

async function fill(page) {
  await page.selectOption('#new-to', 'XB/contact-point');
  await page.getByLabel('A life is at risk').check();
  await page.fill('#quick-facts', facts);
  await page.selectOption('#new-offence', 'UNCC-07');
  await page.fill('#quick-data', data);
  await page.fill('#quick-account', account);
}
async function sign(page) {
  await button(page, 'Next');
  await page.getByText('This is what State XB will see.').waitFor();
  await button(page, 'Sign and send');
  await page.waitForURL(/#\/requests\/[0-9a-f]{32}/);
  return page.url().split('/').pop();
}

// Nothing said yet: all of it is named, and each name leads to its field.
async function fiveFields(page, context) {
  await page.getByRole('link', {name: 'New request'}).first().click();
  await page.getByRole('link', {name: 'Emergency? One page with five fields'}).click();
  await page.locator('h2', {hasText: 'Emergency: five fields'}).waitFor();
  check(await page.getByLabel('Electronic data to avert an emergency').isChecked(),
    'the measure of emergencies is chosen');
  await button(page, 'Next');
  await page.getByText('6 things are missing').waitFor();
  await page.getByRole('link', {name: 'What data are sought'}).click();
  check(await page.evaluate(() => document.activeElement?.id) === 'quick-data', 'to its field');
  await fill(page);
  await page.locator('[data-settled=true]', {hasText: 'Draft kept on this device.'}).waitFor();
  await page.reload();
  await page.locator('#quick-facts').waitFor();
  check(await page.inputValue('#quick-facts') === facts, 'it outlives a reload');
  const body = await bodyOf(context, await sign(page));
  check(body.emergency === true && body.emergency_risk === 'life' &&
    body.contents.emergency_facts === facts &&
    body.contents.data_sought === `${data}\n${account}` && body.contents.investigation.length > 20 &&
    body.legal_bases.join() === 'uncc', JSON.stringify(body));
}

async function preserveAtOnce(page, context, origin) {
  await visit(page, `${origin}/#/new?emergency=yes`);
  await page.getByLabel('Expedited preservation').check();
  await fill(page);
  const body = await bodyOf(context, await sign(page));
  check(body.measure === 'preservation' && body.emergency === true &&
    body.emergency_facts === facts && body.contents.offence_and_facts === facts &&
    body.contents.data_and_relationship.includes(account) && body.contents.necessity.length > 20,
  JSON.stringify(body));
}

// By all the steps: the law has ticked the box, so that nothing is refused at the end.
async function byAllSteps(page, origin) {
  await visit(page, `${origin}/#/new`);
  await page.getByLabel('Electronic data to avert an emergency').check();
  await button(page, 'Next');
  await page.getByLabel('State XB').check();
  await button(page, 'Next');
  const box = page.locator('#new-emergency');
  check(await box.isChecked() && await box.isDisabled(), 'ticked by the law');
  check(await page.getByLabel('Council of Europe Convention on Cybercrime').isVisible() === false,
    'a treaty of which nobody knows here whether it binds both is folded');
  await page.getByText('Other legal bases').click();
  await page.getByText('has no rules on this measure').first().waitFor();
  await page.getByLabel('United Nations Convention against Cybercrime').check();
  await page.selectOption('#new-offence', 'UNCC-07');
  await button(page, 'Next');
  for (const name of ['investigation', 'emergency_facts', 'data_sought']) {
    await page.fill(`#content-${name}`, `Stated: ${name}.`);
  }
  await button(page, 'Next');
  await page.getByText('One thing is missing').waitFor();
  await page.selectOption('#new-emergency_risk', 'safety');
  await button(page, 'Next');
  await button(page, 'Sign and send');
  await page.waitForURL(/#\/requests\/[0-9a-f]{32}/);
}

// What the node refuses at the end leads back to its field, two steps before.
async function backToTheField(page, context, origin) {
  await visit(page, `${origin}/#/new?emergency=yes`);
  await fill(page);
  await button(page, 'Next');
  await page.getByText('This is what State XB will see.').waitFor();
  await context.route('**/api/v1/requests/check', (route) => route.fulfill({status: 422,
    contentType: 'application/problem+json', body: JSON.stringify({type: 'about:blank', status: 422,
      title: 'the request lacks what the law requires', code: 'HD-3002', next: 'Fill it in.',
      details: [{item: 'content-data_sought', text: 'No such field'},
        {item: 'offence', text: 'The offence', citation: 'art. 7'}]})}));
  await button(page, 'Sign and send');
  await page.getByRole('link', {name: 'The offence'}).click();
  await page.waitForFunction(() => document.activeElement?.id === 'new-offence');
  check(await page.locator('#quick-facts').isVisible(), 'it is on the page of the five fields');
  await context.unroute('**/api/v1/requests/check');
}

await withBrowser(async (open) => {
  const {page, faults, context, origin} = await desk(open, 'XA');
  await fiveFields(page, context);
  // At the other State it is marked by a word, not by its colour.
  const xb = await desk(open, 'XB');
  await xb.page.locator('a.request .tag', {hasText: /^Emergency$/}).waitFor();
  await preserveAtOnce(page, context, origin);
  await byAllSteps(page, origin);
  await backToTheField(page, context, origin);
  for (const language of ['en', 'ar']) {
    await page.selectOption('.tools select', language);
    await page.waitForSelector(`html[lang=${language}] #quick-facts`);
    await page.setViewportSize({width: 360, height: 900});
    const over = await page.evaluate(() =>
      document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(over <= 0, `${over} pixels too wide in ${language}`);
    const wrong = await axe(page);
    check(wrong.length === 0, `${language}: ${wrong.join('\n')}`);
  }
  check(faults.length + xb.faults.length === 0, [...faults, ...xb.faults].join('\n'));
});
finish('five fields, checked and signed; the law’s own tick; what is wrong leads to its field');
