/** How the tests start the server and speak to it. */
package dev.gatehouse.authserver.testing;
