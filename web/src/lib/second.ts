// Four eyes: which acts need a second officer here, what a draft says, and what changed since the
// version that came back.
import {api, ask, type Schemas} from './api';
import {bytesText, momentText} from './time';
import {t, tOr} from './language.svelte';
import {assistanceTitle, basisTitle, fieldLabel, lawNow, measureTitle, offenceTitle, rulesOf,
  type Field} from './law.svelte';
import {parties} from './parties.svelte';
import {languageName} from './spoken';

export type Draft = Schemas['Draft'];
export interface Said {
  kind: string; request: string | null; to: Schemas['Address']; body: Record<string, unknown>;
}
export interface Line { path: string; label: string; value: string }
export type Names = Record<string, string>;
export type Piece = {text: string; how: 'same' | 'added' | 'removed'};

export const readSaid = (draft: Draft) => JSON.parse(draft.text) as Said;

// Rules are "kind", "kind:measure", "*:measure" or "*".
export async function needsSecond(kind: string, measure: string): Promise<boolean> {
  const {rules} = await ask(api.GET('/api/v1/four-eyes'));
  return rules.some((rule) => {
    const [said, about] = rule.split(':');
    return (said === '*' || said === kind) && (!about || about === measure);
  });
}

// What the form of a request calls its own parts, in the order in which it asks for them, with what
// the draft of one calls them; then what other acts state.
const parts: Record<string, string> = {
  measure: 'web.new.step-measure', to: 'web.new.step-state', also: 'web.new.also',
  legal_bases: 'web.case.basis', bases: 'web.case.basis', offence: 'web.case.offence',
  penalty_months: 'web.new.penalty', penalty: 'web.new.penalty', statute: '',
  confidential: 'web.new.confidential', emergency: 'web.new.emergency', emergency_risk: '',
  emergency_facts: '', relies_on: 'web.field.relies-on', relies: 'web.field.relies-on',
  language: 'web.new.language', contents: '', assistance_type: '', recipient_code: '',
  necessity: '', authorisation: '', dual_criminality: '', about_items: '', special_procedure: '',
  permitted_use: '', restrictions: '', needed_by: 'web.field.needed-by',
  neededBy: 'web.field.needed-by', needed_by_reason: 'web.new.needed-why',
  neededByReason: 'web.new.needed-why',
  'quick.facts': 'web.emergency.facts', 'quick.data': 'web.emergency.data',
  'quick.account': 'web.emergency.account',
  what: '', at: '', until: '', review_at: '', hear_until: '', grounds: '', reasons: '', text: '',
  audience: 'web.step.audience',
};
const order = Object.keys(parts);

// A code of the wire in words, where a catalogue or the directory has them; `names` are those of
// items and requests, by id and digest.
function wordOf(measure: string, head: string, text: string, names: Names): string {
  if (names[text]) return names[text];
  const address = parties.addressed(text);
  if (address) return address;
  switch (head) {
    case 'measure': return measureTitle(text, text);
    case 'legal_bases': case 'bases': return basisTitle(text);
    case 'offence': return offenceTitle(text);
    case 'grounds': return tOr(`ground.${text}`, text);
    case 'language': case 'translations.language': return languageName(text);
    case 'assistance_type': return assistanceTitle(measure, text, text);
    case 'audience': case 'recipient_code': return parties.nameOf(text);
    case 'what': return tOr(`executed.${text}`, text);
    case 'emergency_risk': case 'dual_criminality.result': return tOr(`web.choice.${text}`, text);
    default: return text;
  }
}

function labelOf(measure: string, name: string): string {
  const plain = name.replace(/[_.]/g, ' ');
  const [head = ''] = name.split('.');
  if (head === 'contents' && name !== head) return tOr(`content.${measure}.${name.slice(9)}`, plain);
  if (head === 'fields' && name !== head) return name.slice(7);
  if (parts[name]) return t(parts[name]);
  // "conditions.until": its own words, else those of both parts.
  const wordsOf = (one: string) => tOr(`web.field.${one.replace(/[_.]/g, '-')}`, '');
  return wordsOf(name) || (head === name ? plain
    : [fieldLabel(head), wordsOf(name.slice(head.length + 1))].filter(Boolean).join(' · '));
}

