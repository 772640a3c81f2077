// When this officer was last away from this desk: to show what was said since. Kept are moments, and
// of the requests in which he said something himself only their ids.
import {session} from './session.svelte';

// `left`: when his last absence began; `seen`: when he was here last, in whichever window.
interface Kept { left: string; seen: string; own: Record<string, string> }

const awayMs = 10 * 60_000; // a shorter look at another window, or a reload, is no absence
const hereMs = 60_000;
const key = () => `haidang-left-${session.officer}`;
const now = () => new Date().toISOString();

let officer = '';
let kept: Kept = {left: '', seen: '', own: {}};

function read(): void {
  try {
    const text = localStorage.getItem(key());
    if (text) kept = {...kept, ...(JSON.parse(text) as Kept)};
  } catch {
    // without storage nothing is known the next time; nor of what an earlier layout kept
  }
}
function write(): void {
  try {
    localStorage.setItem(key(), JSON.stringify(kept));
  } catch {
    // as above
  }
}

// Somebody is here: after an absence, what was said since it began is new to him.
function arrive(): void {
  if (officer !== session.officer) kept = {left: '', seen: '', own: {}};
  officer = session.officer;
  read();
  if (kept.seen && Date.now() - Date.parse(kept.seen) >= awayMs) {
    kept = {...kept, left: kept.seen, own: {}};
  }
  kept.seen = now();
  write();
}

// An instant; empty: never before on this device.
export function leftAt(): string {
  if (officer !== session.officer) arrive();
  return kept.left;
}

// This officer has signed something in it.
export function saidByMe(request: string): void {
  leftAt();
  read();
  kept.own[request] = new Date(Date.now() + 1000).toISOString(); // acts tell whole seconds
  write();
}

export const isNewSince = (left: string, row: {id: string; last_act_at: string}): boolean =>
  left !== '' && Date.parse(row.last_act_at) > Math.max(Date.parse(left),
    Date.parse(kept.own[row.id] ?? left));

document.addEventListener('visibilitychange', () => {
  if (session.state === 'in') arrive();
});
setInterval(() => {
  if (session.state === 'in' && document.visibilityState === 'visible' && officer) arrive();
}, hereMs);
