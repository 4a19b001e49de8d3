package dev.gatehouse.authserver.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the server is called, outside.
 *
 * @param issuer the issuer identifier (RFC 8414 section 2), exactly as metadata, tokens and redirects carry it
 * @param installationName what pages call this installation
 */
@ConfigurationProperties("gatehouse")
public record WebProperties(
        @DefaultValue("http://127.0.0.1:9000") String issuer,
        @DefaultValue("Gatehouse") String installationName) {}
