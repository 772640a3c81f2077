// The one-file verifier from file://, with the network off: a sound package, flipped bytes, things
// missing; and the certificate of each as it is printed. Arguments: proof_sample, and verify.html.
import {execFileSync} from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {axe, check, finish, openPage, scanned, withBrowser} from './browser.mjs';

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

// The certificate as it comes out of a printer, its text in one line without what breaks lines.
async function printed(page) {
  const paper = path.join(place, 'certificate.pdf');
  await page.pdf({path: paper, format: 'A4'});
  const text = execFileSync('pdftotext', ['-raw', paper, '-'], {encoding: 'utf8'});
  return text.replace(/[\s\u200b\u2066-\u2069]+/g, ' ');
}
const sum = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex');
// Five letters for each 16 bits (arXiv:0901.4016), made here by another way than the page's.
function wordsOf(digest) {
  return digest.slice(0, 32).match(/.{4}/g).map((one) => {
    const bits = parseInt(one, 16).toString(2).padStart(16, '0');
    return [[0, 4], [4, 6], [6, 10], [10, 12], [12, 16]].map(([from, to]) =>
      (to - from === 4 ? 'bdfghjklmnprstvz' : 'aiou')[parseInt(bits.slice(from, to), 2)]).join('');
  }).join(' ');
}
async function certificate(page, what, verdict, folder, named) {
  const text = await printed(page);
  const title = {unaltered: 'Unaltered.', 'cannot-tell': 'Cannot tell.', altered: 'Altered.'};
  const holds = (part, why) => check(text.includes(part), `${what}, printed: ${why}: ${part} in ${text}`);
  holds('Certificate of verification', 'its name');
  holds(title[verdict], 'the outcome');
  for (const [other, line] of Object.entries(title)) {
    check(other === verdict || !text.includes(line), `${what}, printed: not ${line}`);
  }
  check(text.includes('does not confirm') === (verdict === 'cannot-tell'),
    `${what}, printed: it confirms nothing just when it cannot tell`);
  if (named) holds(named, 'what was found');
  holds(`Haidang ${version}`, 'the program');
  holds(scriptSum, 'the digest of the page’s script');
  holds(new Date().toISOString().slice(0, 4), 'the year');
  check(!text.includes('Choose the package'), `${what}: nothing to press is printed`);
  if (!fs.existsSync(path.join(folder, 'bagit.txt'))) return;
  const root = sum(fs.readFileSync(path.join(folder, 'tagmanifest-sha256.txt')));
  holds(root, 'the root in full');
  holds(wordsOf(root), 'the root in words');
  if (verdict === 'unaltered') {
    execFileSync('pdftoppm', ['-r', '150', '-f', '1', '-l', '1', '-png', path.join(place,
      'certificate.pdf'), path.join(place, 'sheet')]);
    const sheet = fs.readdirSync(place).find((name) => /^sheet.*png$/.test(name));
    const read = scanned(path.join(place, sheet));
    check(read === root, `${what}, printed: its QR code says ${read}, not ${root}`);
  }
  for (const file of filesUnder(folder)) {
    const listed = !/more\.p7m$/.test(file);
    if (listed) holds(sum(fs.readFileSync(file)), `the digest of ${path.relative(folder, file)}`);
    holds(path.basename(file), 'each file');
  }
}
const source = fs.readFileSync(verifier, 'utf8');
const scriptSum = sum(/<script type="module">([\s\S]*)<\/script>\s*<\/body>/.exec(source)[1]);
const version = JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname,
  '../../web/package.json'), 'utf8')).version;

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
  const joint = path.join(place, 'joint');
  execFileSync(sample, [joint, '300000', '65536', 'two-stories']);
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
      await certificate(page, what, verdict, copy, named);
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
    // From right to left, in a dark scheme, with the words compared.
    await page.emulateMedia({colorScheme: 'dark'});
    await page.goto(`file://${verifier}`);
    await page.setInputFiles('#package-folder', whole);
    await page.waitForSelector('[data-verdict=unaltered]');
    for (const box of await page.locator('.choice input').all()) await box.check();
    check((await printed(page)).match(/words compared over another channel/g)?.length === 2,
      'the certificate says for which Parties the words were compared');
    await page.selectOption('.tools select', 'ar');
    const mirrored = await printed(page);
    check(mirrored.includes(sum(fs.readFileSync(path.join(whole, 'tagmanifest-sha256.txt')))),
      `in Arabic the root is whole: ${mirrored}`);
    check(await page.evaluate(() => document.documentElement.dir === 'rtl' &&
      document.querySelector('[data-certificate=unaltered] h2').textContent === 'شهادة تحقق'),
      'the certificate is in Arabic');
    if (process.env['SHOTS']) {
      await page.pdf({path: `${process.env['SHOTS']}/certificate-ar.pdf`, format: 'A4'});
      await page.selectOption('.tools select', 'en');
      await page.pdf({path: `${process.env['SHOTS']}/certificate.pdf`, format: 'A4'});
    }
    await page.selectOption('.tools select', 'en');
    await page.emulateMedia({colorScheme: 'light'});
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
      ['a letter', () => Buffer.from('Dear colleague'), 'cannot-tell'],
      ['half a ZIP', () => bytes.subarray(0, bytes.length / 2), 'cannot-tell']];
    for (const [what, make, verdict] of zips) {
      fs.writeFileSync(zip, make());
      await page.goto(`file://${verifier}`);
      await page.setInputFiles('#package-zip', zip);
      const outcome = await page.getAttribute('[data-verdict]', 'data-verdict');
      const said = await page.innerText('main');
      check(verdict !== 'cannot-tell' || (said.includes('This file is no court package') &&
        !said.includes('This folder')), `of a file nothing is said of a folder: ${said}`);
      check(outcome === verdict, `${what}: ${verdict}, but it is ${outcome}: ` +
        await page.innerText('main'));
    }
    await page.goto(`file://${verifier}`);
    await page.setInputFiles('#package-folder', joint);
    await page.waitForSelector('[data-verdict=unaltered]');
    check((await page.innerText('main')).includes('XC signed that act 4 of XB is another one'),
      `two stories of one member: ${await page.innerText('main')}`);
    check(faults.length === 0, faults.join('\n'));
  });
  finish(`${cases.length + 4} packages judged offline, each as it should be`);
} finally {
  fs.rmSync(place, {recursive: true, force: true});
}
