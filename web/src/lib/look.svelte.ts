// How the agency looks: its name and emblem in the head of each page. Its colours come by a sheet
// that the node makes; a stranger sees the look of the node's first authority.
class Look {
  name = $state('');
  emblem = $state('');
  #of = '';

  #version = 0;

  // Again: it was changed on this page, and is not taken from what the browser keeps.
  async load(authority = '', again = false): Promise<void> {
    this.#of = authority;
    if (again) this.#version += 1;
    const version = this.#version ? `${authority ? '&' : '?'}version=${this.#version}` : '';
    const query = (authority ? `?of=${encodeURIComponent(authority)}` : '') + version;
    try {
      const answer = await fetch(`/look${query}`);
      const {look} = (await answer.json()) as {look: {name: string; emblem: boolean} | null};
      if (this.#of !== authority) return; // somebody else is here meanwhile
      this.name = look?.name ?? '';
      this.emblem = look?.emblem ? `/look/emblem.png${query}` : '';
      const sheet = document.querySelector<HTMLLinkElement>('link[href^="/look/style.css"]');
      if (sheet && sheet.getAttribute('href') !== `/look/style.css${query}`) {
        sheet.href = `/look/style.css${query}`;
      }
    } catch { /* without an answer it looks as the program does */ }
  }
}

export const look = new Look();