// What somebody reads of a body: every value with where it stands, in the order of the form. The
// contents are in the law's own, once it is loaded.
export function linesOf(measure: string, body: Record<string, unknown>, names: Names = {}): Line[] {
  const lines: (Line & {rank: number})[] = [];
  const bases = (body['legal_bases'] ?? body['bases'] ?? []) as string[];
  const law = lawNow();
  const contents = (law ? rulesOf(law, measure, bases)?.contents : null) ?? [];
  const rankOf = (name: string) => {
    const at = order.indexOf(name.split('.')[0]!);
    const among = contents.findIndex((item) => name === `contents.${item.name}`);
    return (at < 0 ? order.length : at) + (among + 1) / 100;
  };
  const walk = (path: string, value: unknown) => {
    if (value === '' || value === null || value === false) return;
    if (typeof value === 'object') {
      for (const [name, one] of Object.entries(value)) walk(path ? `${path}.${name}` : name, one);
      return;
    }
    const name = path.replace(/\.\d+/g, '').replace(/^more\./, '');
    const text = value === true ? '✓' : typeof value === 'number' && name.endsWith('size')
      ? bytesText(value) : wordOf(measure, name, String(value), names);
    lines.push({path, label: labelOf(measure, name), rank: rankOf(name),
      value: /^\d{4}-\d\d-\d\dT.*Z$/.test(text) ? momentText(text) : text});
  };
  walk('', body);
  return lines.sort((a, b) => a.rank - b.rank).map(({path, label, value}) => ({path, label, value}));
}

// The other way of bodyOf: what a form holds that is filled with this body.
export function formOf(fields: Field[], body: Record<string, unknown>): Record<string, unknown> {
  const form: Record<string, unknown> = {};
  for (const {name} of fields) {
    const [outer = '', inner] = name.split('.');
    const value = inner ? (body[outer] as Record<string, unknown> | undefined)?.[inner] : body[outer];
    if (value !== undefined) form[name] = value;
  }
  return form;
}

const cellsMax = 1_000_000; // of the table of a comparison; longer texts are shown one after the other

// Word by word: the longest common part stays, the rest was taken out or put in.
export function compare(before: string, after: string): Piece[] {
  const a = before.match(/\S+\s*|\s+/g) ?? [];
  const b = after.match(/\S+\s*|\s+/g) ?? [];
  const whole = [{text: before, how: 'removed' as const}, {text: after, how: 'added' as const}];
  if (a.length * b.length > cellsMax) return whole.filter((piece) => piece.text);
  const width = b.length + 1;
  const best = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; --i) {
    for (let j = b.length - 1; j >= 0; --j) {
      best[i * width + j] = a[i] === b[j] ? best[(i + 1) * width + j + 1]! + 1
        : Math.max(best[(i + 1) * width + j]!, best[i * width + j + 1]!);
    }
  }
  const pieces: Piece[] = [];
  const put = (text: string, how: Piece['how']) => {
    const last = pieces.at(-1);
    if (last?.how === how) last.text += text;
    else pieces.push({text, how});
  };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      put(a[i]!, 'same');
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length &&
        best[(i + 1) * width + j]! >= best[i * width + j + 1]!)) put(a[i++]!, 'removed');
    else put(b[j++]!, 'added');
  }
  return pieces;
}

// The last version that came back: of the same writer, about the same thing.
export function earlierOf(draft: Draft, all: Draft[]): Draft | null {
  const about = (one: Draft) => {
    const {kind, request, to} = readSaid(one);
    return JSON.stringify([one.maker, one.measure, kind, request, to]);
  };
  return all.filter((one) => one.state === 'rejected' && one.made_at < draft.made_at &&
    about(one) === about(draft)).sort((x, y) => (x.made_at < y.made_at ? 1 : -1))[0] ?? null;
}

export function changes(earlier: Draft, draft: Draft): {line: Line; pieces: Piece[]}[] {
  const before = linesOf(draft.measure, readSaid(earlier).body);
  const after = linesOf(draft.measure, readSaid(draft).body);
  const old = new Map(before.map((line) => [line.path, line.value]));
  const now = new Map(after.map((line) => [line.path, line]));
  const all = [...after, ...before.filter((line) => !now.has(line.path))];
  return all.filter((line) => old.get(line.path) !== now.get(line.path)?.value)
    .map((line) => ({line, pieces: compare(old.get(line.path) ?? '',
      now.get(line.path)?.value ?? '')}));
}
