// Names of time zones to choose from.
import {localZone, zoneToday} from './time';

export const zonesWith = (chosen: string): string[] =>
  [...new Set([chosen || 'Etc/UTC', localZone, 'Etc/UTC', ...Intl.supportedValuesOf('timeZone')]
    .map(zoneToday))];
