// Builds everything: API types and catalogues (src/generated), the pages (dist), the one-file
// verifier (dist/verify.html), their gzip and brotli forms, the page of the
// demonstration (dist-stage) and, with --table FILE, the C++ file that embeds them.
import openapiTS, {astToString} from 'openapi-typescript';
import {svelte, vitePreprocess} from '@sveltejs/vite-plugin-svelte';
import {build} from 'vite';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import {compileAll} from './words.mjs';

const web = path.resolve(import.meta.dirname, '..');
const generated = path.join(web, 'src/generated');
const dist = path.join(web, 'dist');
const stageDist = path.join(web, 'dist-stage');
const target = ['chrome109', 'firefox115', 'safari16.4'];  // the last on Windows 7 and 8.1

async function types() {
  const ast = await openapiTS(new URL('../../api/openapi.yaml', import.meta.url));
  fs.writeFileSync(path.join(generated, 'api.d.ts'), astToString(ast));
}

// What a certificate names as the program that checked: the project's one version.
function version() {
  const own = JSON.parse(fs.readFileSync(path.join(web, 'package.json'), 'utf8')).version;
  const project = /project\(haidang VERSION ([\d.]+)/.exec(
    fs.readFileSync(path.join(web, '../CMakeLists.txt'), 'utf8'))?.[1];
  if (own !== project) throw new Error(`web/package.json says ${own}, CMakeLists.txt ${project}`);
  return own;
}

const common = {
  root: web,
  configFile: false,
  logLevel: 'warn',
  define: {HAIDANG_VERSION: JSON.stringify(version())},
  plugins: [svelte({configFile: false, preprocess: vitePreprocess(),
                    compilerOptions: {modernAst: true}})],
};

async function pages() {
  await build({...common, build: {
    target, outDir: dist, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: {polyfill: false},
    reportCompressedSize: false,
    // What four places or more share is one file: small ones compress badly.
    rolldownOptions: {output: {codeSplitting: {groups: [
      {name: 'kit', test: /src\/(kit|lib)\//, minShareCount: 4}]}}},
  }});
}

// One file that runs from file:// with the network off: the script is inside, and named by its
// digest in a policy that allows nothing else.
async function verifier() {
  const alias = [{find: /^.*generated\/languages$/, replacement:
    path.join(generated, 'languages-verify.ts')}];
  const made = await build({...common, publicDir: false, resolve: {alias}, build: {
    target, write: false, assetsInlineLimit: 1e9, cssCodeSplit: false, modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {input: path.join(web, 'verify.html'), output: {codeSplitting: false}},
  }});
  const {inline} = await import('./inline.mjs');
  fs.writeFileSync(path.join(dist, 'verify.html'), inline(made.output));
}

// The page of the demonstration and the small script that it gives each desk: apart from what a
// node serves, in a folder of its own.
async function stage() {
  const alias = [{find: /^.*generated\/languages$/, replacement:
    path.join(generated, 'languages-stage.ts')}];
  await build({...common, publicDir: false, resolve: {alias}, build: {
    target, outDir: stageDist, emptyOutDir: true, assetsInlineLimit: 0,
    modulePreload: {polyfill: false}, reportCompressedSize: false,
    rolldownOptions: {input: {stage: path.join(web, 'stage.html'),
      'demo-desk': path.join(web, 'src/stage/desk.ts')},
    output: {entryFileNames: ({name}) => name === 'demo-desk' ? '[name].js'
      : 'assets/[name]-[hash].js'}},
  }});
}

function filesUnder(folder) {
  return fs.readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

function compress(folder) {
  for (const name of filesUnder(folder)) {
    const bytes = fs.readFileSync(path.join(folder, name));
    const forms = {
      gz: zlib.gzipSync(bytes, {level: 9}),
      br: zlib.brotliCompressSync(bytes, {params: {
        [zlib.constants.BROTLI_PARAM_QUALITY]: 11,
        [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length}}),
    };
    for (const [ending, form] of Object.entries(forms)) {
      if (form.length < bytes.length) fs.writeFileSync(path.join(folder, `${name}.${ending}`), form);
    }
  }
}

function table(name, files, folder = dist) {
  const symbol = (index) => `${name}_${index}`;
  const assembly = files.map((file, index) =>
    `__asm__(".section .rodata\\n${symbol(index)}_begin:\\n` +
    `.incbin \\"${path.join(folder, file)}\\"\\n${symbol(index)}_end:\\n.byte 0\\n.previous\\n");\n` +
    `extern "C" { extern const char ${symbol(index)}_begin[]; ` +
    `extern const char ${symbol(index)}_end[]; }\n`).join('');
  const rows = files.map((file, index) => `      {"${file}", {${symbol(index)}_begin,\n` +
    `       static_cast<std::size_t>(${symbol(index)}_end - ${symbol(index)}_begin)}},\n`).join('');
  return `${assembly}\nnamespace haidang {\nstd::span<const EmbeddedFile> ${name}();\n` +
    `std::span<const EmbeddedFile> ${name}() {\n  static const EmbeddedFile files[] = {\n${rows}` +
    `  };\n  return files;\n}\n}  // namespace haidang\n`;
}

fs.rmSync(generated, {recursive: true, force: true});
fs.mkdirSync(generated, {recursive: true});
compileAll(path.join(web, '../i18n'), generated);
await types();
if (!process.argv.includes('--types-only')) {
  await pages();
  await verifier();
  await stage();
  compress(dist);
  compress(stageDist);
}
const at = process.argv.indexOf('--table');
if (at > 0) {
  fs.writeFileSync(process.argv[at + 1],
    '// Generated by web/build/build.mjs.\n#include "base/embedded.hpp"\n\n' +
    table('web_files', filesUnder(dist)) + table('verify_page', ['verify.html']) +
    table('stage_files', filesUnder(stageDist), stageDist));
}
