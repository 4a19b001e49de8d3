// Loaded before the suite: its servers listen without naming a host, that is, on every interface. Here they get 127.0.0.1.
// It is done below listen(), because a host given to listen() is looked up first, and the suite asks for its port at once.
import { Server } from 'node:net';

const IPV4 = 4;
const bind = Server.prototype._listen2;

Server.prototype._listen2 = function bindToLoopback(host, port, family, ...rest) {
  const everywhere = host === null && port >= 0;
  return everywhere ? bind.call(this, '127.0.0.1', port, IPV4, ...rest) : bind.call(this, host, port, family, ...rest);
};
