// Passkeys as the browser makes and uses them (Web Authentication, Level 2). What they say goes to
// the node as it is; the node checks it.
import type {Schemas} from './api';
import {t} from './language.svelte';

const toBytes = (text: string) => Uint8Array.from(
  atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
const toText = (bytes: ArrayBuffer | null) => btoa(String.fromCharCode(
  ...new Uint8Array(bytes ?? new ArrayBuffer(0)))).replaceAll('+', '-').replaceAll('/', '_')
  .replaceAll('=', '');

// Browsers make none for a host that is a number.
export const passkeysHere = typeof PublicKeyCredential === 'function' &&
  !/^[\d.]+$|:/.test(location.hostname);

// What the browser says when it did not come about: mostly, that somebody changed his mind.
export function passkeyTrouble(error: unknown): {title: string; next: string} | null {
  if (!(error instanceof DOMException)) return null;
  const known = error.name === 'InvalidStateError';
  return {title: t(known ? 'web.passkey.known' : 'web.passkey.none'),
    next: t(known ? 'web.passkey.known.next' : 'web.passkey.none.next')};
}

export async function makePasskey(asked: Schemas['NewPasskey'], name: string):
    Promise<Schemas['PasskeyOffer']> {
  const made = (await navigator.credentials.create({publicKey: {
    challenge: toBytes(asked.challenge),
    rp: {id: asked.site, name: 'Haidang'},
    user: {id: toBytes(asked.user), name: asked.officer, displayName: asked.officer},
    pubKeyCredParams: [-7, -8, -257].map((alg) => ({type: 'public-key' as const, alg})),
    excludeCredentials: asked.known.map((id) => ({type: 'public-key' as const, id: toBytes(id)})),
    authenticatorSelection: {residentKey: 'required', userVerification: 'required'},
    attestation: 'none', timeout: asked.timeout_ms,
  }})) as PublicKeyCredential;
  const said = made.response as AuthenticatorAttestationResponse;
  return {name, client_data: toText(said.clientDataJSON),
    authenticator_data: toText(said.getAuthenticatorData())};
}

export async function usePasskey(asked: Schemas['PasskeyChallenge']):
    Promise<Schemas['PasskeyProof']> {
  const used = (await navigator.credentials.get({publicKey: {
    challenge: toBytes(asked.challenge), rpId: asked.site, userVerification: 'required',
    timeout: asked.timeout_ms,
  }})) as PublicKeyCredential;
  const said = used.response as AuthenticatorAssertionResponse;
  return {id: toText(used.rawId), client_data: toText(said.clientDataJSON),
    authenticator_data: toText(said.authenticatorData), signature: toText(said.signature),
    user: toText(said.userHandle)};
}
