package dev.gatehouse.authserver.outbound;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;

/** {@link Webhooks} on Apache's client, which checks each address that it dials. */
final class CheckedWebhooks implements Webhooks, AutoCloseable {

    private final CloseableHttpClient http;

    private final OutboundProperties properties;

    CheckedWebhooks(CloseableHttpClient http, OutboundProperties properties) {
        this.http = http;
        this.properties = properties;
    }

    @Override
    public @Nullable String post(URI uri, String json, Map<String, String> headers) {
        if (!properties.enabled()) {
            return "Requests to others are switched off";
        }
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        boolean plain =
                "http".equals(uri.getScheme()) && properties.privateHosts().contains(host);
        if (host.isEmpty() || uri.getRawUserInfo() != null || !(plain || "https".equals(uri.getScheme()))) {
            return "The address is neither https nor http to a private host";
        }
        HttpPost request = new HttpPost(uri);
        request.setEntity(new StringEntity(json, ContentType.APPLICATION_JSON));
        headers.forEach(request::setHeader);
        try {
            int status = http.execute(request, response -> response.getCode());
            return status / 100 == 2 ? null : "It was answered " + status;
        } catch (CheckedAddresses.SpecialUseAddress e) {
            return "The host leads to an address of special use";
        } catch (IOException e) {
            return "No answer: " + e.getClass().getSimpleName();
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
