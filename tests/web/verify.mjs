// The one-file verifier from file://, with the network off: a sound package, flipped bytes, things
// missing. Arguments: proof_sample, and verify.html.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {axe, check, finish, openPage, withBrowser} from './browser.mjs';

const [sample, verifier] = process.argv.slice(2);
const place = fs.mkdtempSync(path.join(os.tmpdir(), 'haidang-verify-'));

function filesUnder(folder) {
  return fs.readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name)).sort();
}
function flip(file, at) {
  const bytes = fs.readFileSync(file);
  bytes[at < 0 ? bytes.length + at : at] ^= 1;
  fs.writeFileSync(file, bytes);
}
function find(folder, pattern) {
  const found = filesUnder(folder).find((file) => pattern.test(file));
  if (!found) throw new Error(`the sample has no ${pattern}`);
  return found;
}

// What is done to a package, the verdict that must follow, and a word that must name it.
const cases = [
  ['as it was made', () => {}, 'unaltered', ''],
  ['a byte of the evidence', (p) => flip(find(p, /data\/evidence\/.*disk.img/), 70_000), 'altered',
    'disk.img'],
  ['a byte of an act', (p) => flip(find(p, /acts\/0004-.*p7m$/), -5), 'altered', '0004'],
  ['a byte of an act’s text', (p) => flip(find(p, /acts\/0001-.*json$/), 30), 'altered', '0001'],
  ['a byte of the seal', (p) => flip(path.join(p, 'seal/tagmanifest.p7s'), -5), 'altered', 'seal'],
  ['a byte of a receipt', (p) => flip(find(p, /receipts\/0001.json/), 40), 'altered', 'receipts'],
  ['a byte of a custody proof', (p) => flip(find(p, /custody-0001.tlog-proof/), -20), 'altered',
    'custody-0001'],
  ['a file that nobody signed', (p) => fs.writeFileSync(path.join(p, 'acts/more.p7m'), 'x'),
    'altered', 'more.p7m'],
  ['an item taken out', (p) => fs.rmSync(find(p, /data\/evidence\/.*disk.img/)), 'altered', 'disk.img'],
  ['the seal taken out', (p) => fs.rmSync(path.join(p, 'seal/tagmanifest.p7s')), 'cannot-tell',
    'seal'],
  ['no package at all', (p) => fs.rmSync(path.join(p, 'bagit.txt')), 'cannot-tell', 'bagit.txt'],
];

try {
  const whole = path.join(place, 'whole');
  const words = execFileSync(sample, [whole, '300000', '65536'], {encoding: 'utf8'});
  await withBrowser(async (open) => {
    const context = await open();
    await context.setOffline(true);
    const {page, faults} = await openPage(context, [`file://${path.dirname(verifier)}/`]);
    for (const [what, harm, verdict, named] of cases) {
      const copy = path.join(place, 'copy');
      fs.rmSync(copy, {recursive: true, force: true});
      fs.cpSync(whole, copy, {recursive: true});
      harm(copy);
      await page.goto(`file://${verifier}`);
      await page.setInputFiles('#package-folder', copy);
      const outcome = await page.getAttribute('[data-verdict]', 'data-verdict');
      check(outcome === verdict, `${what}: ${verdict}, but it is ${outcome}: ` +
        await page.innerText('main'));
      check(named === '' || (await page.innerText('main')).includes(named), `${what}: ${named} named`);
      if (verdict === 'unaltered') {
        const shown = await page.innerText('main');
        for (const line of words.trim().split('\n')) {
          const text = line.split('=')[1].replaceAll('-', ' ');
          check(shown.includes(text), `the fingerprint ${text} is shown`);
        }
        check((await page.locator('.acts li').count()) === 6, 'all six acts are listed');
        if (process.env['SHOTS']) {
          await page.screenshot({path: `${process.env['SHOTS']}/verify.png`, fullPage: true});
        }
      }
      const wrong = named === '' || named === 'disk.img' ? await axe(page) : [];
      check(wrong.length === 0, `${what}: ${wrong.join('\n')}`);
    }
    // The same package as one ZIP file, read in place.
    const zip = path.join(place, 'copy.zip');
    const bytes = fs.readFileSync(`${whole}.zip`);
    const at = bytes.indexOf('disk.img', bytes.indexOf('data/evidence/'));
    const zips = [['a sound ZIP', () => bytes, 'unaltered'],
      ['a flipped byte in a ZIP', () => {
        const other = Buffer.from(bytes);
        other[at + 100_000] ^= 1;
        return other;
      }, 'altered'],
      ['half a ZIP', () => bytes.subarray(0, bytes.length / 2), 'cannot-tell']];
    for (const [what, make, verdict] of zips) {
      fs.writeFileSync(zip, make());
      await page.goto(`file://${verifier}`);
      await page.setInputFiles('#package-zip', zip);
      const outcome = await page.getAttribute('[data-verdict]', 'data-verdict');
      check(outcome === verdict, `${what}: ${verdict}, but it is ${outcome}: ` +
        await page.innerText('main'));
    }
    check(faults.length === 0, faults.join('\n'));
  });
  finish(`${cases.length + 3} packages judged offline, each as it should be`);
} finally {
  fs.rmSync(place, {recursive: true, force: true});
}
