// A person's browser, as far as signing in and agreeing need one: cookies, redirects, and forms as they stand in the page.
import { createHash, randomBytes } from 'node:crypto';
import { Connection } from './http.mjs';

export const formEncoded = (fields) => new URLSearchParams(Object.entries(fields).filter(([, value]) => value != null)).toString();

export class Person {
  #cookies = new Map();

  constructor(metadata, login) {
    this.metadata = metadata;
    this.login = login;
    this.origin = new URL(metadata.token_endpoint).origin;
    this.connection = new Connection(this.origin);
  }

  /** Goes through an authorization request up to the code; resolves to { code, verifier }. */
  async authorize(client) {
    const verifier = randomBytes(32).toString('base64url');
    const state = randomBytes(9).toString('base64url');
    const query = formEncoded({
      response_type: 'code',
      client_id: client.id,
      redirect_uri: client.redirectUri,
      scope: client.scope,
      resource: client.resource,
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    let url = new URL(`${this.metadata.authorization_endpoint}?${query}`);
    let answer = await this.#visit('GET', url);
    for (let step = 0; step < 12; step++) {
      if (answer.status >= 300 && answer.status < 400) {
        const next = new URL(answer.headers.location, url);
        if (next.href.startsWith(client.redirectUri)) return { code: codeOf(next, state), verifier };
        url = next;
        answer = await this.#visit('GET', url);
      } else if (answer.status === 200) {
        const form = filled(answer.body, this.login);
        url = new URL(form.action || url, url);
        answer = await this.#visit('POST', url, form.fields);
      } else {
        throw new Error(`${answer.status} at ${url.pathname}: ${answer.body.slice(0, 200)}`);
      }
    }
    throw new Error(`no end of the authorization request at ${url.href}`);
  }

  async #visit(method, url, fields) {
    const cookie = [...this.#cookies.values()]
      .filter((each) => url.pathname.startsWith(each.path))
      .map((each) => `${each.name}=${each.value}`)
      .join('; ');
    const headers = { Accept: 'text/html', ...(cookie && { Cookie: cookie }) };
    if (fields) Object.assign(headers, { Origin: this.origin, 'Content-Type': 'application/x-www-form-urlencoded' });
    const answer = await this.connection.send(method, url.pathname + url.search, headers, fields && String(new URLSearchParams(fields)));
    answer.cookies.forEach((line) => this.#keep(line));
    return answer;
  }

  #keep(line) {
    const [pair, ...attributes] = line.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) || '/';
    const expires = attributes.find((each) => /^expires=/i.test(each))?.slice(8);
    const gone = value === '' || attributes.some((each) => /^max-age=0$/i.test(each)) || Date.parse(expires) < Date.now();
    if (gone) this.#cookies.delete(`${name} ${path}`);
    else this.#cookies.set(`${name} ${path}`, { name, value, path });
  }
}

function codeOf(url, state) {
  const code = url.searchParams.get('code');
  if (!code || url.searchParams.get('state') !== state) throw new Error(`no code in ${url.search}`);
  return code;
}

/** The sign-in form, or else the form that agrees, with everything in it ticked. */
function filled(html, login) {
  const forms = [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gis)].map(([, attributes, content]) => ({
    action: attribute(attributes, 'action'),
    inputs: [...content.matchAll(/<input\b([^>]*)>/gi)].map((each) => each[1]),
    buttons: [...content.matchAll(/<button\b([^>]*)>(.*?)<\/button>/gis)].map((each) => ({ tag: each[1], text: each[2] })),
  }));
  const signIn = forms.find((form) => form.inputs.some((input) => attribute(input, 'name') === 'password'));
  const form = signIn ?? forms.find((each) => each.buttons.some(agrees)) ?? forms[0];
  if (!form) throw new Error(`no form in the page: ${html.slice(0, 200)}`);
  const fields = form.inputs
    .filter((input) => attribute(input, 'name') && attribute(input, 'type') !== 'submit')
    .filter((input) => attribute(input, 'type') !== 'radio' || /\bchecked\b/.test(input))
    .map((input) => [attribute(input, 'name'), attribute(input, 'value') ?? 'on']);
  if (signIn) {
    const named = fields.find(([name]) => ['username', 'login'].includes(name));
    named[1] = login.username;
    fields.find(([name]) => name === 'password')[1] = login.password;
  } else {
    const button = form.buttons.find(agrees);
    if (button && attribute(button.tag, 'name')) fields.push([attribute(button.tag, 'name'), attribute(button.tag, 'value') ?? '']);
  }
  return { action: form.action, fields };
}

const agrees = (button) => /allow|continue|yes|accept/i.test(`${attribute(button.tag, 'value')} ${button.text}`) && !/deny|cancel/i.test(button.text);

function attribute(tag, name) {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(tag);
  return found && (found[1] ?? found[2]).replace(/&amp;/g, '&').replace(/&quot;/g, '"').replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}
