package dev.gatehouse.authserver.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file of {@code clients}: what a client posts to register, or the metadata document by which it is known, and what it
 * asks for afterwards.
 *
 * @param client its name, and what is odd about it
 * @param registration the body, as it is posted
 * @param document the client metadata document
 * @param registered what the answer to the registration must say
 * @param requests one for each time that it connects
 */
record RecordedClient(
        String client,
        @Nullable ObjectNode registration,
        @Nullable ObjectNode document,
        @Nullable Registered registered,
        List<Request> requests) {

    /** Of the answer, what the client goes by. */
    record Registered(
            List<String> redirect_uris, String token_endpoint_auth_method, List<String> grant_types, String scope) {

        static Registered in(JsonNode answer) {
            return JSON.treeToValue(answer, Registered.class);
        }

        boolean secret() {
            return !token_endpoint_auth_method.equals("none");
        }
    }

    /** The parameters that it adds to each of its requests, and what it must get. */
    record Request(
            Map<String, String> authorization,
            Map<String, String> token,
            Map<String, String> refresh,
            Granted granted) {

        String redirectUri() {
            return Objects.requireNonNull(authorization.get("redirect_uri"));
        }
    }

    /** The token's audience and the answer's scope. */
    record Granted(String aud, String scope) {}

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static Stream<RecordedClient> all() {
        try {
            Resource[] files = new PathMatchingResourcePatternResolver().getResources("classpath:clients/*.json");
            return Arrays.stream(files)
                    .sorted(Comparator.comparing(Resource::getFilename))
                    .map(RecordedClient::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one whose file has this name. */
    static RecordedClient named(String name) {
        return read(new ClassPathResource("clients/" + name + ".json"));
    }

    /** Those that register themselves. */
    static Stream<RecordedClient> registering() {
        return all().filter(client -> client.registration() != null);
    }

    /** Those with a document. */
    static Stream<RecordedClient> documented() {
        return all().filter(client -> client.document() != null);
    }

    private static RecordedClient read(Resource file) {
        try {
            return JSON.readValue(file.getContentAsString(StandardCharsets.UTF_8), RecordedClient.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return client;
    }
}
