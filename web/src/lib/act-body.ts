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
