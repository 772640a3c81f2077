// Puts a page's one script and one style sheet into the page.
import crypto from 'node:crypto';

const hash = (text) => `'sha256-${crypto.createHash('sha256').update(text).digest('base64')}'`;

export function inline(output) {
  const page = output.find((row) => row.fileName.endsWith('.html')).source;
  const scripts = output.filter((row) => row.type === 'chunk');
  const styles = output.filter((row) => row.fileName.endsWith('.css'));
  if (scripts.length !== 1) throw new Error(`the verifier has ${scripts.length} scripts, not one`);
  const script = scripts[0].code.replaceAll('</script', '<\\/script');
  const style = styles.map((row) => row.source).join('\n');
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; ` +
    "img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; " +
    'trusted-types svelte-trusted-html';
  return String(page)
    .replace(/<script[^>]*src=[^>]*><\/script>/g, '')
    .replace(/<link[^>]*rel="(stylesheet|modulepreload)"[^>]*>/g, '')
    .replace('<!--policy-->', () => `<meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace('</head>', () => `<style>${style}</style></head>`)
    .replace('</body>', () => `<script type="module">${script}</script></body>`);
}
