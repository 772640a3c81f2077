// When this officer was last at this desk: to show what was said since. Only the moment is kept.
import {session} from './session.svelte';

const awayMs = 10 * 60_000; // a shorter look at another window is no absence
const key = () => `haidang-left-${session.officer}`;

function read(): string {
  try {
    return localStorage.getItem(key()) ?? '';
  } catch {
    return '';
  }
}

let officer = '';
let left = '';
let hiddenAt = 0;

// An instant; empty: never before on this device.
export function leftAt(): string {
  if (officer !== session.officer) {
    officer = session.officer;
    left = read();
  }
  return left;
}

document.addEventListener('visibilitychange', () => {
  if (session.state !== 'in') return;
  if (document.visibilityState === 'hidden') {
    hiddenAt = Date.now();
    try {
      localStorage.setItem(key(), new Date(hiddenAt).toISOString());
    } catch {
      // without storage nothing is known the next time
    }
  } else if (hiddenAt > 0 && Date.now() - hiddenAt >= awayMs) {
    left = new Date(hiddenAt).toISOString();
  }
});
