// A small HTTP/1.1 client on one kept connection, cheap enough not to be what is measured.
import net from 'node:net';

export class Connection {
  #buffer = Buffer.alloc(0);
  #socket;
  #waiting;

  constructor(origin) {
    const url = new URL(origin);
    this.host = url.hostname;
    this.port = Number(url.port || 80);
  }

  /** One request at a time: resolves to { status, headers, cookies, body }. */
  send(method, path, headers = {}, body) {
    if (!this.#socket) this.#open();
    let head = `${method} ${path} HTTP/1.1\r\nHost: ${this.host}:${this.port}\r\n`;
    for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`;
    if (body !== undefined) head += `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(`${head}\r\n${body ?? ''}`);
    });
  }

  close() {
    this.#socket?.destroy();
  }

  #open() {
    this.#buffer = Buffer.alloc(0);
    const socket = net.connect(this.port, this.host);
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (data) => {
      this.#buffer = this.#buffer.length === 0 ? data : Buffer.concat([this.#buffer, data]);
      this.#read();
    });
    const ended = (error) => {
      // One that was given up already says nothing about the request on its successor.
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#finish((waiting) => waiting.reject(error ?? new Error('the connection was closed')));
    };
    socket.on('error', ended);
    socket.on('close', () => ended());
  }

  #finish(action) {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) action(waiting);
  }

  #read() {
    const end = this.#buffer.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = parseHead(this.#buffer.toString('latin1', 0, end));
    const found = head.headers['transfer-encoding'] === 'chunked'
      ? chunked(this.#buffer, end + 4)
      : sized(this.#buffer, end + 4, head.status === 304 || head.status === 204 ? 0 : Number(head.headers['content-length'] ?? 0));
    if (!found) return;
    this.#buffer = this.#buffer.subarray(found.end);
    if (head.headers.connection === 'close') {
      this.#socket.destroy();
      this.#socket = undefined;
    }
    this.#finish((waiting) => waiting.resolve({ ...head, body: found.body }));
  }
}

function parseHead(text) {
  const [first, ...lines] = text.split('\r\n');
  const headers = {};
  const cookies = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'set-cookie') cookies.push(value);
    else headers[name] = value;
  }
  return { status: Number(first.slice(9, 12)), headers, cookies };
}

function sized(buffer, start, length) {
  return buffer.length < start + length
    ? undefined
    : { body: buffer.toString('utf8', start, start + length), end: start + length };
}

function chunked(buffer, start) {
  const parts = [];
  let at = start;
  for (;;) {
    const line = buffer.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const length = parseInt(buffer.toString('latin1', at, line), 16);
    const data = line + 2;
    if (buffer.length < data + length + 2) return undefined;
    if (length === 0) return { body: Buffer.concat(parts).toString('utf8'), end: data + 2 };
    parts.push(buffer.subarray(data, data + length));
    at = data + length + 2;
  }
}
