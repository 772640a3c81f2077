// What a first visit loads, and all there is, in gzip as it goes over the wire. Argument: dist.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import {check, finish} from './browser.mjs';

const dist = process.argv[2];
const firstMax = 60 * 1024;
const allMax = 250 * 1024;
const wordsMax = 25 * 1024;
const verifierMax = 90 * 1024;
const read = (name) => fs.readFileSync(path.join(dist, name));
const gzip = (name) => zlib.gzipSync(read(name), {level: 9}).length;
const names = fs.readdirSync(path.join(dist, 'assets')).filter((name) => /\.(js|css)$/.test(name))
  .map((name) => `assets/${name}`);
const words = names.filter((name) => /words-[a-z]{2}-/.test(name));
// Texts are no code, and nobody loads eight languages: all there is for one person counts.
const ofLanguage = new Map();
for (const name of names) {
  const [, tag] = /\/(?:words|law|admin)-([a-z]{2})-/.exec(name) ?? [];
  if (tag) ofLanguage.set(tag, [...(ofLanguage.get(tag) ?? []), name]);
}

// A script, and what it imports when it starts.
function closure(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  if (!name.endsWith('.js')) return seen;
  for (const [, from] of String(read(name)).matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+)["'`]/g)) {
    closure(`assets/${from}`, seen);
  }
  return seen;
}

const page = String(read('index.html'));
const first = new Set(['index.html']);
for (const [, name] of page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) {
  for (const one of closure(name)) first.add(one);
}
check([...first].some((name) => /\/main-.*\.js$/.test(name)), 'the page does not ask for its main script');
for (const name of names.filter((one) => /\/main-.*\.css$/.test(one))) first.add(name);
check(![...first].some((name) => /\/(Case|NewRequest)-/.test(name)), 'a first visit loads other pages');
// One language, the largest, with the keys that all share.
for (const one of closure(words.sort((a, b) => gzip(b) - gzip(a))[0])) first.add(one);
const sum = (list) => [...list].reduce((total, name) => total + gzip(name), 0);
const firstBytes = sum(first);
const texts = [...ofLanguage.values()];
const mostWords = Math.max(...texts.map(sum));
const allBytes = sum(['index.html', ...names]) - sum(texts.flat()) + mostWords;
const verifier = gzip('verify.html'); // a page of its own, with eight languages inside
check(verifier <= verifierMax, `verify.html has ${verifier} bytes, more than ${verifierMax}`);
check(words.length === 8 && texts.every((list) => list.length === 3), `${words.length} languages`);
check(mostWords <= wordsMax, `a language has ${mostWords} bytes, more than ${wordsMax}`);
check(firstBytes <= firstMax, `a first visit loads ${firstBytes} bytes, more than ${firstMax}`);
check(allBytes <= allMax, `all there is has ${allBytes} bytes, more than ${allMax}`);
finish(`gzip: first visit ${firstBytes} bytes in ${first.size} files, all there is in one language ${allBytes} bytes (its words ${mostWords}); the verifier ${verifier} bytes`);
