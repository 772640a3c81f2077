// The form into which build/words.mjs compiles a catalogue, and how a text is made from it.
export type Part =
  | string
  | 0
  | {v: string}
  | {n: string}
  | {p: string; o: Record<string, Part[]>; f?: number}
  | {s: string; o: Record<string, Part[]>};
export type Text = string | Part[];
export type Words = Record<string, Text>;
// A language's module holds its texts in the order of the keys that all languages share.
export const named = (keys: string[], texts: Text[]): Words =>
  Object.fromEntries(keys.map((key, at) => [key, texts[at]!]));
export type Arguments = Record<string, string | number>;

export interface Speech {
  tag: string;
  isolates: boolean; // strings from elsewhere keep their own direction (U+2068, U+2069)
  words: Words;
}

const plurals = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

// Digits 0-9 in every language, as the command line and the letters write them.
// Day before month in English too.
export const locale = (tag: string): string =>
  `${tag === 'en' ? 'en-GB' : tag}-u-ca-gregory-nu-latn`;

function kept<T>(map: Map<string, T>, tag: string, make: () => T): T {
  let found = map.get(tag);
  if (!found) map.set(tag, (found = make()));
  return found;
}

export function numberText(tag: string, value: number): string {
  return kept(numbers, tag, () => new Intl.NumberFormat(locale(tag))).format(value);
}

function pluralBranch(speech: Speech, part: {o: Record<string, Part[]>; f?: number}, n: number) {
  const exact = part.o[`=${n}`];
  if (exact) return exact;
  const rules = kept(plurals, speech.tag, () => new Intl.PluralRules(speech.tag));
  return part.o[rules.select(n - (part.f ?? 0))] ?? part.o['other'] ?? [];
}

function isolated(speech: Speech, text: string): string {
  return speech.isolates ? `\u2068${text}\u2069` : text;
}

function render(speech: Speech, parts: Part[], given: Arguments, pound: number): string {
  return parts.map((part) => {
    if (typeof part === 'string') return part;
    if (part === 0) return numberText(speech.tag, pound);
    if ('v' in part) {
      const value = given[part.v] ?? '';
      return typeof value === 'number' ? numberText(speech.tag, value) : isolated(speech, value);
    }
    if ('n' in part) return numberText(speech.tag, Number(given[part.n] ?? 0));
    if ('p' in part) {
      const n = Number(given[part.p] ?? 0);
      return render(speech, pluralBranch(speech, part, n), given, n - (part.f ?? 0));
    }
    return render(speech, part.o[String(given[part.s])] ?? part.o['other'] ?? [], given, pound);
  }).join('');
}

// Nothing when the catalogue lacks the key.
export function textIn(speech: Speech, key: string, given: Arguments = {}): string | undefined {
  const found = speech.words[key];
  if (found === undefined) return undefined;
  return typeof found === 'string' ? found : render(speech, found, given, 0);
}

// People never see a key: its last word in plain letters.
export function plainKey(key: string): string {
  return (key.split('.').pop() ?? key).replaceAll('-', ' ');
}
