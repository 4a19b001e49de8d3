package dev.gatehouse.authserver.resource;

import dev.gatehouse.authserver.outbound.DocumentFetcher;
import dev.gatehouse.authserver.outbound.FetchOutcome;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the protected resource metadata of MCP servers (RFC 9728) through the safe fetcher. */
final class ResourceMetadataReader {

    /** RFC 9728 section 3. */
    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private static final int LARGEST = 20_000;

    private static final int MOST_SCOPES = 100;

    private static final int MOST_ISSUERS = 20;

    private static final Pattern ORIGIN_AND_PATH = Pattern.compile("(https://[^/?]+)(/[^?]*)?(\\?.*)?");

    private final DocumentFetcher fetcher;

    private final JsonMapper json;

    ResourceMetadataReader(DocumentFetcher fetcher, JsonMapper json) {
        this.fetcher = fetcher;
        this.json = json;
    }

    /** What was read, or why nothing was. */
    record Reading(
            @Nullable PublishedServer server, @Nullable String problem) {}

    /** Asks at the well-known address with the path of the URI inserted, then at the root of its host. */
    Reading read(String uri) {
        List<String> addresses = addresses(uri);
        if (addresses.isEmpty()) {
            return new Reading(null, "only https addresses are asked");
        }
        List<String> problems = new ArrayList<>();
        for (String address : addresses) {
            switch (fetcher.fetch(URI.create(address), DocumentFetcher.JSON, LARGEST)) {
                case FetchOutcome.NotFetched not -> problems.add(address + ": " + not.reason());
                case FetchOutcome.Fetched fetched -> {
                    Reading reading = parse(uri, address, fetched.body());
                    if (reading.server() != null) {
                        return reading;
                    }
                    problems.add(address + ": " + reading.problem());
                }
            }
        }
        return new Reading(null, String.join("; ", problems));
    }

    static List<String> addresses(String uri) {
        var parts = ORIGIN_AND_PATH.matcher(uri);
        if (!parts.matches()) {
            return List.of();
        }
        String path = parts.group(2) == null || parts.group(2).equals("/") ? "" : parts.group(2);
        String query = parts.group(3) == null ? "" : parts.group(3);
        Set<String> addresses = new LinkedHashSet<>();
        addresses.add(parts.group(1) + WELL_KNOWN + path + query);
        addresses.add(parts.group(1) + WELL_KNOWN);
        return List.copyOf(addresses);
    }

    private Reading parse(String uri, String address, byte[] body) {
        JsonNode document;
        try {
            document = json.readTree(body);
        } catch (JacksonException e) {
            return new Reading(null, "the document is no JSON");
        }
        Optional<String> resource = text(document, "resource", ResourceUri.LONGEST);
        // RFC 9728 section 3.3: what it is about must be what was asked about.
        boolean same = resource.flatMap(ResourceUri::canonical).equals(ResourceUri.canonical(uri));
        if (!same) {
            return new Reading(
                    null,
                    resource.map(other -> "it describes " + other + "; add it under that address")
                            .orElse("the document does not say which resource it is about"));
        }
        return new Reading(
                new PublishedServer(
                        address,
                        text(document, "resource_name", 120).orElse(null),
                        texts(document, "scopes_supported", MOST_SCOPES).stream()
                                .filter(ResourceRules::registrable)
                                .toList(),
                        texts(document, "authorization_servers", MOST_ISSUERS),
                        document.path("dpop_bound_access_tokens_required").asBoolean(false)),
                null);
    }

    private static Optional<String> text(JsonNode document, String member, int longest) {
        JsonNode value = document.path(member);
        return value.isString()
                ? Optional.of(value.stringValue().replaceAll("\\p{C}", " ").strip())
                        .filter(text -> !text.isEmpty() && text.length() <= longest)
                : Optional.empty();
    }

    private static List<String> texts(JsonNode document, String member, int most) {
        Set<String> texts = new LinkedHashSet<>();
        for (JsonNode value : document.path(member)) {
            if (value.isString() && value.stringValue().length() <= ResourceUri.LONGEST && texts.size() < most) {
                texts.add(value.stringValue());
            }
        }
        return List.copyOf(texts);
    }
}
