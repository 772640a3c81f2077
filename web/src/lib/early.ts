// What the first view needs is asked of the node while the scripts still arrive; whoever comes to
// need it takes the answer, once, while it is fresh. On a slow line this is a third of the wait.
const freshMs = 30_000;
const asked = new Map<string, {answer: Promise<Response>; at: number}>();

// Whether it was granted.
export function askEarly(path: string): Promise<boolean> {
  const answer = fetch(path);
  asked.set(path, {answer, at: performance.now()});
  return answer.then(({ok}) => ok, () => false); // whoever takes it hears of what went wrong
}

// An answer that is a refusal is no answer: a session may have begun since.
export async function takeEarly(path: string): Promise<Response | null> {
  const found = asked.get(path);
  asked.delete(path);
  if (!found || performance.now() - found.at > freshMs) return null;
  const answer = await found.answer.catch(() => null);
  return answer?.ok ? answer : null;
}
