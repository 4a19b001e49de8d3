package dev.gatehouse.authserver.hostile;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads back what a request's body was. */
final class SentTexts {

    private static final JsonMapper JSON = new JsonMapper();

    private SentTexts() {}

    static String published(HttpRequest.BodyPublisher publisher) {
        var body = HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
        publisher.subscribe(new Flow.Subscriber<ByteBuffer>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                body.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer item) {
                body.onNext(List.of(item));
            }

            @Override
            public void onError(Throwable throwable) {
                body.onError(throwable);
            }

            @Override
            public void onComplete() {
                body.onComplete();
            }
        });
        return body.getBody().toCompletableFuture().join();
    }

    /** All texts among the members; the whole body where it is no JSON. */
    static List<String> ofJson(String body) {
        try {
            List<String> texts = new ArrayList<>();
            collect(JSON.readTree(body), texts);
            return texts;
        } catch (JacksonException e) {
            return List.of(body);
        }
    }

    private static void collect(JsonNode node, List<String> texts) {
        if (node.isString()) {
            texts.add(node.stringValue());
        }
        node.forEach(child -> collect(child, texts));
    }
}
