// The language of the page: one catalogue is loaded, the document's lang and dir follow.
import {languages, lawLoaders, loaders} from '../generated/languages';
import {plainKey, textIn, type Arguments, type Speech, type Words} from './words';

const kept = 'haidang-language';

function known(tag: string | null | undefined): string | undefined {
  const base = tag?.toLowerCase().split('-')[0];
  return languages.find((row) => row.tag === base)?.tag;
}

function store(tag?: string): string | null {
  try {
    if (tag) localStorage.setItem(kept, tag);
    return localStorage.getItem(kept);
  } catch {
    return null; // a page from file:// may have no storage
  }
}

export const language = $state<{tag: string; speech: Speech}>({
  tag: 'en', speech: {tag: 'en', isolates: false, words: {}},
});

// The words of the law are loaded with the law itself.
let ofLaw = false;
async function lawWords(tag: string): Promise<Words> {
  return ofLaw ? ((await lawLoaders[tag]?.())?.default ?? {}) : {};
}
export async function speakOfLaw(): Promise<void> {
  if (ofLaw) return;
  ofLaw = true;
  const {tag, words, isolates} = language.speech;
  language.speech = {tag, isolates, words: {...words, ...(await lawWords(tag))}};
}

export async function speak(tag: string): Promise<void> {
  const row = languages.find((one) => one.tag === tag);
  const loader = loaders[tag];
  if (!row || !loader) return;
  const words = {...(await loader()).default, ...(await lawWords(tag))};
  language.tag = tag;
  language.speech = {tag, isolates: row.direction === 'rtl', words};
  document.documentElement.lang = tag;
  document.documentElement.dir = row.direction;
  store(tag);
}

export function firstLanguage(): string {
  const wanted = [store(), ...navigator.languages];
  return wanted.map(known).find((tag) => tag !== undefined) ?? 'en';
}

export function t(key: string, given: Arguments = {}): string {
  return textIn(language.speech, key, given) ?? plainKey(key);
}

// For keys made of data (act kinds, measures): what the node says, when no catalogue has it.
export function tOr(key: string, otherwise: string, given: Arguments = {}): string {
  return textIn(language.speech, key, given) ?? otherwise;
}

export {languages};
