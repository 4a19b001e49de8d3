import { randomBytes } from 'node:crypto';

/** Keeps what a library gives it, and nothing more. */
export class Memory {
  #state;
  #client;
  #tokens;
  #verifier;
  #discovery;

  /** `open` is called with the address to which a person must go. */
  constructor({ callback, grantTypes, documentUrl, open }) {
    this.callback = callback;
    this.grantTypes = grantTypes;
    this.clientMetadataUrl = documentUrl;
    this.open = open;
  }

  get redirectUrl() {
    return this.callback.url;
  }

  get clientMetadata() {
    return {
      client_name: 'npm test client',
      redirect_uris: [this.callback.url],
      grant_types: this.grantTypes,
      response_types: ['code'],
      token_endpoint_auth_method: 'none'
    };
  }

  state() {
    this.#state = randomBytes(16).toString('base64url');
    return this.#state;
  }

  clientInformation() {
    return this.#client;
  }

  saveClientInformation(client) {
    this.#client = client;
  }

  tokens() {
    return this.#tokens;
  }

  saveTokens(tokens) {
    this.#tokens = tokens;
  }

  saveCodeVerifier(verifier) {
    this.#verifier = verifier;
  }

  codeVerifier() {
    return this.#verifier;
  }

  saveDiscoveryState(discovery) {
    this.#discovery = discovery;
  }

  discoveryState() {
    return this.#discovery;
  }

  redirectToAuthorization(url) {
    this.answer = this.callback.next();
    this.open(url.href);
  }

  /** The parameters that the browser brought back. */
  async parameters() {
    const parameters = await this.answer;
    if (parameters.get('state') !== this.#state) {
      throw new Error('the state that came back is not the one that was sent');
    }
    return parameters;
  }

  /** As if the access token had ended: no server takes what is left of it. */
  spoilAccessToken() {
    this.#tokens = { ...this.#tokens, access_token: `${this.#tokens.access_token}x` };
  }
}
