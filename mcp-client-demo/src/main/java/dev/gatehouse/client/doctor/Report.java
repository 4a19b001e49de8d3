package dev.gatehouse.client.doctor;

import dev.gatehouse.client.doctor.Check.Level;
import dev.gatehouse.client.doctor.Verdict.Result;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Printable;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The verdicts on one server. */
public final class Report {

    private final Map<Check, Verdict> verdicts = new LinkedHashMap<>();

    private Report() {}

    /** Runs all checks. */
    public static Report on(Evidence evidence) {
        Report report = new Report();
        Checks.ALL.forEach(check -> report.verdicts.put(check, check.examine(evidence)));
        return report;
    }

    /** Whether a client may fail here: a MUST does not hold. */
    public boolean isBroken() {
        return verdicts.entrySet().stream()
                .anyMatch(entry ->
                        entry.getKey().level() == Level.MUST && entry.getValue().result() == Result.FAIL);
    }

    /** A line for each check, and below each failure what was found and what to change. */
    public void print(PrintWriter out) {
        verdicts.forEach((check, verdict) -> {
            out.println(String.format("%-5s %-6s %-20s %s", word(verdict), check.level(), check.id(), check.asks()));
            if (verdict.result() == Result.FAIL) {
                out.println("             found:  " + Printable.phrase(verdict.found()));
                out.println("             change: " + check.remedy());
            } else if (verdict.result() == Result.NOT_APPLICABLE) {
                out.println("             " + Printable.phrase(verdict.found()));
            }
        });
        out.println();
        out.println(count(Result.PASS) + " pass, " + count(Result.FAIL) + " fail, " + count(Result.NOT_APPLICABLE)
                + " not applicable.");
    }

    public ObjectNode toJson() {
        ObjectNode document = Json.MAPPER.createObjectNode();
        for (Result result : Result.values()) {
            document.put(result.name().toLowerCase(Locale.ROOT), count(result));
        }
        var checks = document.putArray("checks");
        verdicts.forEach((check, verdict) -> {
            ObjectNode one = checks.addObject();
            one.put("id", check.id()).put("level", check.level().name()).put("requirement", check.asks());
            one.put("result", verdict.result().name().toLowerCase(Locale.ROOT));
            if (verdict.result() != Result.PASS) {
                one.put("found", Printable.phrase(verdict.found()));
            }
            if (verdict.result() == Result.FAIL) {
                one.put("change", check.remedy());
            }
        });
        return document;
    }

    private long count(Result result) {
        return verdicts.values().stream()
                .filter(verdict -> verdict.result() == result)
                .count();
    }

    private static String word(Verdict verdict) {
        return switch (verdict.result()) {
            case PASS -> "pass";
            case FAIL -> "FAIL";
            case NOT_APPLICABLE -> "n/a";
        };
    }
}
