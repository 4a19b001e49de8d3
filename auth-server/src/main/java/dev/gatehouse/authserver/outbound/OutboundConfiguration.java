package dev.gatehouse.authserver.outbound;

import java.util.function.Supplier;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.Timeout;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OutboundProperties.class)
class OutboundConfiguration {

    private static final int LONGEST_LINE = 8192;

    private static final int MOST_HEADERS = 60;

    @Bean
    DocumentFetcher documentFetcher(OutboundProperties properties, SslBundles bundles) {
        return new SafeFetcher(client(properties, tls(properties, bundles)), properties);
    }

    @Bean
    Webhooks webhooks(OutboundProperties properties, SslBundles bundles) {
        return new CheckedWebhooks(client(properties, tls(properties, bundles)), properties);
    }

    @Bean
    JsonCalls jsonCalls(OutboundProperties properties, SslBundles bundles) {
        return new SafeCalls(client(properties, tls(properties, bundles)), properties);
    }

    /** What an operator names is read now, so that a start tells what is wrong with it. */
    private static TlsSocketStrategy tls(OutboundProperties properties, SslBundles bundles) {
        if (properties.trustBundle() != null) {
            return new DefaultClientTlsStrategy(
                    bundles.getBundle(properties.trustBundle()).createSslContext());
        }
        // The JDK's own certificates take a fiftieth of a start to be read; some servers never need them.
        Supplier<TlsSocketStrategy> first =
                SingletonSupplier.of(() -> new DefaultClientTlsStrategy(SSLContexts.createSystemDefault()));
        return (socket, target, port, attachment, context) ->
                first.get().upgrade(socket, target, port, attachment, context);
    }

    private static CloseableHttpClient client(OutboundProperties properties, TlsSocketStrategy tls) {
        Timeout timeout = Timeout.of(properties.timeout());
        Http1Config bounds = Http1Config.custom()
                .setMaxLineLength(LONGEST_LINE)
                .setMaxHeaderCount(MOST_HEADERS)
                .build();
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new CheckedAddresses(properties.privateHosts()))
                        .setTlsSocketStrategy(tls)
                        .setConnectionFactory(
                                org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory.builder()
                                        .http1Config(bounds)
                                        .build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(timeout)
                                .setSocketTimeout(timeout)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(timeout)
                        .setConnectionRequestTimeout(timeout)
                        .setRedirectsEnabled(false)
                        .build())
                .setUserAgent("Gatehouse")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                // Each fetch is looked up, checked and dialled for itself.
                .setConnectionReuseStrategy((request, response, context) -> false)
                .build();
    }
}
