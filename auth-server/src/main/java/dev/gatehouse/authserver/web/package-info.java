/** What every page and answer shares: the issuer, headers, the browser's cookie, form tokens, error pages. */
@ApplicationModule(allowedDependencies = "secret")
@NullMarked
package dev.gatehouse.authserver.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
