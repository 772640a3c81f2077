// What the node answers, as a file: with the session, which a plain link would not carry.
import {ask, send} from '../../lib/api';

export function offerFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export async function saveAnswer(path: string, name: string): Promise<void> {
  const answer = await send(new Request(new URL(path, location.href)));
  if (!answer.ok) await ask(Promise.resolve({error: await answer.json(), response: answer}));
  offerFile(name, await answer.blob());
}

export async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}
