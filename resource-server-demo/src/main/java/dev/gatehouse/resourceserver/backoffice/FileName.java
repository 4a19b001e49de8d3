package dev.gatehouse.resourceserver.backoffice;

import dev.gatehouse.resourceserver.mcp.InvalidArgumentException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;

/** A file name that is safe wherever the file may go: no folders, no leading dot, plain characters, a known type. */
record FileName(String value, String contentType) {

    private static final int MAX_LENGTH = 100;
    private static final Map<String, String> TYPES = Map.of(
            "txt", "text/plain",
            "csv", "text/csv",
            "json", "application/json",
            "xml", "application/xml",
            "pdf", "application/pdf");

    /** Keeps what follows the last slash or backslash and turns other characters into hyphens. */
    static FileName of(String given) {
        String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        String name = Normalizer.normalize(last.strip(), Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^A-Za-z0-9._-]+", "-")
                .replaceAll("^[.-]+", "");
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        if (type == null || name.lastIndexOf('.') < 1 || name.length() > MAX_LENGTH) {
            throw new InvalidArgumentException(
                    "A file name has at most 100 characters and ends in .txt, .csv, .json, .xml or .pdf.");
        }
        return new FileName(name, type);
    }
}
