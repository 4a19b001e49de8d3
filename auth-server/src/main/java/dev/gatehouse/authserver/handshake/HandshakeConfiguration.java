package dev.gatehouse.authserver.handshake;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HandshakeProperties.class)
class HandshakeConfiguration {}
