package dev.gatehouse.authserver.handshake;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HandshakeProperties.class)
@EnableScheduling
class HandshakeConfiguration {}
