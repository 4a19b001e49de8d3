import { createServer } from 'node:http';

/** Waits for the browser on a free port of 127.0.0.1. */
export class Callback {
  #waiting = [];

  static async listen() {
    const callback = new Callback();
    callback.server = createServer((request, response) => {
      const url = new URL(request.url, callback.url);
      if (url.pathname !== '/callback') {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'text/plain' }).end('Back at the client.');
      callback.#waiting.shift()?.(url.searchParams);
    });
    await new Promise((listening) => callback.server.listen(0, '127.0.0.1', listening));
    callback.url = `http://127.0.0.1:${callback.server.address().port}/callback`;
    return callback;
  }

  next() {
    return new Promise((arrived) => this.#waiting.push(arrived));
  }

  close() {
    this.server.close();
    this.server.closeAllConnections();
  }
}
