// Ten thousand requests wait at XB. The page draws one page of them at a time, the keyboard goes on
// over its borders, views and searches are answered by the node over all of them, and the last one
// is as near as the first. Counted are rows, answers and their bytes, never time.
import {axe, call, check, desk, finish, told, until, visit, withBrowser} from './browser.mjs';

const all = 10_000;
const withdrawn = 1000; // haidang-fill: every tenth
const pageRows = 50;
const answerBytesMax = 64 * 1024;
const rows = (page) => page.locator('a.request').count();
const focused = (page) => page.evaluate(() => document.activeElement?.dataset['id'] ?? '');

// Every answer about the queue that the page got: how many rows, how many bytes.
function watchAnswers(page) {
  const answers = [];
  page.on('response', async (answer) => {
    const {pathname, searchParams} = new URL(answer.url());
    if (searchParams.get('limit') === '1') return; // how many have changed: no page
    if (pathname !== '/api/v1/requests' || answer.request().method() !== 'GET') return;
    const body = await answer.body().catch(() => null);
    if (!body) return; // the page went on before it came
    answers.push({query: new URL(answer.url()).search, rows: JSON.parse(body).requests.length,
      bytes: body.length});
  });
  return answers;
}
async function showsPart(page, from, to) {
  await page.getByText(`: ${from.toLocaleString('en')} to ${to.toLocaleString('en')} are shown`)
    .waitFor();
  check(await rows(page) === to - from + 1, `${await rows(page)} rows from ${from} to ${to}`);
}
async function focusIs(page, id, what) {
  await page.waitForFunction((wanted) => document.activeElement?.dataset['id'] === wanted, id)
    .catch(() => check(false, what));
}

async function overTheBorders(page, first, second) {
  for (let keys = 0; keys < pageRows; ++keys) await page.keyboard.press('j');
  await focusIs(page, first.at(-1).id, 'j leads to the last row of the page');
  await page.keyboard.press('j');
  await showsPart(page, pageRows + 1, 2 * pageRows);
  await focusIs(page, second[0].id, 'j goes on at the first row of the next page');
  await page.keyboard.press('a');
  await page.getByText('Acknowledged. State XA will see it.').waitFor();
  await page.locator(`a.request[data-id="${second[0].id}"] .tag`, {hasText: 'Acknowledged'})
    .waitFor();
  check(await focused(page) === second[0].id, 'news take no focus away');
  await page.keyboard.press('k');
  await showsPart(page, 1, pageRows);
  await focusIs(page, first.at(-1).id, 'k goes back over the border');
  await page.keyboard.press('G');
  await showsPart(page, all - pageRows + 1, all);
}

async function bySearch(page, last) {
  await page.keyboard.press('/');
  await page.keyboard.type(last.id.slice(0, 16));
  await page.getByText('1 request', {exact: true}).waitFor();
  check(await rows(page) === 1, `${await rows(page)} rows for one id`);
  check(await page.locator('a.request').getAttribute('data-id') === last.id, 'the one sought');
  await page.keyboard.press('Enter'); // leaves the field
  await page.keyboard.press('j');
  await focusIs(page, last.id, 'the last row by search');
  // What is looked at stands in the address.
  await page.waitForURL((url) => url.href.includes(last.id.slice(0, 16)));
  const address = page.url();
  await visit(page, address);
  await page.getByText('1 request', {exact: true}).waitFor();
  check(await page.inputValue('#queue-search') === last.id.slice(0, 16), 'the search is kept');
  await page.getByRole('link', {name: 'Open', exact: true}).click();
  await page.fill('#queue-search', 'withdrawn state xa');
  await page.getByText('Nothing fits this view').waitFor();
  await page.getByRole('link', {name: 'All', exact: true}).click();
  await page.getByText(`${withdrawn.toLocaleString('en')} requests`).waitFor();
  await page.fill('#queue-search', 'one two three four five');
  await page.getByText('A search takes four words at most.').waitFor();
}

// Eleven minutes later: longer than a look at another window.
async function away(page, origin, meanwhile) {
  const seen = () => page.evaluate(() =>
    JSON.parse(localStorage.getItem('haidang-left-officer') ?? '{"seen":""}').seen);
  const before = await seen();
  await page.goto(`${origin}/mark.svg`);
  // Gone is who the browser has told that he goes: that may be after the next page is there.
  await until(async () => await seen() > before, 'when he left is kept');
  await meanwhile();
  await page.clock.setFixedTime(Date.parse(await seen()) + 11 * 60_000);
  await page.goto(`${origin}/#/`);
}

