// When an authority answers, from what its profile says in words: "24/7", "Mon-Fri 08:00-17:00",
// "Mon-Thu 08:00-12:00, 13:00-17:00; Fri 08:00-12:00". Of anything else nothing is claimed.
type Span = [number, number]; // minutes of the week, from Monday 00:00; the second is not in it

const dayMinutes = 1440;
const weekMinutes = 7 * dayMinutes;
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const dayOf = (text: string) => days.findIndex((day) => text.toLowerCase().startsWith(day));

function daysIn(text: string): number[] | null {
  const out: number[] = [];
  for (const part of text.split(',')) {
    const [first = -1, last = first] = part.trim().split(/\s*[-–]\s*/).map(dayOf);
    if (first < 0 || last < 0) return null;
    for (let day = first; ; day = (day + 1) % 7) {
      out.push(day);
      if (day === last) break;
    }
  }
  return out;
}

function timesIn(text: string): Span[] | null {
  const out: Span[] = [];
  for (const part of text.split(',')) {
    const row = /^\s*(\d\d?):(\d\d)\s*[-–]\s*(\d\d?):(\d\d)\s*$/.exec(part);
    if (!row) return null;
    const [from, to] = [Number(row[1]) * 60 + Number(row[2]), Number(row[3]) * 60 + Number(row[4])];
    if (from > dayMinutes || to > dayMinutes || Number(row[2]) > 59 || Number(row[4]) > 59) return null;
    out.push([from, to > from ? to : to + dayMinutes]); // over midnight
  }
  return out;
}

// Nothing: it is said in another way.
export function readHours(text: string): Span[] | null {
  if (/^\s*24\s*\/\s*7\s*$/.test(text)) return [[0, weekMinutes]];
  const out: Span[] = [];
  for (const part of text.split(';')) {
    const row = /^\s*([A-Za-z][A-Za-z ,–-]*?)\s+(\d.*)$/.exec(part);
    const on = row && daysIn(row[1]!);
    const at = row && timesIn(row[2]!);
    if (!on || !at) return null;
    for (const day of on)
      for (const [from, to] of at) out.push([day * dayMinutes + from, day * dayMinutes + to]);
  }
  return out.length ? out : null;
}

function minuteOfWeek(at: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {timeZone: zone, weekday: 'short', hour: '2-digit',
    minute: '2-digit', hourCycle: 'h23'}).formatToParts(at);
  const part = (type: string) => parts.find((row) => row.type === type)?.value ?? '';
  return dayOf(part('weekday')) * dayMinutes + Number(part('hour')) * 60 + Number(part('minute'));
}

// The next moment at which the clock there shows this minute of the week; a change to summer time
// on the way is made good.
function nextAt(minute: number, now: Date, zone: string): Date {
  const here = minuteOfWeek(now, zone);
  const ahead = ((minute - here - 1 + 2 * weekMinutes) % weekMinutes) + 1;
  const at = new Date(Math.floor(now.getTime() / 60_000) * 60_000 + ahead * 60_000);
  let off = (minute - minuteOfWeek(at, zone)) % weekMinutes;
  if (off > weekMinutes / 2) off -= weekMinutes;
  if (off < -weekMinutes / 2) off += weekMinutes;
  return new Date(at.getTime() + off * 60_000);
}

// Open now, and when that changes; nothing where the hours or the zone cannot be read.
export function openAt(hours: string, zone: string, now: Date):
  {open: boolean; changes: Date | null} | null {
  const spans = readHours(hours);
  if (!spans) return null;
  if (spans.some(([from, to]) => to - from >= weekMinutes)) return {open: true, changes: null};
  try {
    const here = minuteOfWeek(now, zone);
    const covers = (minute: number) => spans.some(([from, to]) =>
      (minute >= from && minute < to) || (minute + weekMinutes >= from && minute + weekMinutes < to));
    const edges = spans.flatMap(([from, to]) => [from % weekMinutes, to % weekMinutes])
      .filter((minute) => covers(minute) !== covers((minute - 1 + weekMinutes) % weekMinutes));
    const next = edges.map((minute) => nextAt(minute, now, zone))
      .sort((a, b) => a.getTime() - b.getTime())[0];
    return {open: covers(here), changes: next ?? null};
  } catch {
    return null; // no such time zone here
  }
}
