import {sha256} from '@noble/hashes/sha2.js';

export type Bytes = Uint8Array<ArrayBuffer>;

const decoder = new TextDecoder('utf-8', {fatal: true});
export const textOf = (bytes: Bytes): string => decoder.decode(bytes);
export const bytesOf = (text: string): Bytes => new TextEncoder().encode(text) as Bytes;

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
export function fromHex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16)) as Bytes;
}
export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)) as Bytes;
}
export function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
export function joined(...parts: Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out as Bytes;
}

// The browser's own, which is fast; in a page that is no secure context there is none.
export async function digest(bytes: Bytes): Promise<Bytes> {
  if (globalThis.crypto?.subtle) {
    return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)) as Bytes;
  }
  return sha256(bytes) as Bytes;
}
export {sha256};
