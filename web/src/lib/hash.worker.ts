// SHA-256 of a whole file, apart from the page so that it stays quick.
import {sha256} from '@noble/hashes/sha2.js';

const pieceBytes = 4 * 1024 * 1024;
const hex = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

onmessage = async ({data: file}: MessageEvent<Blob>) => {
  try {
    const whole = sha256.create();
    for (let at = 0; at < file.size; at += pieceBytes) {
      const piece = file.slice(at, at + pieceBytes);
      whole.update(new Uint8Array(await piece.arrayBuffer()));
      postMessage({done: at + piece.size});
    }
    postMessage({sha256: hex(whole.digest())});
  } catch (error) {
    postMessage({error: String(error)});
  }
};
