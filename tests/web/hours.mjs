// Hours of an authority, read from its profile's words: open now, and when that changes, over
// midnight, week ends and changes to summer time; and of what is said otherwise nothing is claimed.
// Argument: the checkout.
import {createRequire} from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import {check, finish} from './browser.mjs';

const web = path.join(process.argv[2], 'web');
const {transformWithOxc} = await import(createRequire(path.join(web, 'package.json')).resolve('vite'));
const source = path.join(web, 'src/lib/hours.ts');
const {code} = await transformWithOxc(fs.readFileSync(source, 'utf8'), source);
const {openAt} = await import(`data:text/javascript,${encodeURIComponent(code)}`);

// hours, zone, now, open, when it changes. 2 March 2026 is a Monday.
const table = [
  ['24/7', 'Etc/UTC', '2026-03-02T03:00:00Z', true, null],
  ['Mon-Fri 08:00-17:00', 'Etc/UTC', '2026-03-02T07:59:59Z', false, '2026-03-02T08:00:00Z'],
  ['Mon-Fri 08:00-17:00', 'Etc/UTC', '2026-03-02T08:00:00Z', true, '2026-03-02T17:00:00Z'],
  ['Mon-Fri 08:00-17:00', 'Etc/UTC', '2026-03-06T17:00:00Z', false, '2026-03-09T08:00:00Z'],
  ['Monday – Friday 8:00–17:00', 'Asia/Ho_Chi_Minh', '2026-03-02T00:30:00Z', false,
    '2026-03-02T01:00:00Z'],
  ['Mon-Thu 08:00-12:00, 13:00-17:00; Fri 08:00-12:00', 'Europe/Paris', '2026-03-05T11:30:00Z', false,
    '2026-03-05T12:00:00Z'],
  ['Mon-Thu 08:00-12:00, 13:00-17:00; Fri 08:00-12:00', 'Europe/Paris', '2026-03-06T11:00:00Z', false,
    '2026-03-09T07:00:00Z'],
  ['Sun-Thu 09:00-15:00', 'Asia/Riyadh', '2026-03-06T09:00:00Z', false, '2026-03-08T06:00:00Z'],
  ['Sat,Sun 22:00-06:00', 'Etc/UTC', '2026-03-02T05:00:00Z', true, '2026-03-02T06:00:00Z'],
  ['Sat,Sun 22:00-06:00', 'Etc/UTC', '2026-03-02T06:00:00Z', false, '2026-03-07T22:00:00Z'],
  ['Mon-Sun 00:00-24:00', 'Etc/UTC', '2026-03-02T05:00:00Z', true, null],
  // Summer time begins on 29 March: Monday's 08:00 is an hour earlier in UTC than Friday's.
  ['Mon-Fri 08:00-17:00', 'Europe/Paris', '2026-03-27T16:00:00Z', false, '2026-03-30T06:00:00Z'],
  ['Mon-Fri 08:00-17:00', 'Europe/Paris', '2026-10-23T15:00:00Z', false, '2026-10-26T07:00:00Z'],
];
for (const [hours, zone, now, open, changes] of table) {
  const found = openAt(hours, zone, new Date(now));
  const said = JSON.stringify([found?.open, found?.changes?.toISOString().replace('.000Z', 'Z') ?? null]);
  check(said === JSON.stringify([open, changes]), `${hours} in ${zone} at ${now}: ${said}, not ${
    JSON.stringify([open, changes])}`);
}
for (const [hours, zone] of [['office hours', 'Etc/UTC'], ['', 'Etc/UTC'], ['Mon-Fri', 'Etc/UTC'],
  ['08:00-17:00', 'Etc/UTC'], ['Mon-Fri 08:00-25:00', 'Etc/UTC'], ['Mon-Fri 08:99-17:00', 'Etc/UTC'],
  ['lun-ven 08:00-17:00', 'Etc/UTC'], ['Mon-Fri 08:00-17:00 except holidays', 'Etc/UTC'],
  ['Mon-Fri 08:00-17:00', 'Nowhere/At_All']]) {
  check(openAt(hours, zone, new Date()) === null, `nothing is claimed of "${hours}" in ${zone}`);
}
finish(`${table.length} hours read, others left as they are`);
