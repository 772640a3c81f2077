// The language that a visit begins with: what was chosen here before, or what the browser prefers.
import {languages} from '../generated/languages';

const kept = 'haidang-language';

function known(tag: string | null | undefined): string | undefined {
  const base = tag?.toLowerCase().split('-')[0];
  return languages.find((row) => row.tag === base)?.tag;
}

function read(): string | null {
  try {
    return localStorage.getItem(kept);
  } catch {
    return null; // a page from file:// may have no storage
  }
}

export function keepLanguage(tag: string): void {
  try {
    localStorage.setItem(kept, tag);
  } catch { /* then the browser's preference counts next time */ }
}

export function firstLanguage(): string {
  const wanted = [read(), ...navigator.languages];
  return wanted.map(known).find((tag) => tag !== undefined) ?? 'en';
}
