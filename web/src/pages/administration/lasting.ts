// How long a key holds from now, in days; and from when on that is soon, as `haidang doctor` says.
import {present} from '../../lib/now.svelte';

export const soonDays = 60;
export const daysTo = (iso: string): number => (Date.parse(iso) - present.ms) / 86_400_000;
