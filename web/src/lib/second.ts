// Four eyes: which acts need a second officer here, what a draft says, and what changed since the
// version that came back.
import {api, ask, type Schemas} from './api';
import {bytesText, momentText} from './time';
import {tOr} from './language.svelte';
import {measureTitle, type Field} from './law.svelte';
import {parties} from './parties.svelte';

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

// Members whose words stand elsewhere in the catalogue.
const words: Record<string, string> = {measure: 'web.new.step-measure', legal_bases: 'web.case.basis',
  offence: 'web.case.offence', penalty_months: 'web.new.penalty', language: 'web.new.language',
  confidential: 'web.case.confidential', emergency: 'web.case.emergency',
  needed_by_reason: 'web.new.needed-why', audience: 'web.step.audience'};

// Of "conditions.0.until": its own words, else those of both parts.
function labelOf(measure: string, path: string): string {
  const name = path.replace(/\.\d+/g, '');
  const plain = (text: string) => text.replace(/[_.]/g, ' ');
  const [outer = '', ...rest] = name.split('.');
  const inner = rest.join('.');
  if (inner && outer === 'fields') return inner;
  if (inner && outer === 'contents') return tOr(`content.${measure}.${inner}`, plain(inner));
  const wordsOf = (one: string) =>
    tOr(words[one] ?? `web.field.${one.replace(/[_.]/g, '-')}`, '');
  const both = [wordsOf(outer), inner && wordsOf(inner)].filter(Boolean).join(' · ');
  return wordsOf(name) || (wordsOf(outer) ? both : plain(name));
}

// A code of the wire as people say it; `names` are those of items and requests, by id and digest.
function valueOf(measure: string, name: string, value: unknown, names: Names): string {
  if (value === true) return '✓';
  const code = String(value);
  if (typeof value === 'number') return name.endsWith('size') ? bytesText(value) : code;
  if (/^\d{4}-\d\d-\d\dT.*Z$/.test(code)) return momentText(code);
  if (names[code]) return names[code];
  const [, party, authority] = /^([A-Z]{2,3})\/([\w.-]+)$/.exec(code) ?? [];
  const found = party ? parties.find(party) : undefined;
  if (found) {
    const title = found.authorities.find((row) => row.id === authority)?.name;
    return `${found.name} · ${title || authority!}`;
  }
  switch (name.replace(/\.\d+/g, '')) {
    case 'measure': return measureTitle(code, code);
    case 'offence': return tOr(`offence.${code}`, code);
    case 'legal_bases': return tOr(`instrument.${code}`, code);
    case 'grounds': return tOr(`ground.${code}`, code);
    case 'audience': case 'recipient_code': return parties.nameOf(code);
    case 'assistance_type': return `(${code}) ${tOr(`assistance.${measure}.${code}`, '')}`;
    case 'emergency_risk': case 'dual_criminality.result': return tOr(`web.choice.${code}`, code);
    default: return code;
  }
}

// What somebody reads of a body: every value with where it stands.
export function linesOf(measure: string, body: Record<string, unknown>, names: Names = {}): Line[] {
  const lines: Line[] = [];
  const walk = (path: string, value: unknown) => {
    if (value === '' || value === null || value === false) return;
    if (typeof value === 'object') {
      for (const [name, one] of Object.entries(value)) walk(path ? `${path}.${name}` : name, one);
      return;
    }
    lines.push({path, label: labelOf(measure, path), value: valueOf(measure, path, value, names)});
  };
  walk('', body);
  return lines;
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
