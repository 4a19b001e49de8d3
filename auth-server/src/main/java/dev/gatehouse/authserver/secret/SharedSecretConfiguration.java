package dev.gatehouse.authserver.secret;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SharedSecretConfiguration {

    @Bean
    SharedSecret sharedSecret(SharedSecretStore store) {
        return new SharedSecret(store);
    }
}
