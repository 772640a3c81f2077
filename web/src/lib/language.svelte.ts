// The language of the page: one catalogue is loaded, the document's lang and dir follow.
import {adminLoaders, languages, lawLoaders, loaders} from '../generated/languages';
import {keepLanguage} from './first-language';
import {plainKey, textIn, type Arguments, type Speech, type Words} from './words';

export const language = $state<{tag: string; speech: Speech}>({
  tag: 'en', speech: {tag: 'en', isolates: false, words: {}},
});

// The words of the law, and of those who keep the node, are loaded with what speaks of them.
type Field = 'law' | 'admin';
const ofField = {law: lawLoaders, admin: adminLoaders};
const spoken = new Set<Field>();
async function wordsOf(fields: Iterable<Field>, tag: string): Promise<Words> {
  const all = await Promise.all([...fields].map((field) => ofField[field][tag]?.()));
  return Object.assign({}, ...all.map((one) => one?.default));
}
export async function speakOf(field: Field): Promise<void> {
  if (spoken.has(field)) return;
  spoken.add(field);
  for (let tag = ''; tag !== language.tag;) { // another language may come between
    tag = language.tag;
    const more = await wordsOf([field], tag);
    const {words, isolates} = language.speech;
    if (language.tag === tag) language.speech = {tag, isolates, words: {...words, ...more}};
  }
}

export async function speak(tag: string): Promise<void> {
  const row = languages.find((one) => one.tag === tag);
  const loader = loaders[tag];
  if (!row || !loader) return;
  const words = {...(await loader()).default, ...(await wordsOf(spoken, tag))};
  language.tag = tag;
  language.speech = {tag, isolates: row.direction === 'rtl', words};
  document.documentElement.lang = tag;
  document.documentElement.dir = row.direction;
  keepLanguage(tag);
}

export function t(key: string, given: Arguments = {}): string {
  return textIn(language.speech, key, given) ?? plainKey(key);
}

// "art. 42(7)", "arts 6, 24": articles called as the language calls them.
export function cite(text: string): string {
  if (text === 'house rule') return t('clock-kind.house-rule');
  return language.tag === 'en' ? text : text.split(/, (?=art)/).map((one) =>
    one.replace(/^arts?\.? (.*)/, (_, article: string) => t('web.article', {article}))).join(', ');
}

// For keys made of data (act kinds, measures): what the node says, when no catalogue has it.
export function tOr(key: string, otherwise: string, given: Arguments = {}): string {
  return textIn(language.speech, key, given) ?? otherwise;
}

export {firstLanguage} from './first-language';
export {languages};
