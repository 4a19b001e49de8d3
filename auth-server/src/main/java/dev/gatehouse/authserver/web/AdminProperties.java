package dev.gatehouse.authserver.web;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where administrators are answered.
 *
 * @param port of the console and the interface for programs alone; null: they are where all else is
 * @param address of this machine at which that port listens
 */
@ConfigurationProperties("gatehouse.admin")
public record AdminProperties(
        @Nullable Integer port, @DefaultValue("127.0.0.1") String address) {}