async function sinceOneLeft(page, context, origin, one, mine) {
  await visit(page, `${origin}/#/`);
  await page.waitForSelector('a.request');
  check(await page.getByText('since you left').count() === 0, 'nothing happened meanwhile');
  await away(page, origin, () => call(context, 'XB', 'POST', `/api/v1/requests/${one.id}/acts`,
    {kind: 'acknowledge', body: {text: 'By telephone.'}}));
  await page.getByRole('link', {name: '1 changed since you left'}).click();
  await page.getByText('1 request', {exact: true}).waitFor();
  const marked = page.locator(`a.request[data-id="${one.id}"] .tag`, {hasText: 'new since you left'});
  await marked.waitFor();
  // A reload and a second window are no absence.
  await page.reload();
  await marked.waitFor();
  await visit(page, `${origin}/#/`);
  await page.getByRole('link', {name: '1 changed since you left'}).waitFor();
  // What he says himself is not news to him.
  await page.clock.setFixedTime(Date.now() + 60_000);
  await page.locator(`a.request[data-id="${mine.id}"]`).focus();
  await page.keyboard.press('a');
  await page.getByText('Acknowledged. State XA will see it.').waitFor();
  await page.getByRole('link', {name: '1 changed since you left'}).click();
  await page.getByText('1 request', {exact: true}).waitFor();
  check(await rows(page) === 1, 'his own act is not in the list');
}

// A key that does nothing says why.
async function keysThatDoNothing(page, origin) {
  await visit(page, `${origin}/#/`);
  await page.waitForSelector('a.request');
  await page.keyboard.press('a');
  await page.getByText('Mark a request first').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('a');
  await page.getByText('Acknowledged. State XA will see it.').waitFor();
  const id = await focused(page);
  await page.locator(`a.request[data-id="${id}"] .tag`, {hasText: 'Acknowledged'}).waitFor();
  check(await page.getByText('Mark a request first').count() === 0, 'the old word is gone');
  await page.keyboard.press('a');
  await page.getByText('There is nothing to acknowledge in it any more.').waitFor();
  check(await page.getByText('State XA will see it.').count() === 0, 'nor does the old green one stay');
  await page.fill('#queue-search', 'nobodyhasthis');
  await page.getByText('Searched are').waitFor();
  await page.getByRole('link', {name: 'Search all requests'}).click();
  await page.waitForURL(/show=all&q=nobodyhasthis/);
}

async function inArabic(page, origin) {
  await visit(page, `${origin}/#/?show=all`);
  await page.selectOption('.tools select', 'ar');
  await page.waitForSelector('html[dir=rtl] a.request');
  await page.setViewportSize({width: 360, height: 900});
  const over = await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(over <= 0, `${over} pixels too wide`);
  const wrong = await axe(page);
  check(wrong.length === 0, wrong.join('\n'));
  await page.fill('#queue-search', 'مسحوب'); // withdrawn, in the reader's language
  await page.waitForFunction(() => document.querySelectorAll('a.request .tag').length === 50 &&
    [...document.querySelectorAll('a.request .tag')].every((tag) =>
      tag.textContent.includes('مسحوب')));
  await page.locator('[data-page=last]').click();
  await page.locator('[data-page=first]').waitFor();
  await until(async () => await rows(page) === pageRows, `${pageRows} rows on the last page`);
}

await withBrowser(async (open) => {
  const {page, faults, context, origin} = await desk(open, 'XB');
  const at = (query) => call(context, 'XB', 'GET', `/api/v1/requests?${query}`);
  const {requests: first, next, total} = await at(`show=open&limit=${pageRows}`);
  check(total === all - withdrawn, `${total} open requests are here`);
  const {requests: end} = await at('show=all&before=end&limit=1');
  const answers = watchAnswers(page);

  await visit(page, `${origin}/#/?show=all`);
  const {requests: second} = await at(`show=all&limit=${pageRows}&after=${
    (await at(`show=all&limit=${pageRows}`)).next}`);
  const {requests: top} = await at(`show=all&limit=${pageRows}`);
  await showsPart(page, 1, pageRows);
  // Once, and once more when the line of events stands: what happened in between.
  check(answers.length <= 2, `one answer for a page, not ${JSON.stringify(answers)}`);
  await overTheBorders(page, top, second);
  check(await focused(page) === end[0].id, 'the last of all by keyboard');
  // Five looks at four pages; once more for the line of events, for the act, and for its receipt.
  check(answers.length <= 8, `four pages and an act: ${JSON.stringify(answers)}`);
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`#/requests/${end[0].id}`));
  await page.goBack();
  await showsPart(page, all - pageRows + 1, all);
  await page.keyboard.press('g');
  await page.keyboard.press('g');
  await showsPart(page, 1, pageRows);
  await bySearch(page, end[0]);
  await keysThatDoNothing(page, origin);
  await sinceOneLeft(page, context, origin, first.at(-1), first[2]);
  await inArabic(page, origin);

  check(next !== null && told !== null, 'there was more than a page');
  check(answers.length > 8 && answers.every((one) => one.rows <= pageRows),
    `an answer had ${Math.max(...answers.map((one) => one.rows))} rows`);
  const most = Math.max(...answers.map((one) => one.bytes));
  check(most < answerBytesMax, `an answer had ${most} bytes`);
  check(faults.length === 0, faults.join('\n'));
  console.log(`${answers.length} answers, the largest of ${most} bytes`);
});
finish(`${all} requests, ${pageRows} at a time: borders, views, searches and the last row`);
