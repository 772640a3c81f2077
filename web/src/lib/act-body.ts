import type {Field} from './law.svelte';

// What an empty field of a shape is, in a body that must have the member.
const empty: Record<Field['shape'], unknown> = {
  prose: '', line: '', code: '', time: '', grounds: [], 'prose-list': [], 'use-conditions': [],
  texts: {}, codes: [], items: [], digests: [], flag: false, choice: '', 'assistance-type': '',
};

export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === '' || value === false;
}

// "object.member" stands in the object.
function put(body: Record<string, unknown>, name: string, value: unknown): void {
  const [outer = '', inner] = name.split('.');
  if (inner === undefined) body[outer] = value;
  else body[outer] = {...(body[outer] as object | undefined), [inner]: value};
}

// One condition on the use a line; a code may stand before it: "purpose: this trial only".
export interface UseCondition { code: string; text: string; until?: string }
export function conditionsOf(lines: string, otherwise: string): UseCondition[] {
  return lines.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const [, code, text] = /^([a-z][a-z0-9-]{1,40}):\s*(.+)$/.exec(line) ?? [];
    return code && text ? {code, text} : {code: otherwise, text: line};
  });
}
export function conditionLines(conditions: unknown, otherwise: string): string {
  if (!Array.isArray(conditions)) return '';
  return (conditions as UseCondition[]).map((row) =>
    (row.code === otherwise ? row.text : `${row.code}: ${row.text}`)).join('\n');
}

// Optional members that are empty are left out; the others are always there.
export function bodyOf(fields: Field[], given: Record<string, unknown>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const {name, shape, presence} of fields) {
    const value = given[name] ?? empty[shape];
    if (presence === 'optional' && isEmpty(value)) continue;
    put(body, name, value);
  }
  return body;
}
