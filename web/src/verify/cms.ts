// Signed messages (RFC 5652, the profile in docs/formats.md) and the certificates in them. What is
// not of our one shape is not taken: the reader is as narrow as the node's own.
import {p256} from '@noble/curves/nist.js';
import {bytesOf, digest, fromBase64, hex, same, textOf, type Bytes} from './bytes';
import {members, oid, oidIs, pick, rawSignature, readOne, timeOf, type Node} from './der';

export class Foreign extends Error {} // an algorithm that this program does not know: cannot tell

export interface Certificate {
  whole: Bytes;
  signedPart: Bytes;
  signature: Bytes;
  issuer: string; // DER as hex
  serial: string;
  subject: string;
  country: string;
  notBefore: string;
  notAfter: string;
  key: Bytes; // SubjectPublicKeyInfo
  point: Bytes;
  algorithm: Node;
}

function attributeOf(name: Node, type: string): string {
  for (const set of members(name)) {
    for (const pair of members(set)) {
      const [which, value] = members(pair);
      if (which && value && oidIs(which, type)) return textOf(value.body);
    }
  }
  return '';
}

export function readCertificate(bytes: Bytes): Certificate {
  const outer = members(readOne(bytes));
  const signedPart = pick(outer, 0, 0x30);
  const fields = members(signedPart);
  const at = fields[0]?.tag === 0xa0 ? 1 : 0;
  const [notBefore, notAfter] = members(pick(fields, at + 3, 0x30));
  const key = pick(fields, at + 5, 0x30);
  const bits = pick(members(key), 1, 0x03).body;
  return {
    whole: bytes, signedPart: signedPart.whole, signature: pick(outer, 2, 0x03).body.subarray(1) as Bytes,
    serial: hex(pick(fields, at, 0x02).body), issuer: hex(pick(fields, at + 2).whole),
    subject: hex(pick(fields, at + 4).whole), country: attributeOf(pick(fields, at + 4), oid.country),
    notBefore: timeOf(notBefore!), notAfter: timeOf(notAfter!), key: key.whole,
    point: bits.subarray(1) as Bytes, algorithm: pick(outer, 1, 0x30),
  };
}

export function fromPem(text: string): Bytes {
  const body = /-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/.exec(text);
  if (!body) throw new Error('no certificate');
  return fromBase64(body[1]!.replace(/\s/g, ''));
}

async function isSigned(by: Certificate, text: Bytes, signature: Bytes): Promise<boolean> {
  const curve = members(pick(members(readOne(by.key)), 0, 0x30))[1];
  if (!curve || !oidIs(curve, oid.p256)) throw new Foreign('not P-256');
  const raw = rawSignature(signature);
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return p256.verify(raw, await digest(text), by.point, {prehash: false, lowS: false});
  const key = await subtle.importKey('spki', by.key, {name: 'ECDSA', namedCurve: 'P-256'}, false,
    ['verify']);
  return subtle.verify({name: 'ECDSA', hash: 'SHA-256'}, key, raw, text);
}

function needsEcdsaSha256(algorithm: Node): void {
  if (!oidIs(pick(members(algorithm), 0), oid.ecdsaSha256)) throw new Foreign('not ECDSA, SHA-256');
}

// Is the certificate issued by this root, and was it valid at that time?
export async function isIssuedBy(root: Certificate, one: Certificate, at: string): Promise<boolean> {
  needsEcdsaSha256(one.algorithm);
  return one.issuer === root.subject && one.country === root.country &&
    one.notBefore <= at && at <= one.notAfter && await isSigned(root, one.signedPart, one.signature);
}

export interface Signed {
  content: Bytes;
  signer: Certificate;
  signingTime: string;
}

// Throws when the signature does not fit its own certificate; whose that is, is another question.
export async function openSigned(bytes: Bytes): Promise<Signed> {
  const info = readOne(bytes);
  if (info.whole.length !== bytes.length) throw new Error('bytes behind the message');
  const [type, explicit] = members(info);
  if (!type || !explicit || !oidIs(type, oid.signedData)) throw new Error('no signed message');
  const parts = members(readOne(explicit.body));
  const content = readOne(pick(members(pick(parts, 2, 0x30)), 1, 0xa0).body);
  const certificates = pick(parts, 3, 0xa0);
  const signer = readCertificate(readOne(certificates.body).whole);
  if (signer.whole.length !== certificates.body.length) throw new Error('not one certificate');
  const signers = members(pick(parts, 4, 0x31));
  if (parts.length !== 5 || signers.length !== 1) throw new Error('not one signer');
  const fields = members(signers[0]!);
  const [issuer, serial] = members(pick(fields, 1, 0x30));
  if (hex(issuer!.whole) !== signer.issuer || hex(serial!.body) !== signer.serial) {
    throw new Error('the certificate is not the signer’s');
  }
  if (!oidIs(pick(members(pick(fields, 2, 0x30)), 0), oid.sha256)) throw new Foreign('not SHA-256');
  needsEcdsaSha256(pick(fields, 4, 0x30));
  if (fields.length !== 6) throw new Error('unsigned attributes');
  const signingTime = await checkAttributes(pick(fields, 3, 0xa0), content.body, signer);
  const attributes = pick(fields, 3).whole.slice() as Bytes;
  attributes[0] = 0x31; // signed as a SET OF, RFC 5652 section 5.4
  if (!(await isSigned(signer, attributes, pick(fields, 5, 0x04).body))) {
    throw new Error('the signature does not fit');
  }
  return {content: content.body, signer, signingTime};
}

async function checkAttributes(set: Node, content: Bytes, signer: Certificate): Promise<string> {
  const found = new Map<string, Node>();
  for (const attribute of members(set)) {
    const [type, values] = members(attribute);
    const name = hex(type!.body);
    if (found.has(name)) throw new Error('an attribute is there twice');
    found.set(name, readOne(values!.body));
  }
  const wanted = (name: string) => {
    const node = found.get(name);
    if (!node) throw new Error('a signed attribute is missing');
    return node;
  };
  if (!oidIs(wanted(oid.contentType), oid.data)) throw new Error('another content type');
  if (!same(wanted(oid.digest).body, await digest(content))) throw new Error('another content');
  const list = readOne(wanted(oid.certificateV2).body); // SigningCertificateV2: certs
  const first = members(readOne(list.body)).filter((node) => node.tag === 0x04)[0];
  if (!first || !same(first.body, await digest(signer.whole))) throw new Error('another certificate');
  return timeOf(wanted(oid.signingTime));
}

// The first half of the root's SHA-256 as eight words of five letters (arXiv:0901.4016).
export async function wordsOf(root: Bytes): Promise<string> {
  return wordsOfDigest(await digest(root));
}
export function wordsOfDigest(sum: Bytes): string {
  const consonants = 'bdfghjklmnprstvz';
  const vowels = 'aiou';
  const bytes = sum.subarray(0, 16);
  const out: string[] = [];
  for (let i = 0; i < 16; i += 2) {
    const n = bytes[i]! * 256 + bytes[i + 1]!;
    out.push(consonants[n >> 12]! + vowels[(n >> 10) & 3]! + consonants[(n >> 6) & 15]! +
      vowels[(n >> 4) & 3]! + consonants[n & 15]!);
  }
  return out.join(' ');
}

export {bytesOf};
