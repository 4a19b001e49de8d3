package dev.gatehouse.client.config;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import java.util.ArrayList;
import java.util.List;

/** All that is wrong with the files, so that a person corrects it in one go. */
final class Mistakes {

    private static final int MOST_SHOWN = 50;

    private final List<String> sentences = new ArrayList<>();

    void add(Place place, String sentence) {
        add(place.toString(), sentence);
    }

    /** @param where what it is about, if it stands in no file */
    void add(String where, String sentence) {
        sentences.add(Printable.phrase(where + ": " + sentence));
    }

    /** @throws Failure that names them all, if there are any */
    void end(Step step) {
        if (sentences.isEmpty()) {
            return;
        }
        int shown = Math.min(sentences.size(), MOST_SHOWN);
        String rest = sentences.size() > shown ? "\n  and " + (sentences.size() - shown) + " more" : "";
        throw new Failure(step, "nothing was changed.\n  " + String.join("\n  ", sentences.subList(0, shown)) + rest);
    }
}
