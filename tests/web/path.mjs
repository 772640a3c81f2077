// The path of a case in two browsers, first by mouse, then with the keyboard alone: ask for
// preservation, the other node acknowledges, evidence, package, verify, flip a byte.
import {execFileSync} from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {check, desk, finish, scanned, told, visit, withBrowser} from './browser.mjs';

const must = ['offence_and_facts', 'data_and_relationship', 'necessity', 'intention_to_request'];

async function button(page, name) {
  await page.getByRole('button', {name, exact: true}).click();
}

// By mouse, with what is missing named on the way; the draft outlives a reload.
async function askByMouse(page) {
  await page.getByRole('link', {name: 'New request'}).first().click();
  await page.getByLabel('Expedited preservation').check();
  await button(page, 'Next');
  await page.getByLabel('State XB').check();
  await button(page, 'Next');
  await button(page, 'Next');
  await page.getByText('things are missing').waitFor();
  await page.getByLabel('United Nations Convention against Cybercrime').check();
  await page.selectOption('#new-offence', 'UNCC-07');
  await button(page, 'Next');
  for (const name of must.slice(1)) await page.fill(`#content-${name}`, `Stated: ${name}.`);
  await button(page, 'Next');
  await page.getByText('One thing is missing').waitFor();
  await page.fill(`#content-${must[0]}`, 'An intruder entered a hospital.');
  await page.locator('[data-settled=true]', {hasText: 'Draft kept on this device.'}).waitFor();
  await page.reload();
  check((await page.inputValue(`#content-${must[0]}`)) === 'An intruder entered a hospital.',
    'what was typed outlives a reload');
  await button(page, 'Next');
  await page.getByText('This is what State XB will see.').waitFor();
  await button(page, 'Sign and send');
  await page.waitForURL(/#\/requests\/[0-9a-f]{32}/);
  return page.url().split('/').pop();
}

async function step(page, act, fill = async () => {}) {
  await button(page, act);
  if ((await fill()) !== 'sent') await button(page, `Sign and send: ${act}`);
  await page.getByText(`${act}: signed and sent`).waitFor();
}

async function date(page, id, days) {
  const at = new Date(Date.now() + days * 86_400_000);
  await page.fill(`#${id}`, String(at.getDate()));
  await page.getByLabel('Month').selectOption(String(at.getMonth() + 1));
  await page.getByLabel('Year').fill(String(at.getFullYear()));
}

const sha256 = (...parts) => crypto.createHash('sha256').update(Buffer.concat(parts)).digest();
// RFC 9162 section 2.1.1 over the digests of three chunks.
function rootOfThree(bytes, size) {
  const leaf = (at) => sha256(Buffer.of(0), sha256(bytes.subarray(at * size, (at + 1) * size)));
  const node = (one, two) => sha256(Buffer.of(1), one, two);
  return node(node(leaf(0), leaf(1)), leaf(2)).toString('hex');
}
// What a scanner reads from the screen.
async function code(page, holder) {
  const picture = path.join(told.place, 'code.png');
  await holder.locator('svg').screenshot({path: picture});
  return scanned(picture);
}

await withBrowser(async (open) => {
  const xa = await desk(open, 'XA');
  const xb = await desk(open, 'XB');

  const request = await askByMouse(xa.page);
  const row = xb.page.locator(`a.request[data-id="${request}"]`);
  await row.waitFor(); // by itself: the queue is live
  // The keyboard: first the row, then one key.
  await xb.page.keyboard.press('j');
  check(await row.evaluate((one) => one === document.activeElement), 'j marks the first request');
  await xb.page.keyboard.press('a');
  await xb.page.getByText('Acknowledged. State XA will see it.').waitFor();
  await xa.page.locator('h1 + .tag', {hasText: 'Acknowledged'}).waitFor();
  await xb.page.keyboard.press('j');
  await xb.page.keyboard.press('Enter');
  await xb.page.waitForURL(/#\/requests\//);

  await step(xb.page, 'Confirmation of preservation', () => date(xb.page, 'step-until', 90));
  await xa.page.locator('h1 + .tag', {hasText: 'Preserved'}).waitFor();

  // The request that relies on it, with the keyboard alone.
  await button(xa.page, 'Request');
  await xa.page.getByText('This request relies on').waitFor();
  const press = async (...keys) => {
    for (const key of keys) await xa.page.keyboard.press(key);
  };
  await xa.page.getByLabel('Mutual legal assistance in accessing stored').focus();
  await press('Space', 'Enter'); // chooses, and goes on
  await xa.page.locator('h2', {hasText: 'Requested State'}).waitFor();
  await press('Tab', 'Enter');
  await xa.page.locator('h2', {hasText: 'Basis and offence'}).waitFor();
  await xa.page.locator('#new-bases').focus();
  await press('Enter');
  await xa.page.locator('h2', {hasText: 'Contents'}).waitFor();
  for (;;) {
    const id = await xa.page.evaluate(() => document.activeElement?.id ?? '');
    if (id === 'new-needed') break;
    const empty = await xa.page.evaluate(() => {
      const at = document.activeElement;
      const must = at?.required || at?.getAttribute('aria-required') === 'true';
      return must && !at.value ? at.tagName : '';
    });
    if (empty === 'SELECT') await press('ArrowDown');
    else if (empty) await xa.page.keyboard.type('Typed with the keyboard.');
    await press('Tab');
  }
  await press('Enter');
  await xa.page.locator('h2', {hasText: 'Check and sign'}).waitFor();
  for (let tabs = 0; tabs < 20; ++tabs) {
    const text = await xa.page.evaluate(() => document.activeElement?.textContent?.trim());
    if (text === 'Sign and send') break;
    await press('Tab');
  }
  await press('Enter');
  await xa.page.waitForURL((url) => /#\/requests\/[0-9a-f]{32}/.test(url.hash) &&
    !url.hash.includes(request));
  const second = xa.page.url().split('/').pop();

  // The session ends while something is typed: sign in over the page, and it goes out as written.
  await visit(xb.page, `${xb.origin}/#/requests/${second}`);
  await step(xb.page, 'Acceptance', async () => {
    await xb.page.fill('#step-text', 'Accepted in part; the rest follows.');
    await xb.context.clearCookies();
    await button(xb.page, 'Sign and send: Acceptance');
    await xb.page.getByText('Your session has ended').waitFor();
    await xb.page.fill('#again-password', told.password);
    await xb.page.press('#again-password', 'Enter');
    return 'sent';
  });
  await xb.page.getByText('Accepted in part; the rest follows.').first().waitFor();
  const image = path.join(told.place, 'disk.img');
  fs.writeFileSync(image, Buffer.alloc(9_000_000, 'evidence '));
  execFileSync(told.program, ['evidence', 'add', second, image, '--data', told.XB.data]);
  await xb.page.getByText('disk.img').first().waitFor();
  await step(xb.page, 'Delivery of evidence');
  await xa.page.getByText('here and verified').waitFor();

  await visit(xa.page, `${xa.origin}/#/evidence`);
  await xa.page.getByText('Digests and facts').click();
  const root = rootOfThree(fs.readFileSync(image), 4 * 1024 * 1024);
  const shown = await code(xa.page, xa.page.locator('figure'));
  check(shown === root, `the item's QR code says ${shown}, its root is ${root}`);
  await xa.page.emulateMedia({colorScheme: 'dark'});
  check((await code(xa.page, xa.page.locator('figure'))) === root, 'and in a dark scheme');
  await xa.page.emulateMedia({colorScheme: 'light'});
  await visit(xa.page, `${xa.origin}/#/requests/${second}`);

  await button(xa.page, 'Make a court package');
  await xa.page.getByText('The package is made').waitFor();
  const folder = await xa.page.locator('.note p.mono').innerText();
  const list = fs.readFileSync(path.join(folder, 'tagmanifest-sha256.txt'));
  const sealed = await code(xa.page, xa.page.locator('.note figure'));
  check(sealed === sha256(list).toString('hex'), `the package's QR code says ${sealed}`);
  await xa.page.getByRole('link', {name: 'Verify', exact: true}).click();
  await xa.page.locator('h1', {hasText: 'Verify a court package'}).waitFor();
  await xa.page.setInputFiles('#package-folder', folder);
  check((await xa.page.getAttribute('[data-verdict]', 'data-verdict')) === 'unaltered',
    `a package just made is unaltered: ${await xa.page.innerText('main')}`);
  const paper = path.join(told.place, 'certificate.pdf');
  await xa.page.pdf({path: paper, format: 'A4'});
  const printed = execFileSync('pdftotext', ['-raw', paper, '-'], {encoding: 'utf8'});
  check(printed.includes(sha256(list).toString('hex')) && /Unaltered/.test(printed) &&
    printed.includes(new URL(xa.origin).host), `the node's own page prints it too: ${printed}`);

  const evidence = fs.readdirSync(path.join(folder, 'data'), {recursive: true})
    .map((name) => path.join(folder, 'data', name)).find((name) => name.endsWith('disk.img'));
  const file = fs.openSync(evidence, 'r+');
  fs.writeSync(file, 'X', 5_000_000);
  fs.closeSync(file);
  await visit(xa.page, `${xa.origin}/#/verify`); // as it was linked to once
  await xa.page.waitForURL(/verify\.html$/);
  await xa.page.setInputFiles('#package-folder', folder);
  check((await xa.page.getAttribute('[data-verdict]', 'data-verdict')) === 'altered', 'altered');
  await xa.page.locator('li.note', {hasText: 'Altered in chunk 2 of 3.'}).waitFor();

  check(xa.faults.length + xb.faults.length === 0, [...xa.faults, ...xb.faults].join('\n'));
});
finish('asked, acknowledged, preserved, relied on, delivered, packaged, verified, altered');
