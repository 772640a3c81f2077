// Names of time zones to choose from. Browsers keep names that places have not had for long.
import {localZone} from './time';

const today: Record<string, string> = {'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Asia/Calcutta': 'Asia/Kolkata', 'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon', 'Europe/Kiev': 'Europe/Kyiv',
  'America/Godthab': 'America/Nuuk', 'Atlantic/Faeroe': 'Atlantic/Faroe'};

export const zonesWith = (chosen: string): string[] =>
  [...new Set([chosen || 'Etc/UTC', localZone, 'Etc/UTC', ...Intl.supportedValuesOf('timeZone')]
    .map((zone) => today[zone] ?? zone))];
