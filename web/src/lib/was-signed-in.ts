// Whether somebody was signed in when this browser was last here: then it is worth asking for the
// queue before it is known that the session still lasts. It opens nothing.
const kept = 'haidang-signed-in';

export function wasSignedIn(): boolean {
  try {
    return localStorage.getItem(kept) !== null;
  } catch {
    return false;
  }
}

export function keepSignedIn(is: boolean): void {
  try {
    if (is) localStorage.setItem(kept, 'yes');
    else localStorage.removeItem(kept);
  } catch { /* then nothing is asked early */ }
}
