package dev.gatehouse.authserver.notice;

import java.util.Map;
import java.util.TreeMap;

/**
 * Something to tell. Holds no secret.
 *
 * @param event what happened, as the audit calls it
 * @param subject in a line
 * @param text in sentences
 * @param facts for programs
 */
public record Notice(String event, String subject, String text, Map<String, String> facts) {

    public Notice {
        // Names are in it that others chose; in a mail it is a header.
        subject = subject.replaceAll("\\p{C}", " ");
        facts = java.util.Collections.unmodifiableMap(new TreeMap<>(facts));
    }
}
