// Instants as people read them: month names, 24 hours, always with the zone.
import {language, t} from './language.svelte';
import {locale, numberText} from './words';

// Browsers keep names of zones that places have not had for long.
const renamed: Record<string, string> = {'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Asia/Calcutta': 'Asia/Kolkata', 'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon', 'Europe/Kiev': 'Europe/Kyiv',
  'America/Godthab': 'America/Nuuk', 'Atlantic/Faeroe': 'Atlantic/Faroe'};
export const zoneToday = (zone: string) => renamed[zone] ?? zone;
export const localZone = zoneToday(Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC');

const formats = new Map<string, Intl.DateTimeFormat>();

function format(kind: string, zone: string, options: Intl.DateTimeFormatOptions) {
  const key = `${language.tag} ${kind} ${zone}`;
  let found = formats.get(key);
  if (!found) {
    try {
      found = new Intl.DateTimeFormat(locale(language.tag), {...options, timeZone: zone});
    } catch {
      found = new Intl.DateTimeFormat(locale(language.tag), {...options, timeZone: 'UTC'});
    }
    formats.set(key, found);
  }
  return found;
}

export function momentText(iso: string, zone = localZone): string {
  const text = format('moment', zone, {weekday: 'short', day: 'numeric', month: 'short',
    year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23'}).format(new Date(iso));
  return t('moment.in-zone', {moment: text, zone});
}

// Where there is little room and the zone is said elsewhere.
export function shortText(iso: string): string {
  return format('short', localZone, {day: 'numeric', month: 'short', year: 'numeric',
    hour: '2-digit', minute: '2-digit', hourCycle: 'h23'}).format(new Date(iso));
}

export function dayText(iso: string, zone = localZone): string {
  return format('day', zone, {weekday: 'long', day: 'numeric', month: 'long', year: 'numeric'})
    .format(new Date(iso));
}

export function clockText(now: Date, zone: string): string {
  return format('clock', zone, {weekday: 'short', hour: '2-digit', minute: '2-digit',
    hourCycle: 'h23'}).format(now);
}

export function monthNames(): string[] {
  const names = format('month', 'UTC', {month: 'long'});
  return Array.from({length: 12}, (_, month) => names.format(new Date(Date.UTC(2027, month, 15))));
}

// Rounded against the reader: 2 days and 23 hours are "in 2 days".
export function remainingText(due: string, now: number): string {
  const minutes = Math.floor((Date.parse(due) - now) / 60_000);
  const way = minutes < 0 ? 'expired' : 'in';
  const count = Math.abs(minutes);
  if (count === 0) return t('moment.now');
  if (count < 60) return t(`moment.${way}-minutes`, {count});
  if (count < 48 * 60) return t(`moment.${way}-hours`, {count: Math.floor(count / 60)});
  return t(`moment.${way}-days`, {count: Math.floor(count / 1440)});
}

const lengths = [[120, 1, 'second'], [7200, 60, 'minute'], [172_800, 3600, 'hour'],
  [Infinity, 86_400, 'day']] as const;

// In the unit that says most: "45 minutes", "3.5 hours".
export function durationText(seconds: number): string {
  const [, length, unit] = lengths.find(([below]) => seconds < below) ?? lengths[3];
  return new Intl.NumberFormat(locale(language.tag), {style: 'unit', unit, unitDisplay: 'long',
    maximumFractionDigits: length > 60 ? 1 : 0}).format(seconds / length);
}

export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const shown = unit === 0 ? value : Math.round(value * 10) / 10;
  return `${numberText(language.tag, shown)} ${units[unit]}`;
}
